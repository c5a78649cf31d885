using System;
using System.Collections.Generic;

namespace OciRuntime.Launch.Plan;

/// <summary>
/// A plan as text: what <c>ocirun plan</c> shows and golden tests compare. The same config gives the same text: no
/// addresses,
/// and descriptors by what they are.
/// </summary>
internal static class PlanPrinter
{
    /// <summary>The whole plan, each line ended by a newline.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="trees">What was done to the detached tree that a descriptor stands for, or null if nobody
    /// knows.</param>
    public static string Print(LaunchPlan plan, Func<int, string?>? trees = null)
    {
        PlanText text = new(trees);
        text.Begin("Clone").Add("new=" + FlagNames.Namespaces(plan.CloneFlags)).End("");
        for (int i = 0; i < plan.Count; i++)
            Add(plan, i, text);
        return text.ToString();
    }

    /// <summary>Each step by itself.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="trees">As for <see cref="Print"/>.</param>
    public static List<PlanStep> List(LaunchPlan plan, Func<int, string?>? trees)
    {
        PlanText text = new(trees);
        List<PlanStep> steps = [new("Clone", "new=" + FlagNames.Namespaces(plan.CloneFlags), "")];
        for (int i = 0; i < plan.Count; i++)
        {
            plan.Describe(i, text.Begin(""));
            steps.Add(new(plan.NameOf(i), text.TakeOperands(), plan.PointerOf(i).ToString()));
        }
        return steps;
    }

    /// <summary>The text of each operation, without a newline at its end.</summary>
    public static string[] PrintOperations(LaunchPlan plan)
    {
        string[] lines = new string[plan.Count];
        for (int i = 0; i < lines.Length; i++)
        {
            PlanText text = new(null);
            Add(plan, i, text);
            lines[i] = text.ToString().TrimEnd('\n');
        }
        return lines;
    }

    private static void Add(LaunchPlan plan, int index, PlanText text)
    {
        text.Begin(plan.NameOf(index));
        plan.Describe(index, text);
        text.End(plan.PointerOf(index).ToString());
    }
}
