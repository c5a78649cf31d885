using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Security.Operations;

/// <summary>prctl(PR_CAPBSET_DROP) of every capability that is not kept.</summary>
internal unsafe struct DropBoundingSet : IOperation<DropBoundingSet>
{
    /// <summary>The capabilities that stay, bit N for number N.</summary>
    public required ulong Keep;

    /// <summary>The largest number that the kernel knows.</summary>
    public required int LastCapability;

    /// <inheritdoc/>
    public static int Run(DropBoundingSet* o, ChildState* s)
    {
        for (int capability = 0; capability <= o->LastCapability; capability++)
        {
            if ((o->Keep & (1ul << capability)) != 0) continue;
            int error = Check(prctl(PR_CAPBSET_DROP, (nuint)capability, 0, 0, 0));
            if (error != 0) return error;
        }
        return 0;
    }

    /// <inheritdoc/>
    public static void Describe(in DropBoundingSet o, PlanText text) =>
        text.Add($"keep=0x{o.Keep:x} last={o.LastCapability}");

    /// <inheritdoc/>
    public static Explanation Explain(in DropBoundingSet o, in ChildFailure failure) =>
        new("drop capabilities from the bounding set");
}
