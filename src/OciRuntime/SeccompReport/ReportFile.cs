using System;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.SeccompReport;

/// <summary>The file of a report: opened once, and from then on only written through its descriptor.</summary>
internal static unsafe class ReportFile
{
    /// <summary>The first member of a report, by which a file is known to be one.</summary>
    public const string Mark = "ocirunSeccompReport";

    private const int Beginning = 64; // bytes in which the first member is looked for

    /// <summary>
    /// Makes the file, or opens an earlier report. An annotation can name any file of the host: one that holds
    /// something else is left alone.
    /// </summary>
    public static OwnedFd Open(string path)
    {
        const uint ReadableByOwner = 0x180; // 0600: the report quotes what programs passed
        int fd = Call.openat(
            AT_FDCWD,
            path,
            O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY,
            ReadableByOwner
        );
        OwnedFd file = OwnedFd.From(fd, "open the seccomp report", path);
        statx facts;
        byte nothing = 0;
        // Safe: an empty, terminated path; the kernel fills the structure.
        bool regular = statx(file.Fd, &nothing, AT_EMPTY_PATH, STATX_TYPE | STATX_SIZE, &facts) == 0
            && (facts.stx_mode & S_IFMT) == S_IFREG;
        byte* start = stackalloc byte[Beginning];
        nint length = regular ? (nint)LibC.pread(file.Fd, start, Beginning, 0) : -1;
        // Safe: pread filled length bytes.
        bool ours = length == 0
            || (length > 0 && KernelText.Decode(new ReadOnlySpan<byte>(start, (int)length)).Contains(Mark));
        if (ours) return file;
        file.Dispose();
        throw new OcirunException(
            $"`{path}` is not written: it is there already and is no seccomp report",
            FailureCodes.Exists
        );
    }

    /// <summary>Whether the last of all writes has been made whole.</summary>
    public static bool IsComplete(int fd)
    {
        const int Members = 1024; // mark, id (255 at most) and complete are the first
        byte* start = stackalloc byte[Members];
        nint length = (nint)LibC.pread(fd, start, Members, 0);
        // Safe: pread filled length bytes.
        return length > 0 && new ReadOnlySpan<byte>(start, (int)length).IndexOf("\"complete\": true"u8) >= 0;
    }

    /// <summary>Puts <paramref name="text"/> in place of what the file holds.</summary>
    /// <returns>Whether all of it was written.</returns>
    public static bool Write(int fd, ReadOnlySpan<byte> text)
    {
        // Safe: the bytes are pinned for the call.
        fixed (byte* data = text)
            return LibC.pwrite(fd, data, text.Length, 0) == text.Length && LibC.ftruncate(fd, text.Length) == 0;
    }
}
