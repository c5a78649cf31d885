using System;
using System.Runtime.InteropServices;
using static OciRuntime.Security.Seccomp.BpfAssembler;

namespace OciRuntime.Security.Seccomp;

/// <summary>
/// Writes one section: a search tree over the intervals, balanced so that common calls are found in few steps.
/// </summary>
internal readonly ref struct DecisionTree
{
    // offsetof(struct seccomp_data, nr)
    private const uint NumberOffset = 0;

    // Up to this many single numbers inside one decision are compared one by one: fewer instructions than bisecting,
    // and no more steps.
    private const int MaxSingles = 3;

    private const int NotWritten = -1;

    private readonly BpfAssembler code;
    private readonly SeccompRules rules;
    private readonly ArchitectureSection section;
    private readonly ReadOnlySpan<SeccompInterval> intervals;
    private readonly Span<int> labels;

    private DecisionTree(BpfAssembler code, SeccompRules rules, ArchitectureSection section, Span<int> labels)
    {
        this.code = code;
        this.rules = rules;
        this.section = section;
        intervals = CollectionsMarshal.AsSpan(section.Intervals);
        this.labels = labels;
    }

    /// <summary>Writes the section and returns its first instruction.</summary>
    public static int Emit(BpfAssembler code, SeccompRules rules, ArchitectureSection section)
    {
        int[] labels = new int[section.Decisions.Count];
        Array.Fill(labels, NotWritten);
        DecisionTree tree = new(code, rules, section, labels);
        return code.Load(NumberOffset, tree.Search(0, tree.intervals.Length));
    }

    private int Search(int first, int end)
    {
        if (end - first == 1)
            return Decision(intervals[first].Decision);
        if (TrySingles(first, end, out int label))
            return label;
        int split = Split(first, end);
        int right = Search(split, end);
        int left = Search(first, split);
        return code.Jump(BPF_JGE_K, intervals[split].Start, right, left);
    }

    /// <summary>Single numbers inside one decision: compare them one by one.</summary>
    private bool TrySingles(int first, int end, out int label)
    {
        label = 0;
        // more than MaxSingles numbers and the intervals around them cannot qualify
        if (end - first > 2 * MaxSingles + 1)
            return false;
        int outside = IsSingle(first) ? first + 1 : first;
        Span<int> singles = stackalloc int[2 * MaxSingles + 1];
        int count = 0;
        for (int i = first; i < end; i++)
        {
            if (intervals[i].Decision == intervals[outside].Decision)
                continue;
            if (!IsSingle(i) || count == MaxSingles)
                return false;
            singles[count++] = i;
        }
        label = Decision(intervals[outside].Decision);
        for (int i = count - 1; i >= 0; i--)
            label = code.Jump(BPF_JEQ_K, intervals[singles[i]].Start, Decision(intervals[singles[i]].Decision), label);
        return true;
    }

    private bool IsSingle(int interval) =>
        interval + 1 < intervals.Length && intervals[interval + 1].Start - intervals[interval].Start == 1;

    /// <summary>Where both sides weigh as equally as can be.</summary>
    private int Split(int first, int end)
    {
        int total = 0;
        for (int i = first; i < end; i++)
            total += intervals[i].Weight;
        int left = intervals[first].Weight;
        int split = first + 1;
        while (split < end - 1 && 2 * left + intervals[split].Weight <= total)
            left += intervals[split++].Weight;
        return split;
    }

    private int Decision(int index)
    {
        SeccompDecision decision = section.Decisions[index];
        if (decision.IsConstant)
            return code.Return(decision.Action);
        if (labels[index] == NotWritten)
            labels[index] = Rules(decision);
        return labels[index];
    }

    /// <summary>The rules of one call, tried in the config's order; then the default action.</summary>
    private int Rules(in SeccompDecision decision)
    {
        SeccompArchitecture architecture = section.ArchitectureOf(decision);
        int label = code.Return(rules.DefaultAction);
        Span<ulong> values = stackalloc ulong[64];
        for (int pair = decision.First + decision.Count - 1; pair >= decision.First; pair--)
        {
            int alike = CollectValues(architecture, decision.First, pair, values, out int index, out uint action);
            if (alike > 1)
            {
                label = ConditionCode.EmitAny(
                    code,
                    architecture,
                    index,
                    values[(values.Length - alike)..],
                    code.Return(action),
                    label
                );
                pair -= alike - 1;
                continue;
            }
            (SeccompRule rule, int multiplexed) = section.Rule(pair);
            label = Rule(architecture, rule, multiplexed, label);
        }
        return label;
    }

    private int Rule(in SeccompArchitecture architecture, in SeccompRule rule, int multiplexed, int otherwise)
    {
        int label = code.Return(rule.Action);
        for (int i = rule.First + rule.Count - 1; i >= rule.First; i--)
        {
            SeccompCondition condition = rules.Conditions[i];
            // the multiplexer's first argument says which call it is; libseccomp drops the rule's own condition there
            if (multiplexed == 0 || condition.Index != 0)
                label = ConditionCode.Emit(code, architecture, condition, label, otherwise);
        }
        if (multiplexed != 0)
            label = ConditionCode.Emit(
                code,
                architecture,
                new(0, SeccompOperator.SCMP_CMP_EQ, (ulong)multiplexed, 0),
                label,
                otherwise
            );
        return label;
    }

    /// <summary>
    /// Counts the rules that end at a pair and only compare the same argument for equality, with one action and one
    /// high half: the argument is loaded once for all. Their values fill the end of the span, in the rules' order.
    /// </summary>
    private int CollectValues(
        in SeccompArchitecture architecture,
        int first,
        int last,
        Span<ulong> values,
        out int index,
        out uint action
    )
    {
        index = 0;
        action = 0;
        int count = 0;
        for (int pair = last; pair >= first && count < values.Length; pair--, count++)
        {
            (SeccompRule rule, int multiplexed) = section.Rule(pair);
            if (
                rule.Count != 1
                || multiplexed != 0
                || rules.Conditions[rule.First].Operator != SeccompOperator.SCMP_CMP_EQ
            )
                break;
            SeccompCondition condition = rules.Conditions[rule.First];
            if (count == 0)
                (index, action) = (condition.Index, rule.Action);
            else if (
                index != condition.Index
                || action != rule.Action
                || (architecture.Is64 && values[^1] >> 32 != condition.Value >> 32)
            )
                break;
            values[values.Length - 1 - count] = condition.Value;
        }
        return count;
    }
}
