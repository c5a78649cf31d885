using System.Collections.Generic;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Cgroups.V2.Devices;

/// <summary>
/// Compiles device rules to the eBPF program that the kernel asks about each access (cgroup-v2.rst, Device controller;
/// struct bpf_cgroup_dev_ctx). For each kind of access the last rule that matches device and access decides, and
/// without one the answer is no. That is worked out here for each set of devices that rules name; the program finds
/// the narrowest set, by type, then major, then minor number. It is a tree, because the verifier follows each path with
/// what it has learned on it: in a plain list, time and its limit of instructions would go with the square of the
/// rules.
/// </summary>
internal static class DeviceProgram
{
    // r1: the context; r2: type; r3: the accesses asked for; r4, r5: major and minor; r0: the answer
    private const byte Type = BPF_REG_2, Access = BPF_REG_3, Major = BPF_REG_4, Minor = BPF_REG_5;

    // A device type is in the low half of access_type, the accesses are in the high one, <linux/bpf.h>.
    private const int TypeMask = 0xFFFF, AccessShift = 16;

    /// <summary>The program; see <see cref="DeviceRule.FromConfig"/> for the rules.</summary>
    public static bpf_insn[] Compile(List<DeviceRule> rules)
    {
        int first = rules.FindLastIndex(static rule => rule.Type == 'a') + 1;
        int otherwise = first > 0 && rules[first - 1].Allow ? DeviceRule.EveryAccess : 0;
        rules = rules[first..];
        List<bpf_insn> code =
        [
            Load(Type, 0),
            Immediate(BPF_ALU | BPF_AND, Type, TypeMask),
            Load(Access, 0),
            Immediate(BPF_ALU | BPF_RSH, Access, AccessShift),
            Load(Major, 4),
            Load(Minor, 8),
        ];
        List<DeviceRule> sets = Sets(rules);
        for (int i = 0; i < sets.Count; i++) sets[i] = sets[i] with { Access = Allowed(rules, sets[i], otherwise) };
        foreach (char type in "cb")
        {
            List<bpf_insn> block = OfType(sets.FindAll(set => set.Type == type), otherwise);
            code.Add(
                Jump(BPF_JMP32 | BPF_JNE, Type, type == 'b' ? BPF_DEVCG_DEV_BLOCK : BPF_DEVCG_DEV_CHAR, block.Count)
            );
            code.AddRange(block);
        }
        Answer(code, otherwise);
        return code.ToArray();
    }

    /// <summary>All that is asked about one type; it always answers.</summary>
    private static List<bpf_insn> OfType(List<DeviceRule> sets, int otherwise)
    {
        List<bpf_insn> tail = [];
        foreach (DeviceRule set in sets)
        {
            if (set.Major < 0 && set.Minor >= 0) IfMinor(tail, set);
        }
        int whole = sets.FindIndex(static set => set.Major < 0 && set.Minor < 0);
        Answer(tail, whole < 0 ? otherwise : sets[whole].Access);
        List<bpf_insn> block = tail;
        HashSet<long> done = [-1];
        foreach (DeviceRule set in sets)
        {
            if (!done.Add(set.Major)) continue;
            // In front of what there is: the way to the tail is over all of it that is not the tail.
            List<bpf_insn> group = OfMajor(sets.FindAll(other => other.Major == set.Major), block.Count - tail.Count);
            List<bpf_insn> longer =
            [
                Jump(BPF_JMP32 | BPF_JNE, Major, unchecked((int)(uint)set.Major), group.Count),
                .. group,
                .. block,
            ];
            block = longer;
        }
        return block;
    }

    /// <summary>
    /// All that is asked about one major number; what it cannot answer is <paramref name="toTail"/> instructions
    /// further.
    /// </summary>
    private static List<bpf_insn> OfMajor(List<DeviceRule> sets, int toTail)
    {
        List<bpf_insn> group = [];
        foreach (DeviceRule set in sets)
        {
            if (set.Minor >= 0) IfMinor(group, set);
        }
        int whole = sets.FindIndex(static set => set.Minor < 0);
        if (whole < 0) group.Add(Jump(BPF_JMP | BPF_JA, 0, 0, toTail));
        else Answer(group, sets[whole].Access);
        return group;
    }

    private static void IfMinor(List<bpf_insn> code, in DeviceRule set)
    {
        List<bpf_insn> answer = [];
        Answer(answer, set.Access);
        code.Add(Jump(BPF_JMP32 | BPF_JNE, Minor, unchecked((int)(uint)set.Minor), answer.Count));
        code.AddRange(answer);
    }

    /// <summary>
    /// The sets of devices that rules name, and where two of them cross without one in the other, what both have.
    /// </summary>
    private static List<DeviceRule> Sets(List<DeviceRule> rules)
    {
        HashSet<DeviceRule> seen = [];
        List<DeviceRule> sets = [];
        foreach (DeviceRule rule in rules)
        {
            DeviceRule set = rule with { Allow = true, Access = 0 };
            if (seen.Add(set)) sets.Add(set);
        }
        int named = sets.Count;
        for (int i = 0; i < named; i++)
        {
            if (sets[i].Major < 0 || sets[i].Minor >= 0) continue;
            for (int k = 0; k < named; k++)
            {
                if (sets[k].Type != sets[i].Type || sets[k].Major >= 0 || sets[k].Minor < 0) continue;
                DeviceRule both = sets[i] with { Minor = sets[k].Minor };
                if (seen.Add(both)) sets.Add(both);
            }
        }
        return sets;
    }

    /// <summary>What the rules come to for the devices of a set that are in no narrower one.</summary>
    private static int Allowed(List<DeviceRule> rules, in DeviceRule set, int allowed)
    {
        foreach (DeviceRule rule in rules)
        {
            if (!rule.Covers(set)) continue;
            allowed = rule.Allow ? allowed | rule.Access : allowed & ~rule.Access;
        }
        return allowed;
    }

    /// <summary>Yes when nothing is asked for that is not allowed.</summary>
    private static void Answer(List<bpf_insn> code, int allowed)
    {
        int forbidden = DeviceRule.EveryAccess & ~allowed;
        code.Add(Immediate(BPF_ALU | BPF_MOV, BPF_REG_0, 0));
        if (forbidden != 0) code.Add(Jump(BPF_JMP32 | BPF_JSET, Access, forbidden, 1));
        code.Add(Immediate(BPF_ALU | BPF_MOV, BPF_REG_0, 1));
        code.Add(new bpf_insn { code = BPF_JMP | BPF_EXIT });
    }

    private static bpf_insn Load(byte register, short offset) =>
        new() { code = BPF_LDX | BPF_MEM | BPF_W, regs = (byte)(register | (BPF_REG_1 << 4)), off = offset };

    private static bpf_insn Immediate(int code, byte register, int value) =>
        new() { code = (byte)(code | BPF_K), regs = register, imm = value };

    /// <summary>JMP32 compares 32 bits, so that numbers above 2^31 are no negative ones.</summary>
    /// <exception cref="LinuxException">More rules than the jump over <paramref name="over"/> instructions can reach
    /// across.</exception>
    private static bpf_insn Jump(int code, byte register, int value, int over)
    {
        if (over > short.MaxValue)
            throw new LinuxException(
                "compile too many device rules for",
                "eBPF",
                Errno.E2BIG,
                "/linux/resources/devices"
            );
        return new bpf_insn
        {
            code = (byte)(code | BPF_K),
            regs = register,
            off = (short)over,
            imm = value,
        };
    }
}
