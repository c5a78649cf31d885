using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.ProcessAttributes.Operations;

/// <summary>sched_setaffinity(2) of this process.</summary>
internal unsafe struct SetCpuAffinity : IOperation<SetCpuAffinity>
{
    /// <summary>A bit for each CPU, in <see cref="Words"/> words.</summary>
    public required ulong* Mask;

    /// <summary>How many words there are.</summary>
    public required int Words;

    /// <summary>A refusal is no error.</summary>
    public required bool MayFail;

    /// <inheritdoc/>
    public static int Run(SetCpuAffinity* o, ChildState* s)
    {
        int error = Check(sched_setaffinity(0, (nuint)(o->Words * sizeof(ulong)), (nuint*)o->Mask));
        return o->MayFail ? 0 : error;
    }

    /// <inheritdoc/>
    public static void Describe(in SetCpuAffinity o, PlanText text)
    {
        int used = o.Words;
        // Safe: the mask has Words words.
        while (used > 1 && o.Mask[used - 1] == 0) used--;
        text.Add(o.MayFail ? "every cpu" : "mask=" + PlanText.Words(o.Mask, used));
    }

    /// <inheritdoc/>
    public static Explanation Explain(in SetCpuAffinity o, in ChildFailure failure) => new("set the cpu affinity");
}
