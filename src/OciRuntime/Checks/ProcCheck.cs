using OciRuntime.Config;
using OciRuntime.Rootfs;

namespace OciRuntime.Checks;

/// <summary>
/// Whether a procfs can be mounted in a user namespace: the kernel refuses it if parts of the caller's are hidden
/// (mount_too_revealing, linux/fs/namespace.c).
/// </summary>
internal static class ProcCheck
{
    /// <summary>Looks at it, if there is a new user namespace or none is excluded.</summary>
    public static void Run(CheckTarget target, CheckReport report)
    {
        bool user = target.MakesNamespace("user");
        if (target.Spec is not null && !(user && System.Array.Exists(target.Mounts, IsProc))) return;
        if (MountDiagnosis.FindMaskedProc() is not { } masked)
        {
            report.Ok("/proc", "nothing in it is hidden");
            return;
        }
        report.Add(new CheckResult(
            "/proc",
            user ? CheckState.Missing : CheckState.Limited,
            $"`{masked}` is mounted over, so that the kernel mounts no procfs in a user namespace")
        {
            Advice = "run the outer container with an unmasked /proc (--security-opt unmask=ALL), or bind its /proc",
            Needed = user,
        });
    }

    private static bool IsProc(Mount mount) => mount is { Type: "proc" };
}
