using OciRuntime.Diagnostics;
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
            ref readonly Operation operation = ref plan.Operations[i];
            if (operation.Code == OperationCode.AwaitStart) return;
            long next = i + 1 < plan.Count ? plan.Times[i + 1] : 0;
            Timings.Add(pid, Act(operation), plan.PointerOf(i).ToString(), plan.Times[i], next != 0 ? next : now);
        }
    }

    private static string Act(in Operation operation) =>
        operation.Code == OperationCode.ChangeDirectory ? "change the working directory" : OperationText.Act(operation).ToString();
}
