using System.Collections.Generic;
using OciRuntime.Config;

namespace OciRuntime.Security.Lsm;

/// <summary>What the host can enforce.</summary>
/// <param name="AppArmor">AppArmor is on.</param>
/// <param name="AppArmorAttributes">The kernel has attr/apparmor/, which Linux 5.8 added for stacked LSMs.</param>
/// <param name="Selinux">SELinux is on, enforcing or not.</param>
internal readonly record struct LsmHost(bool AppArmor, bool AppArmorAttributes, bool Selinux);

/// <summary>A write that sets a label: Path below the runtime's own, verified proc mount.</summary>
internal readonly record struct LsmWrite(string Path, string Content);

/// <summary>
/// process.apparmorProfile, process.selinuxLabel and linux.mountLabel (config.md, Linux Process; config-linux.md, Mount
/// Label).
/// </summary>
internal static class LsmLabels
{
    /// <summary>
    /// Adds an error for each label that the host cannot apply: a container must not start less confined than asked
    /// for.
    /// </summary>
    public static void Validate(Config.Process? process, Linux? linux, LsmHost host, List<SpecError> errors)
    {
        // the first two texts are runc's
        if (!string.IsNullOrEmpty(process?.ApparmorProfile) && !host.AppArmor)
            errors.Add(
                new(
                    "/process/apparmorProfile",
                    "apparmor: config provided but apparmor not supported",
                    "the host has no AppArmor, or it is switched off"
                )
            );
        if (!string.IsNullOrEmpty(process?.SelinuxLabel) && !host.Selinux)
            errors.Add(
                new(
                    "/process/selinuxLabel",
                    "selinux label is specified in config, but selinux is disabled or not supported",
                    null
                )
            );
        if (!string.IsNullOrEmpty(linux?.MountLabel) && !host.Selinux)
            errors.Add(
                new(
                    "/linux/mountLabel",
                    "selinux mount label is specified in config, but selinux is disabled or not supported",
                    null
                )
            );
    }

    /// <summary>Confines the process with a profile from its next execve on, aa_change_onexec(2).</summary>
    public static LsmWrite AppArmorOnExec(string profile, LsmHost host) =>
        new(host.AppArmorAttributes ? "thread-self/attr/apparmor/exec" : "thread-self/attr/exec", "exec " + profile);

    /// <summary>Gives the process a label from its next execve on, setexeccon(3).</summary>
    public static LsmWrite SelinuxOnExec(string label) => new("thread-self/attr/exec", label);

    /// <summary>
    /// Gives keyrings that are made from now on a label, setkeycreatecon(3): the session keyring is the container's.
    /// </summary>
    public static LsmWrite SelinuxOnKeyCreate(string label) => new("thread-self/attr/keycreate", label);
}
