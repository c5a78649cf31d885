using System;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Native.Paths;

/// <summary>
/// The runtime's own view of procfs, proved to be procfs, so that no mount over <c>/proc</c> can fake it.
/// </summary>
public sealed unsafe class SafeProc : IDisposable
{
    private const ulong RootIno = 1; // PROC_ROOT_INO of linux/proc_fs.h: no other file of any procfs has it

    private readonly OwnedFd root;

    /// <summary>Opens <c>/proc</c>.</summary>
    /// <exception cref="LinuxException">It is not there, or not procfs (ENODEV).</exception>
    public SafeProc()
    {
        root = OwnedFd.From(HostPath.Open("/proc", O_PATH | O_DIRECTORY), "open", "/proc");
        bool real =
            HostPath.Filesystem(root.Fd, "/proc").f_type == PROC_SUPER_MAGIC
            && HostPath.Facts(root.Fd, "/proc").stx_ino == RootIno;
        if (real)
            return;
        root.Dispose();
        throw new LinuxException("open", "/proc", Errno.ENODEV);
    }

    /// <summary>Opens a file below procfs that lies on procfs itself; -1 with errno set.</summary>
    /// <param name="path">Relative to procfs: <c>self/mountinfo</c>.</param>
    /// <param name="flags">O_*; O_CLOEXEC is added.</param>
    public int Open(string path, int flags)
    {
        open_how how = default;
        how.flags = (uint)(flags | O_CLOEXEC);
        how.resolve = RESOLVE_BENEATH | RESOLVE_NO_XDEV | RESOLVE_NO_MAGICLINKS;
        // Safe: the array is pinned for the call and ends with a NUL.
        fixed (byte* name = KernelText.Terminated(path)) return openat2(root.Fd, name, &how, (nuint)sizeof(open_how));
    }

    /// <summary>The whole text of a file below procfs.</summary>
    /// <exception cref="LinuxException">It cannot be opened or read.</exception>
    public string Read(string path)
    {
        using OwnedFd file = OwnedFd.From(Open(path, O_RDONLY), "open", "/proc/" + path);
        byte[] bytes = new byte[16384];
        int length = 0;
        while (true)
        {
            if (length == bytes.Length) Array.Resize(ref bytes, bytes.Length * 2);
            nint got;
            // Safe: the array is pinned for the call and the length is what is left of it.
            fixed (byte* data = bytes) got = read(file.Fd, data + length, (nuint)(bytes.Length - length));
            if (got == -1 && errno == Errno.EINTR) continue;
            if (got == -1) LinuxException.Throw("read", "/proc/" + path);
            if (got == 0) return KernelText.Decode(bytes.AsSpan(0, length));
            length += (int)got;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => root.Dispose();
}
