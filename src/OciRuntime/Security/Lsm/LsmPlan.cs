using OciRuntime.Launch.Operations;
using OciRuntime.Launch.Plan;

namespace OciRuntime.Security.Lsm;

/// <summary>Emits the writes that label a container's process.</summary>
internal static class LsmPlan
{
    /// <summary>The config names a label for the process: the plan needs procfs.</summary>
    public static bool IsNeeded(Config.Process? process) =>
        !string.IsNullOrEmpty(process?.ApparmorProfile) || !string.IsNullOrEmpty(process?.SelinuxLabel);

    /// <summary>
    /// Labels the keyrings that are made from now on, after procfs was opened: a keyring carries its maker's label
    /// otherwise. The kernel forgets it at execve.
    /// </summary>
    public static void CompileKeyring(Config.Process process, LaunchPlan plan)
    {
        if (process.SelinuxLabel is { Length: > 0 } label)
            Emit(plan, "/process/selinuxLabel", LsmLabels.SelinuxOnKeyCreate(label));
    }

    /// <summary>
    /// Labels the process from its execve on; while its proc is still open and before a seccomp filter.
    /// </summary>
    public static void Compile(Config.Process process, LaunchPlan plan)
    {
        if (process.SelinuxLabel is { Length: > 0 } label)
            Emit(plan, "/process/selinuxLabel", LsmLabels.SelinuxOnExec(label));
        if (process.ApparmorProfile is { Length: > 0 } profile)
            Emit(plan, "/process/apparmorProfile", LsmLabels.AppArmorOnExec(profile, LsmDetection.Detect()));
    }

    private static void Emit(LaunchPlan plan, string section, LsmWrite write) =>
        plan.At(section).Emit(new WriteProc { Path = plan.String(write.Path), Value = plan.String(write.Content) });
}
