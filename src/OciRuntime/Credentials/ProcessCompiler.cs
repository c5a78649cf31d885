using System.Collections.Generic;
using OciRuntime.Config;
using OciRuntime.Launch.Plan;
using OciRuntime.Security.Capabilities;

namespace OciRuntime.Credentials;

/// <summary>The process's identity, limits and environment, in pieces that the launch puts in order; config.md, Process.</summary>
internal static unsafe partial class ProcessCompiler
{
    /// <summary>The config's resource limits: kernel's number, soft and hard limit.</summary>
    public static List<(int Resource, ulong Soft, ulong Hard)> Rlimits(Config.Process process)
    {
        List<(int, ulong, ulong)> limits = [];
        foreach (POSIXRlimit limit in process.Rlimits ?? []) limits.Add((RlimitNames.Resource(limit.Type), limit.Soft, limit.Hard));
        return limits;
    }

    /// <summary>Emits setting the limits from inside.</summary>
    public static void CompileLimits(Config.Process process, LaunchPlan plan)
    {
        POSIXRlimit[] limits = process.Rlimits ?? [];
        for (int i = 0; i < limits.Length; i++)
        {
            plan.At("process.rlimits", i).SetRlimit(RlimitNames.Resource(limits[i].Type), limits[i].Type ?? "", limits[i].Soft, limits[i].Hard);
        }
    }

    /// <summary>Emits the change to the working directory: as root, which a directory that only root may enter takes, and where that fails as the user (runc, init_linux.go).</summary>
    public static void CompileDirectory(Config.Process process, bool create, bool mayRetry, LaunchPlan plan) =>
        plan.At("process.cwd").ChangeDirectory(process.Cwd ?? "/", create, mayRetry);

    /// <summary>Emits the change from root of the container to its user; runc's finalizeNamespace.</summary>
    public static void CompileIdentity(Config.Process process, CapabilitySets capabilities, int lastCapability, bool setGroups, LaunchPlan plan)
    {
        User user = process.User ?? new User();
        // Root that stays root keeps its capabilities, capabilities(7).
        bool dropped = user.UID != 0;
        if (user.Umask is uint umask) plan.At("process.user.umask").SetUmask(umask);
        plan.At("process.capabilities.bounding").DropBoundingSet(capabilities.Bounding, lastCapability);
        if (dropped) plan.KeepCapabilities(true);
        if (setGroups) plan.At("process.user.additionalGids").SetGroups(user.AdditionalGids ?? []);
        plan.At("process.user").SetUser(user.UID, user.GID);
        CompileDirectory(process, create: false, mayRetry: false, plan);
        if (dropped) plan.KeepCapabilities(false);
        plan.At("process.capabilities").SetCapabilities(capabilities.Effective, capabilities.Permitted, capabilities.Inheritable);
        plan.At("process.capabilities.ambient").RaiseAmbient(capabilities.Ambient, lastCapability);
    }
}
