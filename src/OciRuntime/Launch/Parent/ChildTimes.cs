using OciRuntime.Diagnostics;
using OciRuntime.Launch.Operations;
using OciRuntime.Launch.Plan;

namespace OciRuntime.Launch.Parent;

/// <summary>What the child noted for <c>--timings</c>.</summary>
internal static unsafe class ChildTimes
{
    /// <summary>Adds each operation that has begun; the last one ends now, unless it waits for start.</summary>
    public static void Collect(LaunchPlan plan, int pid)
    {
        long now = Timings.Now();
        // Safe: the plan holds Count operations, and the times of as many.
        for (int i = 0; i < plan.Count && plan.Times[i] != 0; i++)
        {
            if (plan.OperandsOf<AwaitStart>(i) != null) return;
            long next = i + 1 < plan.Count ? plan.Times[i + 1] : 0;
            string act = plan.Explain(i, default).Act;
            Timings.Add(pid, act, plan.PointerOf(i).ToString(), plan.Times[i], next != 0 ? next : now);
        }
    }
}
