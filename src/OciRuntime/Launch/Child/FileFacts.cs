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
