using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using OciRuntime.Config;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Security.Seccomp.BpfAssembler;

namespace OciRuntime.Security.Seccomp;

/// <summary>Prints a filter as assembly, each return with the rules that lead to it.</summary>
internal sealed class SeccompListing
{
    private readonly sock_filter[] program;
    private readonly SeccompExplainer explainer;
    private readonly List<string>?[] notes;
    private readonly (uint Field, uint Audit)[] contexts;

    // offsetof(struct seccomp_data, nr) and arch; nothing is loaded before the first instruction
    private const uint NumberOffset = 0, ArchitectureOffset = 4, Nothing = uint.MaxValue;

    private SeccompListing(SeccompFilter filter, SeccompExplainer explainer)
    {
        program = filter.Program;
        this.explainer = explainer;
        notes = new List<string>?[program.Length];
        contexts = FindContexts();
    }

    /// <summary>
    /// What is loaded when an instruction is reached, by its offset in struct seccomp_data, and on which architecture.
    /// Jumps go forward only, so one pass finds all; shared ends are reached from several, and need neither.
    /// </summary>
    private (uint Field, uint Audit)[] FindContexts()
    {
        var found = new (uint Field, uint Audit)[program.Length];
        found.AsSpan().Fill((Nothing, 0));
        for (int at = 0; at < program.Length; at++)
        {
            sock_filter instruction = program[at];
            (uint Field, uint Audit) after = found[at];
            if (instruction.code == BPF_LD_W_ABS) after.Field = instruction.k;
            if (instruction.code == BPF_RET_K) continue;
            if (instruction.code == BPF_JA)
            {
                found[at + 1 + (int)instruction.k] = after;
                continue;
            }
            found[at + 1 + instruction.jf] = after;
            bool isArchitecture = instruction.code == BPF_JEQ_K && after.Field == ArchitectureOffset;
            if (isArchitecture) after.Audit = instruction.k;
            found[at + 1 + instruction.jt] = after;
        }
        return found;
    }

    /// <summary>The listing of a valid config; one line where it makes no filter.</summary>
    public static string Print(LinuxSeccomp config, in SeccompArchitecture native)
    {
        SeccompFilter? filter = SeccompCompiler.Compile(config, native);
        if (filter is null)
            return "# no filter: linux.seccomp has neither a default action nor calls\n";
        SeccompListing listing = new(filter, new SeccompExplainer(config, native));
        foreach (SeccompArchitecture architecture in listing.explainer.Architectures)
            listing.Annotate(architecture);
        return listing.Write(filter);
    }

    /// <summary>Follows every call of an architecture to where its number alone leads.</summary>
    private void Annotate(in SeccompArchitecture architecture)
    {
        for (int row = 0; row < SyscallTable.Count; row++)
        {
            long number = architecture.Number(row);
            if (number < 0)
                continue;
            int at = Follow(architecture.AuditArch, (uint)number);
            if (program[at].code != BPF_RET_K)
                Note(at, $"{architecture.Name} {SyscallTable.Name(row)}");
            foreach (SeccompVerdict verdict in explainer.Decide(architecture, (uint)number, []))
                NoteReturns(at, verdict);
        }
        Note(Follow(architecture.AuditArch, uint.MaxValue - 1), "numbers that are no call");
        Note(Follow(0, 0), "other architectures");
    }

    /// <summary>The instruction that first looks at an argument, or the return.</summary>
    private int Follow(uint audit, uint number)
    {
        uint a = 0;
        int at = 0;
        while (program[at].code != BPF_RET_K)
        {
            sock_filter instruction = program[at];
            if (instruction.code == BPF_LD_W_ABS)
            {
                if (instruction.k > 4)
                    return at;
                a = instruction.k == 4 ? audit : number;
            }
            at += 1 + instruction.code switch
            {
                BPF_JA => (int)instruction.k,
                BPF_JEQ_K => a == instruction.k ? instruction.jt : instruction.jf,
                BPF_JGE_K => a >= instruction.k ? instruction.jt : instruction.jf,
                _ => 0,
            };
        }
        return at;
    }

    /// <summary>Notes a verdict at the returns of its action that can be reached from an instruction.</summary>
    private void NoteReturns(int from, in SeccompVerdict verdict)
    {
        bool[] seen = new bool[program.Length];
        Stack<int> open = new([from]);
        while (open.TryPop(out int at))
        {
            if (seen[at])
                continue;
            seen[at] = true;
            sock_filter instruction = program[at];
            if (instruction.code == BPF_RET_K)
            {
                if (instruction.k == verdict.Action)
                    Note(at, verdict.Reason switch
                    {
                        SeccompReason.Rule => $"syscalls[{verdict.Entry}]",
                        SeccompReason.Newer => "newer calls",
                        SeccompReason.Foreign => "other architectures",
                        _ => "defaultAction",
                    });
                continue;
            }
            bool jumps = instruction.code is not (BPF_LD_W_ABS or BPF_ALU_AND_K or BPF_JA);
            open.Push(at + 1 + (instruction.code == BPF_JA ? (int)instruction.k : jumps ? instruction.jf : 0));
            if (jumps)
                open.Push(at + 1 + instruction.jt);
        }
    }

    private void Note(int at, string note)
    {
        List<string> list = notes[at] ??= [];
        if (!list.Contains(note))
            list.Add(note);
    }

    private string Write(SeccompFilter filter)
    {
        StringBuilder text = new();
        text.Append(
            CultureInfo.InvariantCulture,
            $"# {program.Length} instructions, flags "
            + $"0x{filter.Flags:x}{FlagNames(filter.Flags)}"
            + $"{(filter.NeedsListener ? $", listener {filter.ListenerPath}" : "")}\n"
        );
        for (int at = 0; at < program.Length; at++)
        {
            string line = $"{at,5}  {Instruction(at)}";
            if (notes[at] is { } list)
                line = $"{line,-56}; {string.Join(", ", list)}";
            text.Append(line).Append('\n');
        }
        return text.ToString();
    }

    private static string FlagNames(uint flags)
    {
        List<string> names = [];
        if ((flags & Libc.SECCOMP_FILTER_FLAG_LOG) != 0) names.Add("LOG");
        if ((flags & Libc.SECCOMP_FILTER_FLAG_SPEC_ALLOW) != 0) names.Add("SPEC_ALLOW");
        if ((flags & Libc.SECCOMP_FILTER_FLAG_NEW_LISTENER) != 0) names.Add("NEW_LISTENER");
        if ((flags & Libc.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV) != 0) names.Add("WAIT_KILLABLE_RECV");
        return names.Count == 0 ? "" : $" ({string.Join(", ", names)})";
    }

    private string Instruction(int at)
    {
        sock_filter instruction = program[at];
        int next = at + 1;
        string k = $"0x{instruction.k:x}{Name(at)}";
        return instruction.code switch
        {
            BPF_LD_W_ABS => "ld   " + Field(instruction.k),
            BPF_ALU_AND_K => $"and  {k}",
            BPF_JA => $"ja   {next + (int)instruction.k}",
            BPF_JEQ_K => $"jeq  {k}, {next + instruction.jt}, {next + instruction.jf}",
            BPF_JGT_K => $"jgt  {k}, {next + instruction.jt}, {next + instruction.jf}",
            BPF_JGE_K => $"jge  {k}, {next + instruction.jt}, {next + instruction.jf}",
            BPF_RET_K => $"ret  {k} {SeccompText.Action(instruction.k)}",
            _ => throw new InvalidOperationException($"instruction {at} has code 0x{instruction.code:x}"),
        };
    }

    /// <summary>In parentheses what a comparison's number means, an architecture or a call; or nothing.</summary>
    private string Name(int at)
    {
        if (program[at].code is not (BPF_JEQ_K or BPF_JGE_K)) return "";
        uint k = program[at].k;
        (uint field, uint audit) = contexts[at];
        if (field is not (NumberOffset or ArchitectureOffset)) return "";
        foreach (SeccompArchitecture architecture in explainer.Architectures)
        {
            bool x32 = architecture.AuditArch == SeccompArchitecture.AuditX86_64 && k >= SeccompArchitecture.X32Bit;
            if (field == ArchitectureOffset && architecture.AuditArch == k) return $" ({architecture.Name})";
            if (architecture.AuditArch != audit || architecture.IsX32 != x32 || field != NumberOffset) continue;
            string name = SeccompText.Call(architecture, k);
            return char.IsAsciiDigit(name[0]) ? "" : $" ({name})";
        }
        return "";
    }

    /// <summary>The member of struct seccomp_data at an offset, little-endian as this machine.</summary>
    private static string Field(uint offset) => offset switch
    {
        0 => "nr",
        4 => "arch",
        _ => $"args[{(offset - 16) / 8}].{(offset % 8 == 0 ? "low" : "high")}",
    };
}
