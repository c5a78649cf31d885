using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Security.Operations;

/// <summary>prctl(PR_CAP_AMBIENT): clears the ambient set, then raises its capabilities one by one.</summary>
internal unsafe struct RaiseAmbient : IOperation<RaiseAmbient>
{
    /// <summary>The ambient set, bit N for capability N.</summary>
    public required ulong Ambient;

    /// <summary>The largest number that the kernel knows.</summary>
    public required int LastCapability;

    /// <inheritdoc/>
    public static int Run(RaiseAmbient* o, ChildState* s)
    {
        int error = Check(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0));
        for (int capability = 0; error == 0 && capability <= o->LastCapability; capability++)
        {
            if ((o->Ambient & (1ul << capability)) == 0) continue;
            error = Check(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, (nuint)capability, 0, 0));
        }
        return error;
    }

    /// <inheritdoc/>
    public static void Describe(in RaiseAmbient o, PlanText text) => text.Add($"0x{o.Ambient:x}");

    /// <inheritdoc/>
    public static Explanation Explain(in RaiseAmbient o, in ChildFailure failure) => new("raise ambient capabilities");
}
