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
    public const uint STATX_INO = 0x100;
    public const uint STATX_SIZE = 0x200;
    public const uint STATX_BASIC_STATS = 0x7ff;
    public const uint STATX_MNT_ID = 0x1000;
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

    // statfs(2), <linux/magic.h>
    public const long PROC_SUPER_MAGIC = 0x9fa0;
    public const long CGROUP2_SUPER_MAGIC = 0x63677270;
    public const long TMPFS_MAGIC = 0x1021994;
    public const long DEVPTS_SUPER_MAGIC = 0x1cd1;
    public const long NSFS_MAGIC = 0x6e736673;
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
