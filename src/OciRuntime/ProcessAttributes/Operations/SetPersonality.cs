using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.ProcessAttributes.Operations;

/// <summary>personality(2).</summary>
internal unsafe struct SetPersonality : IOperation<SetPersonality>
{
    /// <summary>The execution domain, PER_*.</summary>
    public required ulong Domain;

    /// <inheritdoc/>
    public static int Run(SetPersonality* o, ChildState* s) => Check(personality((nuint)o->Domain));

    /// <inheritdoc/>
    public static void Describe(in SetPersonality o, PlanText text) => text.Add($"0x{o.Domain:x}");

    /// <inheritdoc/>
    public static Explanation Explain(in SetPersonality o, in ChildFailure failure) =>
        new("set personality", $"{o.Domain:x}");
}
