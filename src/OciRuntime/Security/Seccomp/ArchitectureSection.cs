using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace OciRuntime.Security.Seccomp;

/// <summary>
/// What to do with a call: return Action, or try the rules of Count pairs from First on, then the default.
/// </summary>
internal readonly record struct SeccompDecision(uint Action, int First, int Count, bool X32)
{
    /// <summary>The arguments do not matter.</summary>
    public bool IsConstant => Count == 0;
}

/// <summary>System call numbers from Start to the next interval's start, and the index of their decision.</summary>
internal struct SeccompInterval
{
    /// <summary>The first number.</summary>
    public uint Start;

    /// <summary>Index in <see cref="ArchitectureSection.Decisions"/>.</summary>
    public int Decision;

    /// <summary>How much it counts when the tree is balanced.</summary>
    public int Weight;
}

/// <summary>
/// The part of a filter for one AUDIT_ARCH_*: every 32-bit system call number belongs to one interval of one decision.
/// x86_64 and x32 share a section, because they share AUDIT_ARCH_X86_64.
/// </summary>
internal sealed class ArchitectureSection
{
    // A pair holds, from the top: 32 bits system call number, 24 bits rule, 8 bits how the call was reached.
    private const int RuleShift = 8;
    private const int NumberShift = 32;
    private const ulong CommonMark = 0x40;

    // A number that programs use often counts as this many intervals when the tree is balanced.
    private const int CommonWeight = 8;

    private readonly SeccompRules rules;
    private readonly SeccompArchitecture architecture;
    private readonly SeccompArchitecture? x32;

    // runc's rule: where the default refuses, a call newer than all that the profile names does not exist, ENOSYS
    private readonly bool answerNewer;

    private readonly List<ulong> pairs;

    /// <summary>All decisions, each once.</summary>
    public readonly List<SeccompDecision> Decisions = [];

    /// <summary>All numbers from 0 on, in order.</summary>
    public readonly List<SeccompInterval> Intervals = [];

    /// <summary>
    /// Compiles <paramref name="rules"/> for <paramref name="architecture"/>, with <paramref name="x32"/> where the
    /// profile has both.
    /// </summary>
    public ArchitectureSection(SeccompRules rules, SeccompArchitecture architecture, SeccompArchitecture? x32)
    {
        this.rules = rules;
        this.architecture = architecture;
        this.x32 = x32;
        // most calls have one rule
        pairs = new(rules.Calls.Count * (x32 is null ? 1 : 2));
        answerNewer = !SeccompActions.LetsThrough(rules.DefaultAction);
        if (architecture.IsX86_64)
        {
            long largest = AddCalls(architecture, 0, SeccompArchitecture.X32Bit - 1);
            if (x32 is { } second)
                AddCalls(second, SeccompArchitecture.X32Bit, uint.MaxValue);
            else
                AddForeignX32(answerNewer && largest > 0);
        }
        else if (architecture.IsX32)
        {
            Add(0, Constant(SeccompActions.SECCOMP_RET_KILL_THREAD), 1);
            AddCalls(architecture, SeccompArchitecture.X32Bit, uint.MaxValue);
        }
        else
        {
            AddCalls(architecture, 0, uint.MaxValue);
        }
    }

    /// <summary>The architecture whose calls a decision is about.</summary>
    public SeccompArchitecture ArchitectureOf(in SeccompDecision decision) =>
        decision.X32 && x32 is { } second ? second : architecture;

    /// <summary>The decision about a system call number.</summary>
    public SeccompDecision Find(uint number)
    {
        int low = 0, high = Intervals.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) >> 1;
            if (Intervals[middle].Start <= number)
                low = middle;
            else
                high = middle - 1;
        }
        return Decisions[Intervals[low].Decision];
    }

    /// <summary>AUDIT_ARCH_* of the section.</summary>
    public uint AuditArch => architecture.AuditArch;

    /// <summary>The rule of a pair, and the first argument that socketcall(2) or ipc(2) must have, or 0.</summary>
    public (SeccompRule Rule, int Multiplexed) Rule(int pair)
    {
        int rule = (int)(pairs[pair] >> RuleShift) & 0xFF_FFFF;
        return (rules.Rules[rule], Reached(pairs[pair]));
    }

    /// <summary>
    /// Without x32, libseccomp treats its calls as a foreign architecture's; -1 marks a call that a tracer skips.
    /// </summary>
    private void AddForeignX32(bool stub)
    {
        int kill = Constant(SeccompActions.SECCOMP_RET_KILL_THREAD);
        Add(SeccompArchitecture.X32Bit, kill, 1);
        // runc's stub for newer calls looks only at the x32 bit and so comes first for numbers with bit 31 alone
        if (stub)
        {
            Add(0x8000_0000, Constant(SeccompActions.Enosys), 1);
            Add(0xC000_0000, kill, 1);
        }
        Add(uint.MaxValue, Constant(rules.DefaultAction), 1);
    }

    /// <summary>
    /// Adds the intervals of one architecture. Returns the largest number that the profile names, 0 for none.
    /// </summary>
    private long AddCalls(in SeccompArchitecture architecture, uint first, uint last)
    {
        int begin = pairs.Count;
        long largest = CollectPairs(architecture);
        Span<ulong> sorted = CollectionsMarshal.AsSpan(pairs)[begin..];
        sorted.Sort();
        long next = first;
        // setup(2) is how s390 passes numbers it does not know
        bool stub = answerNewer && largest > 0;
        if (architecture.IsS390 && stub)
        {
            Add(0, Constant(SeccompActions.Enosys), 1);
            next = 1;
        }
        for (int i = 0; i < sorted.Length;)
        {
            uint number = (uint)(sorted[i] >> NumberShift);
            // socketcall(2) or ipc(2) itself can be newer than what the profile names
            if (stub && number > largest)
                break;
            int end = i + 1;
            while (end < sorted.Length && (uint)(sorted[end] >> NumberShift) == number)
                end++;
            if (number >= next)
            {
                if (number > next)
                    Add((uint)next, Constant(rules.DefaultAction), 1);
                int weight = (sorted[i] & CommonMark) != 0 ? CommonWeight : 1;
                Add(number, Decide(begin + i, begin + end, architecture.IsX32), weight);
                next = (long)number + 1;
            }
            i = end;
        }
        AddRest(next, last, largest);
        return largest;
    }

    /// <summary>
    /// Numbers past the last rule: the default up to the newest call of the profile, then ENOSYS as runc does.
    /// </summary>
    private void AddRest(long next, uint last, long largest)
    {
        if (largest > 0)
        {
            if (next <= largest)
                Add((uint)next, Constant(rules.DefaultAction), 1);
            next = long.Max(next, largest + 1);
        }
        if (next <= last)
            Add((uint)next, Constant(answerNewer && largest > 0 ? SeccompActions.Enosys : rules.DefaultAction), 1);
    }

    /// <summary>
    /// Lists the calls of the profile on an architecture. Returns the largest number, 0 where it has none.
    /// </summary>
    private long CollectPairs(in SeccompArchitecture architecture)
    {
        long largest = 0;
        long socketcall = architecture.Number(SyscallTable.SocketCallRow);
        long ipc = architecture.Number(SyscallTable.IpcRow);
        foreach ((int row, int first, int count) in rules.Calls)
        {
            long number = architecture.Number(row);
            if (number >= 0)
            {
                // runc skips the multiplexed calls here, which libseccomp numbers below zero; they are never the newest
                largest = long.Max(largest, number);
                AddPairs(number, first, count, SyscallTable.IsCommon(row) ? CommonMark : 0);
            }
            int multiplexed = SyscallTable.SocketCall(row);
            if (multiplexed != 0 && socketcall >= 0)
                AddPairs(socketcall, first, count, (ulong)multiplexed);
            multiplexed = SyscallTable.Ipc(row);
            if (multiplexed != 0 && ipc >= 0)
                AddPairs(ipc, first, count, (ulong)multiplexed);
        }
        return largest;
    }

    private void AddPairs(long number, int first, int count, ulong reached)
    {
        for (int rule = first; rule < first + count; rule++)
            pairs.Add(((ulong)number << NumberShift) | ((ulong)rule << RuleShift) | reached);
    }

    /// <summary>The rules of one number: the first without conditions decides alone, as in libseccomp.</summary>
    private int Decide(int begin, int end, bool x32)
    {
        for (int pair = begin; pair < end; pair++)
        {
            (SeccompRule rule, int multiplexed) = Rule(pair);
            if (rule.Count == 0 && multiplexed == 0)
                return Constant(rule.Action);
        }
        for (int i = 0; i < Decisions.Count; i++)
        {
            if (
                Decisions[i].Count == end - begin
                && Decisions[i].X32 == x32
                && SameRules(Decisions[i].First, begin, end - begin)
            )
                return i;
        }
        Decisions.Add(new(0, begin, end - begin, x32));
        return Decisions.Count - 1;
    }

    private bool SameRules(int one, int other, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (Rule(one + i) != Rule(other + i))
                return false;
        }
        return true;
    }

    private int Constant(uint action)
    {
        for (int i = 0; i < Decisions.Count; i++)
        {
            if (Decisions[i].IsConstant && Decisions[i].Action == action)
                return i;
        }
        Decisions.Add(new(action, 0, 0, false));
        return Decisions.Count - 1;
    }

    private static int Reached(ulong pair) => (int)(pair & 0x3F);

    private void Add(uint start, int decision, int weight)
    {
        if (Intervals.Count > 0)
        {
            ref SeccompInterval last = ref CollectionsMarshal.AsSpan(Intervals)[^1];
            if (last.Decision == decision)
            {
                last.Weight += weight > 1 ? weight : 0;
                return;
            }
        }
        Intervals.Add(new SeccompInterval { Start = start, Decision = decision, Weight = weight });
    }
}
