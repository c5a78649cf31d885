using System;
using System.Collections.Generic;
using OciRuntime.Config;
using OciRuntime.Security.Lsm;
using OciRuntime.Security.Seccomp;

namespace OciRuntime.Checks;

/// <summary>Seccomp's actions, and the security modules.</summary>
internal static class SecurityCheck
{
    /// <summary>Looks at them.</summary>
    public static void Run(CheckTarget target, CheckReport report)
    {
        Seccomp(target, report);
        LsmHost modules = LsmDetection.Detect();
        Config.Process? process = target.Spec?.Process;
        if (target.Spec is null || !string.IsNullOrEmpty(process?.ApparmorProfile))
            Module("AppArmor", modules.AppArmor, process?.ApparmorProfile, "/process/apparmorProfile", report);
        if (target.Spec is null || !string.IsNullOrEmpty(process?.SelinuxLabel))
            Module("SELinux", modules.Selinux, process?.SelinuxLabel, "/process/selinuxLabel", report);
    }

    private static void Module(string name, bool enabled, string? label, string pointer, CheckReport report)
    {
        bool needed = !string.IsNullOrEmpty(label);
        string? profiles = HostText.TryRead("/sys/kernel/security/apparmor/profiles");
        bool unloaded = name == "AppArmor" && enabled && needed && profiles is not null
            && !("\n" + profiles).Contains($"\n{label} (", StringComparison.Ordinal) && label != "unconfined";
        report.Add(new CheckResult(
            name,
            enabled && !unloaded ? CheckState.Ok : CheckState.Missing,
            unloaded ? $"the profile `{label}` is not loaded" : enabled ? "enabled" : "this host does not run it")
        {
            Advice = unloaded ? "load it with apparmor_parser"
                : enabled ? null
                : needed ? "leave the label out"
                : "name it in lsm= on the kernel's command line if containers are to be confined by it",
            Needed = needed,
            Pointer = needed ? pointer : "",
        });
    }

    private static void Seccomp(CheckTarget target, CheckReport report)
    {
        LinuxSeccomp? profile = target.Spec?.Linux?.Seccomp;
        if (target.Spec is not null && profile is null) return;
        if (HostText.TryRead("/proc/sys/kernel/seccomp/actions_avail") is not { } text)
        {
            report.Add(new CheckResult("seccomp", CheckState.Missing, "this kernel has no seccomp filters")
            {
                Advice = "use a kernel with CONFIG_SECCOMP_FILTER",
                Needed = profile is not null,
            });
            return;
        }
        List<string> available = [.. text.Split(' ')];
        string lacking = "";
        foreach (string action in Actions(profile))
        {
            if (!available.Contains(action)) lacking += (lacking.Length == 0 ? "" : ", ") + action;
        }
        report.Add(new CheckResult(
            "seccomp",
            lacking.Length == 0 ? CheckState.Ok : profile is null ? CheckState.Limited : CheckState.Missing,
            lacking.Length == 0 ? "actions " + text : $"the kernel does not know the actions {lacking}")
        {
            Advice = lacking.Length == 0 ? null : "use a newer kernel, or a profile without them",
            Needed = profile is not null,
            Pointer = lacking.Length == 0 || profile is null ? "" : "/linux/seccomp",
        });
        foreach (string flag in profile?.Flags ?? [])
        {
            if (flag == "SECCOMP_FILTER_FLAG_TSYNC" || SeccompKernel.Supports(flag)) continue;
            report.Add(new CheckResult("seccomp flag", CheckState.Missing, $"the kernel does not know {flag}")
            {
                Advice = "use a newer kernel, or leave it out",
                Needed = true,
                Pointer = "/linux/seccomp/flags",
            });
        }
    }

    /// <summary>The kernel's names of what the profile does, or of all that a profile can do.</summary>
    private static HashSet<string> Actions(LinuxSeccomp? profile)
    {
        if (profile is null)
            return ["kill_process", "kill_thread", "trap", "errno", "user_notif", "trace", "log", "allow"];
        HashSet<string> used = [Kernel(profile.DefaultAction)];
        foreach (LinuxSyscall rule in profile.Syscalls ?? []) used.Add(Kernel(rule.Action));
        return used;
    }

    private static string Kernel(string? action) => action switch
    {
        "SCMP_ACT_KILL" or "SCMP_ACT_KILL_THREAD" => "kill_thread",
        "SCMP_ACT_NOTIFY" => "user_notif",
        null => "allow",
        _ => action.Replace("SCMP_ACT_", "", StringComparison.Ordinal).ToLowerInvariant(),
    };
}
