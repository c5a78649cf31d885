using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Credentials.Operations;

/// <summary>setgroups(2).</summary>
internal unsafe struct SetGroups : IOperation<SetGroups>
{
    /// <summary>The additional groups, <see cref="Count"/> of them.</summary>
    public required uint* Groups;

    /// <summary>How many there are.</summary>
    public required int Count;

    /// <inheritdoc/>
    public static int Run(SetGroups* o, ChildState* s) => Check(sys_setgroups(o->Count, o->Groups));

    /// <inheritdoc/>
    public static void Describe(in SetGroups o, PlanText text)
    {
        text.Add("[");
        // Safe: the plan holds Count groups.
        for (int i = 0; i < o.Count; i++) text.Add(i == 0 ? $"{o.Groups[i]}" : $" {o.Groups[i]}");
        text.Add("]");
    }

    /// <inheritdoc/>
    public static Explanation Explain(in SetGroups o, in ChildFailure failure) => new("set additional groups");
}
