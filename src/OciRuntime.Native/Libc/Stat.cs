using System.Runtime.InteropServices;
using OciRuntime.Native.Abi;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // statx(2), <linux/stat.h>
    public const uint STATX_TYPE = 1;
    public const uint STATX_MODE = 2;
    public const uint STATX_NLINK = 4;
    public const uint STATX_UID = 8;
    public const uint STATX_GID = 0x10;
    public const uint STATX_ATIME = 0x20;
    public const uint STATX_MTIME = 0x40;
    public const uint STATX_CTIME = 0x80;
    public const uint STATX_INO = 0x100;
    public const uint STATX_SIZE = 0x200;
    public const uint STATX_BLOCKS = 0x400;
    public const uint STATX_BASIC_STATS = 0x7ff;
    public const uint STATX_BTIME = 0x800;
    public const uint STATX_MNT_ID = 0x1000;
    public const ulong STATX_ATTR_IMMUTABLE = 0x10;
    public const ulong STATX_ATTR_APPEND = 0x20;
    public const ulong STATX_ATTR_AUTOMOUNT = 0x1000;
    public const ulong STATX_ATTR_MOUNT_ROOT = 0x2000;

    // inode(7)
    public const int S_IFMT = 0xf000;
    public const int S_IFSOCK = 0xc000;
    public const int S_IFLNK = 0xa000;
    public const int S_IFREG = 0x8000;
    public const int S_IFBLK = 0x6000;
    public const int S_IFDIR = 0x4000;
    public const int S_IFCHR = 0x2000;
    public const int S_IFIFO = 0x1000;
    public const int S_ISUID = 0x800;
    public const int S_ISGID = 0x400;
    public const int S_ISVTX = 0x200;

    // statfs(2), <linux/magic.h>
    public const long PROC_SUPER_MAGIC = 0x9fa0;
    public const long SYSFS_MAGIC = 0x62656572;
    public const long CGROUP_SUPER_MAGIC = 0x27e0eb;
    public const long CGROUP2_SUPER_MAGIC = 0x63677270;
    public const long TMPFS_MAGIC = 0x1021994;
    public const long DEVPTS_SUPER_MAGIC = 0x1cd1;
    public const long NSFS_MAGIC = 0x6e736673;
    public const long OVERLAYFS_SUPER_MAGIC = 0x794c7630;
    public const long RAMFS_MAGIC = 0x858458f6;
    public const long RDTGROUP_SUPER_MAGIC = 0x7655821;
    public const long BPF_FS_MAGIC = 0xcafe4a11;
    public const long SECURITYFS_MAGIC = 0x73636673;
    public const long SELINUX_MAGIC = 0xf97cff8c;
    public const long HUGETLBFS_MAGIC = 0x958458f6;
    public const long EXT4_SUPER_MAGIC = 0xef53;
    public const long XFS_SUPER_MAGIC = 0x58465342;
    public const long BTRFS_SUPER_MAGIC = 0x9123683e;
    public const long ST_RDONLY = 1;
    public const long ST_NOSUID = 2;
    public const long ST_NODEV = 4;
    public const long ST_NOEXEC = 8;

    public static int statx(int directory, byte* path, int flags, uint mask, statx* buffer) =>
        (int)syscall(SYS_statx, directory, (nint)path, flags, (nint)mask, (nint)buffer);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int statfs(byte* path, statfs* buffer);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int fstatfs(int fd, statfs* buffer);

    /// <summary>makedev(3): the device number as the C library and mknod(2) lay it out.</summary>
    public static ulong makedev(uint major, uint minor) =>
        ((ulong)(major & 0xfffff000) << 32) | ((major & 0xfff) << 8)
        | ((ulong)(minor & 0xffffff00) << 12) | (minor & 0xff);

    /// <summary>The major number in a device number, makedev(3).</summary>
    public static uint major(ulong device) => (uint)((device >> 8) & 0xfff) | (uint)((device >> 32) & 0xfffff000);

    /// <summary>The minor number in a device number, makedev(3).</summary>
    public static uint minor(ulong device) => (uint)(device & 0xff) | (uint)((device >> 12) & 0xffffff00);
}
