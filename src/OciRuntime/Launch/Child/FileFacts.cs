using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>What a descriptor is; statx(2).</summary>
internal static unsafe class FileFacts
{
    /// <summary>S_IF* of <paramref name="fd"/>.</summary>
    /// <returns>0 or an errno.</returns>
    public static int ReadType(int fd, int* type, ChildState* s)
    {
        statx facts;
        int error = Check(Libc.statx(fd, ChildString.Literal(""u8), AT_EMPTY_PATH, STATX_TYPE, &facts), Phase.Stat, s);
        *type = facts.stx_mode & S_IFMT;
        return error;
    }

    /// <summary>Whether two descriptors are of one file on one mount, statx(2), STATX_MNT_ID.</summary>
    public static bool IsSame(int one, int other)
    {
        statx a, b;
        byte* empty = ChildString.Literal(""u8);
        return Libc.statx(one, empty, AT_EMPTY_PATH, STATX_INO | STATX_MNT_ID, &a) == 0
            && Libc.statx(other, empty, AT_EMPTY_PATH, STATX_INO | STATX_MNT_ID, &b) == 0
            && a.stx_mnt_id == b.stx_mnt_id && a.stx_ino == b.stx_ino;
    }

    /// <summary>Proves that <paramref name="fd"/> is the character device with these numbers.</summary>
    /// <returns>0, ENODEV for another file, or an errno.</returns>
    public static int VerifyDevice(int fd, uint major, uint minor, ChildState* s)
    {
        statx facts;
        int error = Check(Libc.statx(fd, ChildString.Literal(""u8), AT_EMPTY_PATH, STATX_TYPE, &facts), Phase.Stat, s);
        if (error != 0) return error;
        bool isCharacter = (facts.stx_mode & S_IFMT) == S_IFCHR;
        if (isCharacter && facts.stx_rdev_major == major && facts.stx_rdev_minor == minor) return 0;
        s->Phase = Phase.Verify;
        return Errno.ENODEV;
    }
}
