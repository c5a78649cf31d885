using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Cgroups.Operations;

/// <summary>The process moves itself into a cgroup of v1; cgroups(7).</summary>
internal unsafe struct EnterCgroup : IOperation<EnterCgroup>
{
    /// <summary>The file <c>tasks</c> of the cgroup's directory, open for writing.</summary>
    public required int Tasks;

    /// <summary>Its path.</summary>
    public required ChildString Path;

    /// <inheritdoc/>
    public static int Run(EnterCgroup* o, ChildState* s)
    {
        int error = Check(write(o->Tasks, ChildString.Literal("0"u8), 1) == 1 ? 0 : -1);
        Release(o->Tasks);
        return error;
    }

    /// <inheritdoc/>
    public static void Describe(in EnterCgroup o, PlanText text) => text.Add($"{o.Path}");

    /// <inheritdoc/>
    public static Explanation Explain(in EnterCgroup o, in ChildFailure failure) =>
        new("write `0` to", o.Path);
}
