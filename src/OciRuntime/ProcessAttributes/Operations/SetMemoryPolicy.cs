using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.ProcessAttributes.Operations;

/// <summary>set_mempolicy(2).</summary>
internal unsafe struct SetMemoryPolicy : IOperation<SetMemoryPolicy>
{
    /// <summary>MPOL_* with its flags.</summary>
    public required int Mode;

    /// <summary>A bit for each node.</summary>
    public required ulong* Nodes;

    /// <summary>How many bits the kernel is told of, which reads one less; set_mempolicy(2), NOTES.</summary>
    public required int Bits;

    /// <inheritdoc/>
    public static int Run(SetMemoryPolicy* o, ChildState* s) =>
        Check((int)set_mempolicy(o->Mode, (nuint*)o->Nodes, (nuint)o->Bits));

    /// <inheritdoc/>
    public static void Describe(in SetMemoryPolicy o, PlanText text) =>
        text.Add($"mode=0x{o.Mode:x} nodes={PlanText.Words(o.Nodes, o.Bits / 64)}");

    /// <inheritdoc/>
    public static Explanation Explain(in SetMemoryPolicy o, in ChildFailure failure) => new("set the memory policy");
}
