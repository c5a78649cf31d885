using OciRuntime.Namespaces;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Checks;

/// <summary>
/// The namespaces that are made, each made for real: nothing else tells what sysctls, security modules and filters let
/// through. The command is in them afterwards, so this is the last that it does.
/// </summary>
internal static class NamespaceCheck
{
    // Users last: what cannot be made otherwise is tried again in it.
    private static readonly (string Type, string File, ulong Flag)[] Types =
    [
        ("mount", "mnt", CLONE_NEWNS), ("pid", "pid", CLONE_NEWPID), ("network", "net", CLONE_NEWNET),
        ("ipc", "ipc", CLONE_NEWIPC), ("uts", "uts", CLONE_NEWUTS), ("cgroup", "cgroup", CLONE_NEWCGROUP),
        ("time", "time", CLONE_NEWTIME), ("user", "user", CLONE_NEWUSER),
    ];

    /// <summary>Makes the namespaces.</summary>
    public static void Run(CheckTarget target, CheckReport report)
    {
        int[] errors = new int[Types.Length];
        for (int i = 0; i < Types.Length; i++) errors[i] = IsTried(target, Types[i].Type) ? Make(Types[i]) : 0;
        bool user = target.Spec is null ? errors[^1] == 0 : target.MakesNamespace("user") && errors[^1] == 0;
        for (int i = 0; i < Types.Length; i++)
        {
            string type = Types[i].Type;
            if (!IsTried(target, type)) continue;
            bool inside = errors[i] == Errno.EPERM && type != "user" && user && Make(Types[i]) == 0;
            report.Add(Tell(target, Types[i], errors[i], inside) with { Needed = target.MakesNamespace(type) });
        }
    }

    private static bool IsTried(CheckTarget target, string type) =>
        target.Spec is null || target.MakesNamespace(type);

    private static int Make((string Type, string File, ulong Flag) type) =>
        Call.Exists(AT_FDCWD, "/proc/self/ns/" + type.File) ? unshare((int)type.Flag) == -1 ? errno : 0 : Errno.ENOSYS;

    private static CheckResult Tell(
        CheckTarget target, (string Type, string File, ulong Flag) type, int error, bool inside)
    {
        string name = type.Type + " namespace";
        if (error == Errno.ENOSYS)
            return new CheckResult(name, CheckState.Missing, "this kernel has none") { Advice = "use another kernel" };
        if (inside && target.MakesNamespace("user"))
            return new CheckResult(name, CheckState.Ok, "one can be made in a new user namespace");
        if (inside)
        {
            return new CheckResult(name, CheckState.Limited, "one can be made in a new user namespace only")
            {
                Advice = "give ocirun CAP_SYS_ADMIN, or let the config have a user namespace",
            };
        }
        string limit = HostText.TryRead($"/proc/sys/user/max_{type.File}_namespaces") is { } most
            ? $", at most {most}" : "";
        if (error == 0) return new CheckResult(name, CheckState.Ok, "one can be made" + limit);
        string found = $"none can be made: {Errno.Describe(error)} ({Errno.Name(error)})";
        string? why = NamespaceDiagnosis.Explain(type.Flag, error);
        return new CheckResult(name, CheckState.Missing, why is null ? found : $"{found}: {why}")
        {
            Advice = why is not null ? "change that sysctl"
                : type.Type == "user" ? "a seccomp filter, a security module or a chroot forbids it"
                : "give ocirun CAP_SYS_ADMIN, or let the config have a user namespace",
        };
    }
}
