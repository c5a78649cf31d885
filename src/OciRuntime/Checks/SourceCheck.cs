using OciRuntime.Config;
using OciRuntime.Native;
using OciRuntime.Native.Paths;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Checks;

/// <summary>The files of the host that a config names: sources of bind mounts, and hooks.</summary>
internal static class SourceCheck
{
    /// <summary>Looks at each; what is there is not told.</summary>
    public static void Run(CheckTarget target, CheckReport report)
    {
        for (int i = 0; i < target.Mounts.Length; i++)
        {
            Mount mount = target.Mounts[i];
            if (!mount.IsBind || mount.Parsed.IsRemount || string.IsNullOrEmpty(mount.Source)) continue;
            int flags = O_PATH | (mount.Parsed.CopySymlink || mount.Parsed.SourceNoFollow ? O_NOFOLLOW : 0);
            Look("source of a bind mount", mount.Source, flags, $"/mounts/{i}/source", report);
        }
        if (target.Spec?.Hooks is not { } hooks) return;
        Hooks(hooks.CreateRuntime, "createRuntime", report);
        Hooks(hooks.CreateContainer, "createContainer", report);
        Hooks(hooks.Poststart, "poststart", report);
        Hooks(hooks.Poststop, "poststop", report);
#pragma warning disable CS0618 // prestart is deprecated, and Docker's network comes through it
        Hooks(hooks.Prestart, "prestart", report);
#pragma warning restore CS0618
    }

    private static void Hooks(Hook[]? hooks, string kind, CheckReport report)
    {
        for (int i = 0; i < (hooks?.Length ?? 0); i++)
            Look("hook", hooks![i].Path ?? "", O_PATH, $"/hooks/{kind}/{i}", report);
    }

    private static void Look(string name, string path, int flags, string pointer, CheckReport report)
    {
        int fd = HostPath.Open(path, flags);
        int error = errno;
        if (fd != -1)
        {
            new OwnedFd(fd).Dispose();
            return;
        }
        string? hint = PathDiagnosis.Explain(path, error);
        report.Add(new CheckResult(
            name,
            CheckState.Missing,
            $"`{path}`: {Errno.Describe(error)} ({Errno.Name(error)}){(hint is null ? "" : $" ({hint})")}")
        {
            Advice = error == Errno.EACCES ? "let the caller read it" : "make it, or correct the path",
            Needed = true,
            Pointer = pointer,
        });
    }
}
