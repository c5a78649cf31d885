using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Operations;

/// <summary>Writes a file of procfs, never through a mount that covers a part of it.</summary>
internal unsafe struct WriteProc : IOperation<WriteProc>
{
    /// <summary>The file, below procfs.</summary>
    public required ChildString Path;

    /// <summary>What is written.</summary>
    public required ChildString Value;

    /// <inheritdoc/>
    public static int Run(WriteProc* o, ChildState* s)
    {
        // RESOLVE_NO_XDEV: a mount over a part of procfs is not procfs (CVE-2019-16884, CVE-2025-52881).
        int fd = RootPaths.OpenAt(s->Proc, o->Path, O_WRONLY, 0,
            RESOLVE_BENEATH | RESOLVE_NO_XDEV | RESOLVE_NO_MAGICLINKS);
        if (fd == -1) return Check(-1, Phase.Open, s);
        nint written;
        do written = write(fd, o->Value, (nuint)o->Value.Length);
        while (written == -1 && errno == Errno.EINTR);
        int error = written == -1 ? Check(-1, Phase.Write, s) : 0;
        Release(fd);
        return error;
    }

    /// <inheritdoc/>
    public static void Describe(in WriteProc o, PlanText text) =>
        text.Add($"{o.Path} value={PlanText.Quoted(o.Value.ToString())}");

    /// <inheritdoc/>
    public static Explanation Explain(in WriteProc o, in ChildFailure failure) =>
        new($"write `{o.Value}` to", $"/proc/{o.Path}");
}
