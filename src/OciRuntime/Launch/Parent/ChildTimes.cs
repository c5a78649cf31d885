using System.Globalization;
using OciRuntime.Diagnostics;
using OciRuntime.Launch.Operations;
using OciRuntime.Launch.Plan;

namespace OciRuntime.Launch.Parent;

/// <summary>What the child noted for <c>--timings</c>.</summary>
internal static unsafe class ChildTimes
{
    /// <summary>Adds each operation that has begun; the last one ends now, unless it waits for start.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="pid">The process.</param>
    /// <param name="lines">The operations' lines in a plan; none without <c>--debug</c>.</param>
    public static void Collect(LaunchPlan plan, int pid, string[] lines)
    {
        long now = Timings.Now();
        // Safe: the plan holds Count operations, and the times of as many.
        for (int i = 0; i < plan.Count && plan.Times[i] != 0; i++)
        {
            if (plan.OperandsOf<AwaitStart>(i) != null) return;
            long next = i + 1 < plan.Count ? plan.Times[i + 1] : 0;
            long end = next != 0 ? next : now;
            if (lines.Length > 0) Tell(pid, lines[i], end - plan.Times[i], ended: next != 0);
            if (!Timings.On) continue;
            string act = plan.Explain(i, default).Act;
            Timings.Add(pid, act, plan.PointerOf(i).ToString(), plan.Times[i], end);
        }
    }

    private static void Tell(int pid, string line, long nanoseconds, bool ended) =>
        DebugLog.Write(
            string.Create(
                CultureInfo.InvariantCulture,
                $"process {pid}: {line} [{nanoseconds / 1e3:F1} us{(ended ? "" : ", not finished")}]"
            )
        );
}
