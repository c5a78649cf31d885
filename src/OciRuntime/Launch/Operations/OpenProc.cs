using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;

namespace OciRuntime.Launch.Operations;

/// <summary>Has <see cref="WriteProc"/> use a procfs of the host's.</summary>
internal unsafe struct OpenProc : IOperation<OpenProc>
{
    /// <summary>Its root, checked by magic and inode; see <see cref="LaunchPlan.HostProc"/>.</summary>
    public required int Proc;

    /// <inheritdoc/>
    public static int Run(OpenProc* o, ChildState* s)
    {
        s->Proc = o->Proc;
        return 0;
    }

    /// <inheritdoc/>
    public static void Describe(in OpenProc o, PlanText text) { }

    /// <inheritdoc/>
    public static Explanation Explain(in OpenProc o, in ChildFailure failure) => new("open", "/proc");
}
