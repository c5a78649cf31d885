using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Operations;

/// <summary>madvise(2) with MADV_DONTNEED of what a process that waits for start can do without.</summary>
internal unsafe struct ReleaseMemory : IOperation<ReleaseMemory>
{
    /// <summary>The ranges, <see cref="Count"/> of them.</summary>
    public required MemoryRange* Ranges;

    /// <summary>How many there are.</summary>
    public required int Count;

    /// <summary>The size of a page.</summary>
    public required uint PageSize;

    /// <inheritdoc/>
    public static int Run(ReleaseMemory* o, ChildState* s)
    {
        // Safe: the plan holds Count ranges. A refusal costs memory and nothing else, so it is no error.
        for (int i = 0; i < o->Count; i++) madvise(o->Ranges[i].Start, o->Ranges[i].Length, MADV_DONTNEED);
        const nuint Deep = 64 << 10; // more than any operation before this one has on the stack
        nuint page = o->PageSize, here = (nuint)(&page) & ~(page - 1);
        // Safe: what lies more than a page below this frame is no frame's.
        madvise((byte*)(here - page - Deep), Deep, MADV_DONTNEED);
        return 0;
    }

    /// <inheritdoc/>
    public static void Describe(in ReleaseMemory o, PlanText text) { }

    /// <inheritdoc/>
    public static Explanation Explain(in ReleaseMemory o, in ChildFailure failure) => new("give memory back");
}
