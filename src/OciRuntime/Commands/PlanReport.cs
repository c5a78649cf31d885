using System.Collections.Generic;
using System.Text;
using OciRuntime.Cgroups;
using OciRuntime.Checks;
using OciRuntime.Config;
using OciRuntime.Containers;
using OciRuntime.Create;
using OciRuntime.Diagnostics;
using OciRuntime.Launch.Plan;
using OciRuntime.Rootfs;
namespace OciRuntime.Commands;

/// <summary>What <c>create</c> would do with a bundle, and what would not be as it seems.</summary>
/// <param name="Plan">The plan as text.</param>
/// <param name="Steps">Its steps.</param>
/// <param name="Unknown">What is ignored.</param>
/// <param name="Kernel">What only the kernel can judge.</param>
/// <param name="Host">What the host has of what is needed.</param>
internal sealed record PlanReport(
    string Plan, List<PlanStep> Steps, List<SpecError> Unknown, List<SpecError> Kernel, CheckReport Host)
{
    /// <summary>Nothing that is needed is missing.</summary>
    public bool IsComplete => Host.IsComplete;

    /// <summary>Compiles the bundle's config; nothing is made and no privilege is needed.</summary>
    public static PlanReport Make(RuntimeOptions options, CreateOptions create)
    {
        Bundle bundle = Bundle.Open(options, create);
        (string plan, List<PlanStep> steps) = Compile(options, create, bundle);
        CheckTarget target = new(
            bundle.Spec, bundle.Host, options.CgroupManager, options.Rootless ?? bundle.Host.Rootless);
        return new PlanReport(
            plan,
            steps,
            UnknownMembers.Find(bundle.ConfigBytes),
            KernelMembers.Find(bundle.Spec),
            HostCheck.Run(target, []));
    }

    /// <summary>The plan of a bundle that was read.</summary>
    public static (string Plan, List<PlanStep> Steps) Compile(
        RuntimeOptions options, CreateOptions create, Bundle bundle)
    {
        PlannedMounts mounts = new(mayMakeNodes: !bundle.Host.Rootless);
        using ICgroupManager? cgroup = bundle.NewCgroup(options, create.Id);
        using LaunchInput input = new(options, create, bundle, bundle.NewRecord(create, null), cgroup)
        {
            Shown = mounts,
        };
        using LaunchPlan plan = new();
        PlanCompiler.Compile(input, plan);
        return (PlanPrinter.Print(plan, mounts.Describe), PlanPrinter.List(plan, mounts.Describe));
    }

    /// <summary>The plan, and below it what there is to say of it.</summary>
    public string ToText()
    {
        StringBuilder text = new(Plan);
        Section(text, "ignored:", Unknown);
        Section(text, "left to the kernel:", Kernel);
        string lacking = Host.ToText(onlyTrouble: true);
        if (lacking.Length > 0) text.Append("\nthis host:\n").Append(lacking);
        return text.ToString();
    }

    /// <summary>The same for programs.</summary>
    public string ToJson()
    {
        JsonText json = new(indent: 2);
        json.BeginObject();
        json.Member("wouldStart", IsComplete);
        json.BeginArray("steps");
        foreach (PlanStep step in Steps)
        {
            json.BeginObject();
            json.Member("operation", step.Operation);
            json.Member("operands", step.Operands);
            if (step.Pointer.Length > 0) json.Member("pointer", step.Pointer);
            json.EndObject();
        }
        json.EndArray();
        Section(json, "ignored", Unknown);
        Section(json, "leftToTheKernel", Kernel);
        Host.Write(json);
        json.EndObject();
        return json + "\n";
    }

    private static void Section(StringBuilder text, string title, List<SpecError> notes)
    {
        if (notes.Count == 0) return;
        text.Append('\n').Append(title).Append('\n');
        foreach (SpecError note in notes) text.Append(note.Pointer).Append(' ').Append(note.Message).Append('\n');
    }

    private static void Section(JsonText json, string name, List<SpecError> notes)
    {
        json.BeginArray(name);
        foreach (SpecError note in notes)
        {
            json.BeginObject();
            json.Member("pointer", note.Pointer);
            json.Member("message", note.Message);
            json.EndObject();
        }
        json.EndArray();
    }
}
