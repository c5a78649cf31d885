using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Containers;

/// <summary>The record of one container among many, read with three system calls.</summary>
internal static unsafe class RecordGlance
{
    private const int Usual = 8192; // bytes: more than a record has without large annotations

    /// <summary>
    /// The record of container <paramref name="id"/>; null for whatever takes a closer look: none, a large or a damaged
    /// one, what is no directory.
    /// </summary>
    [System.Runtime.CompilerServices.SkipLocalsInit] // of the buffer only what was read is looked at
    public static ContainerRecord? TryRead(OwnedFd root, string id)
    {
        open_how how = default;
        how.flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC; // a FIFO is not waited for
        how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
        CString name = new(StateDirectory.RecordPath(id), stackalloc byte[CString.StackSize]);
        int fd;
        // Safe: the name is pinned for the call and ends with a NUL.
        fixed (byte* start = name) fd = (int)openat2(root.Fd, start, &how, (nuint)sizeof(open_how));
        if (fd == -1) return null;
        byte* text = stackalloc byte[Usual];
        nint got = read(fd, text, Usual);
        close(fd);
        // Safe: the kernel filled got bytes of the buffer. A read that ends too early is no JSON.
        return got is > 0 and < Usual ? RecordJson.Read(new System.ReadOnlySpan<byte>(text, (int)got)) : null;
    }
}
