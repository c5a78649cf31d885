using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.ProcessAttributes.Operations;

/// <summary>ioprio_set(2) of this process.</summary>
internal unsafe struct SetIoPriority : IOperation<SetIoPriority>
{
    /// <summary>Class and level, IOPRIO_PRIO_VALUE of linux/ioprio.h.</summary>
    public required int Value;

    /// <inheritdoc/>
    public static int Run(SetIoPriority* o, ChildState* s) => Check(ioprio_set(IOPRIO_WHO_PROCESS, 0, o->Value));

    /// <inheritdoc/>
    public static void Describe(in SetIoPriority o, PlanText text)
    {
        const int LevelMask = (1 << IOPRIO_CLASS_SHIFT) - 1; // IOPRIO_PRIO_MASK of linux/ioprio.h
        text.Add($"class={o.Value >> IOPRIO_CLASS_SHIFT} priority={o.Value & LevelMask}");
    }

    /// <inheritdoc/>
    public static Explanation Explain(in SetIoPriority o, in ChildFailure failure) => new($"set io priority {o.Value}");
}
