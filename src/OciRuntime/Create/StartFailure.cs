using OciRuntime.Config;
using OciRuntime.Containers;
using OciRuntime.Hooks;
using OciRuntime.Launch.Child;
using OciRuntime.Launch.Parent;
using OciRuntime.Native;
using OciRuntime.Security.Seccomp;
namespace OciRuntime.Create;

/// <summary>
/// What failed after create: a startContainer hook, the filter that is loaded last, or execve(2). The plan is gone by
/// then.
/// </summary>
internal static class StartFailure
{
    /// <summary>The error for what the container's process has sent over its connection.</summary>
    /// <param name="state">Where the config of the container is kept.</param>
    /// <param name="program">args[0].</param>
    /// <param name="message">The process' last message.</param>
    /// <param name="evidence">The output of a hook that failed, or the program that cannot be executed; or
    /// null.</param>
    /// <param name="pid">The process, which still waits if there is evidence.</param>
    public static OcirunException From(
        StateDirectory state,
        string program,
        in SyncMessage message,
        OwnedFd? evidence,
        int pid
    )
    {
        if (message.Phase == Phase.Hook)
        {
            Hook[] hooks = SpecReader.Parse(state.ReadConfig()).Hooks?.StartContainer ?? [];
            string? path = (uint)message.HookIndex < (uint)hooks.Length ? hooks[message.HookIndex].Path : null;
            return new HookException("startContainer", message.HookIndex, path, message.Hook, evidence?.Fd ?? -1);
        }
        if (message.Phase == Phase.Execute)
        {
            LaunchException failure = FailureText.ExecFailure(
                $"exec {program}: {Errno.Describe(message.Errno)}",
                program,
                message.Errno,
                "/process/args"
            );
            failure.Hint = ExecutableDiagnosis.Explain(message.Errno, evidence?.Fd ?? -1, pid)
                ?? FilterThatRefuses(state, message.Errno);
            return failure;
        }
        if (message.Phase is Phase.Socket or Phase.ParentGone)
            return new LinuxException("wait for start", "", message.Errno);
        string operation = message.Phase == Phase.Supervisor
            ? "tell the supervisor of the seccomp report"
            : "load the seccomp filter";
        return new LinuxException(operation, "", message.Errno, "/linux/seccomp");
    }

    /// <summary>
    /// The rule of the seccomp profile that answers execve(2) with <paramref name="error"/>; null if it has none.
    /// </summary>
    private static string? FilterThatRefuses(StateDirectory state, int error)
    {
        if (SpecReader.Parse(state.ReadConfig()).Linux?.Seccomp is not { } profile) return null;
        string? rule = new SeccompExplainer(profile, SeccompArchitecture.Native).FindRule("execve", error);
        return rule is null ? null : $"the seccomp filter refuses execve: {rule}";
    }
}
