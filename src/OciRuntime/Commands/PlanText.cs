using OciRuntime.Cgroups;
using OciRuntime.Containers;
using OciRuntime.Create;
using OciRuntime.Launch.Plan;
using OciRuntime.Rootfs;
namespace OciRuntime.Commands;

/// <summary>What create would do with a bundle, as text; nothing is made and no privilege is needed.</summary>
internal static class PlanText
{
    /// <summary>Compiles the bundle's config and prints the plan.</summary>
    public static string Of(RuntimeOptions options, CreateOptions create)
    {
        Bundle bundle = Bundle.Open(options, create);
        PlannedMounts mounts = new(mayMakeNodes: !bundle.Host.Rootless);
        using ICgroupManager? cgroup = bundle.NewCgroup(options, create.Id);
        using LaunchInput input = new(options, create, bundle, bundle.NewRecord(create, null), cgroup) { Shown = mounts };
        using LaunchPlan plan = new();
        PlanCompiler.Compile(input, plan);
        return PlanPrinter.Print(plan, mounts.Describe);
    }
}
