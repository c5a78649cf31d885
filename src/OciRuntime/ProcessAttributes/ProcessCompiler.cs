using System.Collections.Generic;
using OciRuntime.Config;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.ProcessAttributes.Operations;
using OciRuntime.Security.Capabilities;
using OciRuntime.Security.Operations;
using static OciRuntime.Native.Libc;

namespace OciRuntime.ProcessAttributes;

/// <summary>
/// The process's identity, limits and environment, in pieces that the launch puts in order; config.md, Process.
/// </summary>
internal static unsafe partial class ProcessCompiler
{
    /// <summary>The config's resource limits: kernel's number, soft and hard limit.</summary>
    public static List<(int Resource, ulong Soft, ulong Hard)> Rlimits(Config.Process process)
    {
        List<(int, ulong, ulong)> limits = [];
        foreach (POSIXRlimit limit in process.Rlimits ?? []) limits.Add((RlimitNames.Resource(limit.Type), limit.Soft,
            limit.Hard));
        return limits;
    }

    /// <summary>Emits setting the limits from inside.</summary>
    public static void CompileLimits(Config.Process process, LaunchPlan plan)
    {
        POSIXRlimit[] limits = process.Rlimits ?? [];
        for (int i = 0; i < limits.Length; i++)
        {
            plan.At("/process/rlimits", i).Emit(new SetRlimit
            {
                Resource = RlimitNames.Resource(limits[i].Type),
                Name = plan.String(limits[i].Type ?? ""),
                Soft = limits[i].Soft,
                Hard = limits[i].Hard,
            });
        }
    }

    /// <summary>Emits that the soft limit of open files becomes <paramref name="soft"/>.</summary>
    public static void CompileOpenFiles(ulong soft, LaunchPlan plan) =>
        plan.At("").Emit(new SetRlimit
        {
            Resource = RLIMIT_NOFILE,
            Name = plan.String("RLIMIT_NOFILE"),
            Soft = soft,
            Hard = OpenFileLimit.Hard,
        });

    /// <summary>
    /// Emits the change to the working directory: as root, which a directory that only root may enter takes, and
    /// where that fails as the user (runc, init_linux.go).
    /// </summary>
    public static void CompileDirectory(Config.Process process, bool create, bool mayRetry, LaunchPlan plan) =>
        plan.At("/process/cwd").Emit(new ChangeDirectory
        {
            Path = plan.String(process.Cwd ?? "/"),
            Create = create,
            MayRetry = mayRetry,
        });

    /// <summary>
    /// Emits the change from root of the container to its user; runc's finalizeNamespace. The capabilities
    /// <paramref name="kept"/> stay for now.
    /// </summary>
    public static void CompileIdentity(Config.Process process, CapabilitySets capabilities, ulong kept,
        int lastCapability, bool setGroups, LaunchPlan plan)
    {
        User user = process.User ?? new User();
        // Root that stays root keeps its capabilities, capabilities(7).
        bool dropped = user.UID != 0;
        if (user.Umask is uint umask) plan.At("/process/user/umask").Emit(new SetUmask { Mask = umask });
        plan.At("/process/capabilities/bounding")
            .Emit(new DropBoundingSet { Keep = capabilities.Bounding, LastCapability = lastCapability });
        if (dropped) plan.Emit(new KeepCapabilities { Keep = true });
        if (setGroups) CompileGroups(user.AdditionalGids ?? [], plan);
        plan.At("/process/user").Emit(new SetUser { Uid = user.UID, Gid = user.GID });
        CompileDirectory(process, create: false, mayRetry: false, plan);
        if (dropped) plan.Emit(new KeepCapabilities { Keep = false });
        CompileCapabilities(capabilities, kept, mayFail: false, plan);
        plan.At("/process/capabilities/ambient")
            .Emit(new RaiseAmbient { Ambient = capabilities.Ambient, LastCapability = lastCapability });
    }

    /// <summary>Emits the effective, permitted and inheritable set.</summary>
    /// <param name="capabilities">The config's.</param>
    /// <param name="kept">More that are effective and permitted for now.</param>
    /// <param name="mayFail">
    /// A refusal is no error: execve(2) makes the effective and permitted set anew in any case, of the bounding, the
    /// inheritable and the ambient one; capabilities(7).
    /// </param>
    /// <param name="plan">The plan.</param>
    public static void CompileCapabilities(CapabilitySets capabilities, ulong kept, bool mayFail, LaunchPlan plan) =>
        plan.At("/process/capabilities").Emit(new SetCapabilities
        {
            Effective = capabilities.Effective | kept,
            Permitted = capabilities.Permitted | kept,
            Inheritable = capabilities.Inheritable,
            MayFail = mayFail,
        });

    private static void CompileGroups(uint[] groups, LaunchPlan plan) =>
        plan.At("/process/user/additionalGids").Emit(new SetGroups
        {
            Groups = (uint*)plan.Arena.Copy<uint>(groups),
            Count = groups.Length,
        });
}
