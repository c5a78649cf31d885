using System.Runtime.InteropServices;
using OciRuntime.Native.Abi;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // mount(2), <sys/mount.h>, <linux/mount.h>
    public const ulong MS_RDONLY = 1;
    public const ulong MS_NOSUID = 2;
    public const ulong MS_NODEV = 4;
    public const ulong MS_NOEXEC = 8;
    public const ulong MS_SYNCHRONOUS = 0x10;
    public const ulong MS_REMOUNT = 0x20;
    public const ulong MS_MANDLOCK = 0x40;
    public const ulong MS_DIRSYNC = 0x80;
    public const ulong MS_NOSYMFOLLOW = 0x100;
    public const ulong MS_NOATIME = 0x400;
    public const ulong MS_NODIRATIME = 0x800;
    public const ulong MS_BIND = 0x1000;
    public const ulong MS_REC = 0x4000;
    public const ulong MS_SILENT = 0x8000;
    public const ulong MS_UNBINDABLE = 0x20000;
    public const ulong MS_PRIVATE = 0x40000;
    public const ulong MS_SLAVE = 0x80000;
    public const ulong MS_SHARED = 0x100000;
    public const ulong MS_RELATIME = 0x200000;
    public const ulong MS_I_VERSION = 0x800000;
    public const ulong MS_STRICTATIME = 0x1000000;
    public const ulong MS_LAZYTIME = 0x2000000;

    // umount2(2)
    public const int MNT_DETACH = 2;

    // open_tree(2); OPEN_TREE_CLOEXEC is O_CLOEXEC
    public const uint OPEN_TREE_CLONE = 1;
    public const uint OPEN_TREE_CLOEXEC = 0x80000;

    // move_mount(2); MOVE_MOUNT_BENEATH since Linux 6.5
    public const uint MOVE_MOUNT_F_EMPTY_PATH = 4;
    public const uint MOVE_MOUNT_T_EMPTY_PATH = 0x40;

    // mount_setattr(2), fsmount(2)
    public const ulong MOUNT_ATTR_RDONLY = 1;
    public const ulong MOUNT_ATTR_NOSUID = 2;
    public const ulong MOUNT_ATTR_NODEV = 4;
    public const ulong MOUNT_ATTR_NOEXEC = 8;
    public const ulong MOUNT_ATTR__ATIME = 0x70;
    public const ulong MOUNT_ATTR_RELATIME = 0;
    public const ulong MOUNT_ATTR_NOATIME = 0x10;
    public const ulong MOUNT_ATTR_STRICTATIME = 0x20;
    public const ulong MOUNT_ATTR_NODIRATIME = 0x80;
    public const ulong MOUNT_ATTR_IDMAP = 0x100000;
    public const ulong MOUNT_ATTR_NOSYMFOLLOW = 0x200000;

    // fsopen(2), fspick(2), fsmount(2)
    public const int FSOPEN_CLOEXEC = 1;
    public const int FSMOUNT_CLOEXEC = 1;

    // fsconfig(2); FSCONFIG_CMD_CREATE_EXCL since Linux 6.6
    public const int FSCONFIG_SET_FLAG = 0;
    public const int FSCONFIG_SET_STRING = 1;
    public const int FSCONFIG_CMD_CREATE = 6;

    // AT_RECURSIVE of open_tree(2) and mount_setattr(2)
    public const int AT_RECURSIVE = 0x8000;

    [DllImport("libc"), SuppressGCTransition]
    public static extern int mount(byte* source, byte* target, byte* type, nuint flags, void* data);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int umount2(byte* target, int flags);

    public static int pivot_root(byte* newRoot, byte* putOld) =>
        (int)syscall(SYS_pivot_root, (nint)newRoot, (nint)putOld);

    public static int open_tree(int directory, byte* path, uint flags) =>
        (int)syscall(SYS_open_tree, directory, (nint)path, (nint)flags);

    public static int move_mount(int from, byte* fromPath, int to, byte* toPath, uint flags) =>
        (int)syscall(SYS_move_mount, from, (nint)fromPath, to, (nint)toPath, (nint)flags);

    public static int mount_setattr(int directory, byte* path, uint flags, mount_attr* attributes, nuint size) =>
        (int)syscall(SYS_mount_setattr, directory, (nint)path, (nint)flags, (nint)attributes, (nint)size);

    public static int fsopen(byte* type, uint flags) => (int)syscall(SYS_fsopen, (nint)type, (nint)flags);

    public static int fsconfig(int fs, uint command, byte* key, void* value, int extra) =>
        (int)syscall(SYS_fsconfig, fs, (nint)command, (nint)key, (nint)value, extra);

    public static int fsmount(int fs, uint flags, uint attributes) =>
        (int)syscall(SYS_fsmount, fs, (nint)flags, (nint)attributes);
}
