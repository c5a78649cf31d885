using System;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Native;

/// <summary>Files of the host's procfs, opened only where procfs itself answers.</summary>
public static unsafe class ProcFile
{
    private static OwnedFd? root;

    /// <summary>A descriptor of the host's procfs, checked by magic and root inode.</summary>
    public static int Root => (root ??= OpenRoot()).Fd;

    /// <summary>Writes <paramref name="value"/> to <paramref name="path"/> below /proc in one write(2).</summary>
    /// <exception cref="LinuxException">Naming the file and the value.</exception>
    public static void Write(string path, string value)
    {
        using OwnedFd file = Open(path, O_WRONLY);
        byte[] bytes = KernelText.Encode(value);
        nint written;
        // Safe: the array is pinned for the call.
        fixed (byte* data = bytes) written = write(file.Fd, data, (nuint)bytes.Length);
        if (written != bytes.Length) LinuxException.Throw($"write `{value.TrimEnd()}` to", "/proc/" + path);
    }

    /// <summary>Reads <paramref name="path"/> below /proc.</summary>
    public static string Read(string path)
    {
        using OwnedFd file = Open(path, O_RDONLY);
        return KernelText.Decode(FileBytes.ReadToEnd(file.Fd, "/proc/" + path));
    }

    /// <summary>
    /// Reads the first record of <paramref name="path"/> below /proc, or a file that is only one, in one read(2).
    /// </summary>
    [System.Runtime.CompilerServices.SkipLocalsInit] // of the buffer only what was read is looked at
    public static string ReadRecord(string path)
    {
        const int Page = 4096; // what a file of /proc gives at once, if it has that much; seq_file.rst
        using OwnedFd file = Open(path, O_RDONLY);
        byte* text = stackalloc byte[Page];
        nint got;
        do got = read(file.Fd, text, Page);
        while (got == -1 && errno == Errno.EINTR);
        if (got == -1) LinuxException.Throw("read", "/proc/" + path);
        return KernelText.Decode(new ReadOnlySpan<byte>(text, (int)got));
    }

    private static OwnedFd Open(string path, ulong flags)
    {
        // Once for all verbs' containers: the directory is held open, so nobody can put another in its place.
        int proc = Root;
        open_how how = default;
        how.flags = flags | O_CLOEXEC;
        how.resolve = RESOLVE_BENEATH | RESOLVE_NO_XDEV | RESOLVE_NO_MAGICLINKS;
        byte[] name = KernelText.Terminated(path);
        // Safe: the array is pinned and NUL-terminated.
        fixed (byte* text = name)
        {
            return OwnedFd.From((int)openat2(proc, text, &how, (nuint)sizeof(open_how)), "open", "/proc/" + path);
        }
    }

    private static OwnedFd OpenRoot()
    {
        OwnedFd proc;
        fixed (byte* path = "/proc"u8)
            proc = OwnedFd.From(open(path, O_PATH | O_DIRECTORY | O_CLOEXEC, 0), "open", "/proc");
        const ulong RootInode = 1; // PROC_ROOT_INO, linux/proc_fs.h
        statfs filesystem;
        statx facts;
        byte nothing = 0;
        // Safe: an empty, terminated path; the kernel fills both structures.
        int error =
            fstatfs(proc.Fd, &filesystem) == -1 || statx(proc.Fd, &nothing, AT_EMPTY_PATH, STATX_INO, &facts) == -1
                ? errno
                : filesystem.f_type == PROC_SUPER_MAGIC && facts.stx_ino == RootInode ? 0 : Errno.ENODEV;
        if (error == 0) return proc;
        proc.Dispose();
        throw new LinuxException("open procfs", "/proc", error);
    }
}
