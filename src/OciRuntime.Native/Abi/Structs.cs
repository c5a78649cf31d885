using System.Runtime.InteropServices;

namespace OciRuntime.Native.Abi;

public struct clone_args { public ulong flags, pidfd, child_tid, parent_tid, exit_signal, stack, stack_size, tls, set_tid, set_tid_size, cgroup; }
public struct open_how { public ulong flags, mode, resolve; }
public struct mount_attr { public ulong attr_set, attr_clr, propagation, userns_fd; }
public struct statx_timestamp { public long tv_sec; public uint tv_nsec; public int __reserved; }
public unsafe struct statx
{
    public uint stx_mask, stx_blksize; public ulong stx_attributes; public uint stx_nlink, stx_uid, stx_gid; public ushort stx_mode; public ushort __spare0;
    public ulong stx_ino, stx_size, stx_blocks, stx_attributes_mask; public statx_timestamp stx_atime, stx_btime, stx_ctime, stx_mtime;
    public uint stx_rdev_major, stx_rdev_minor, stx_dev_major, stx_dev_minor; public ulong stx_mnt_id; public fixed ulong __spare3[13];
}
public unsafe struct statfs { public long f_type, f_bsize; public ulong f_blocks, f_bfree, f_bavail, f_files, f_ffree; public long f_fsid, f_namelen, f_frsize, f_flags; public fixed long f_spare[4]; }
public struct timespec { public long tv_sec, tv_nsec; }
public unsafe struct sockaddr_un { public ushort sun_family; public fixed byte sun_path[108]; }
public unsafe struct iovec { public void* iov_base; public nuint iov_len; }
public unsafe struct msghdr { public void* msg_name; public uint msg_namelen; public iovec* msg_iov; public nuint msg_iovlen; public void* msg_control; public nuint msg_controllen; public int msg_flags; }
public struct cmsghdr { public nuint cmsg_len; public int cmsg_level, cmsg_type; }
public struct pollfd { public int fd; public short events, revents; }
[StructLayout(LayoutKind.Explicit, Size = 128)]
public struct siginfo_t { [FieldOffset(0)] public int si_signo; [FieldOffset(4)] public int si_errno; [FieldOffset(8)] public int si_code; [FieldOffset(16)] public int si_pid; [FieldOffset(20)] public uint si_uid; [FieldOffset(24)] public int si_status; }
[StructLayout(LayoutKind.Explicit, Size = 128)]
public struct signalfd_siginfo { [FieldOffset(0)] public uint ssi_signo; }
public struct kernel_sigaction { public nuint handler, flags, restorer; public ulong mask; }
public struct rlimit64 { public ulong rlim_cur, rlim_max; }
public struct sched_attr { public uint size, sched_policy; public ulong sched_flags; public int sched_nice; public uint sched_priority; public ulong sched_runtime, sched_deadline, sched_period; public uint sched_util_min, sched_util_max; }
public struct __user_cap_header_struct { public uint version; public int pid; }
public struct __user_cap_data_struct { public uint effective, permitted, inheritable; }
public struct sock_filter { public ushort code; public byte jt, jf; public uint k; }
public unsafe struct sock_fprog { public ushort len; public sock_filter* filter; }
public struct winsize { public ushort ws_row, ws_col, ws_xpixel, ws_ypixel; }
public unsafe struct ifreq { public fixed byte ifr_name[16]; public short ifr_flags; public fixed byte pad[22]; }
public struct linux_dirent64 { public ulong d_ino; public long d_off; public ushort d_reclen; public byte d_type; }
