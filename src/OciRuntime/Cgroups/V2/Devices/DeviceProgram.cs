using System.Collections.Generic;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Cgroups.V2.Devices;

/// <summary>
/// Compiles device rules to the eBPF program that the kernel asks about each access (cgroup-v2.rst, Device controller;
/// struct bpf_cgroup_dev_ctx). For each kind of access the last rule that speaks of device and access decides, and
/// without one the answer is no: the rules are looked at from the last to the first.
/// </summary>
internal static class DeviceProgram
{
    // r1: the context; r2: type; r3: the accesses still undecided; r4, r5: major and minor; r0: the answer
    private const byte Type = BPF_REG_2, Left = BPF_REG_3, Major = BPF_REG_4, Minor = BPF_REG_5;

    // A device type is in the low half of access_type, the accesses are in the high one, <linux/bpf.h>.
    private const int TypeMask = 0xFFFF, AccessShift = 16;

    /// <summary>The program; see <see cref="DeviceRule.Of"/> for the rules.</summary>
    public static bpf_insn[] Compile(List<DeviceRule> rules)
    {
        List<bpf_insn> code =
        [
            Load(Type, 0),
            Immediate(BPF_ALU | BPF_AND, Type, TypeMask),
            Load(Left, 0),
            Immediate(BPF_ALU | BPF_RSH, Left, AccessShift),
            Load(Major, 4),
            Load(Minor, 8),
            // Who asks for no access at all, as access(2) with F_OK, is answered yes.
            Jump(BPF_JNE, Left, 0, 2),
        ];
        Answer(code, true);
        for (int i = rules.Count - 1; i >= 0; i--)
        {
            DeviceRule rule = rules[i];
            if (rule.Type == 'a')
            {
                Answer(code, rule.Allow);
                return code.ToArray();
            }
            Add(code, rule);
        }
        Answer(code, false);
        return code.ToArray();
    }

    private static void Add(List<bpf_insn> code, in DeviceRule rule)
    {
        List<bpf_insn> body = [];
        if (rule.Access != DeviceRule.EveryAccess)
        {
            if (rule.Allow)
            {
                // What it allows is decided; with nothing left the answer is yes.
                body.Add(Immediate(BPF_ALU | BPF_AND, Left, ~rule.Access & DeviceRule.EveryAccess));
                body.Add(Jump(BPF_JNE, Left, 0, 2));
            }
            else
            {
                body.Add(Jump(BPF_JSET, Left, rule.Access, 1));
                body.Add(Jump(BPF_JA, 0, 0, 2));
            }
        }
        Answer(body, rule.Allow);
        List<bpf_insn> tests = [];
        tests.Add(Jump(BPF_JNE, Type, rule.Type == 'b' ? BPF_DEVCG_DEV_BLOCK : BPF_DEVCG_DEV_CHAR, 0));
        if (rule.Major >= 0) tests.Add(Jump(BPF_JNE, Major, unchecked((int)(uint)rule.Major), 0));
        if (rule.Minor >= 0) tests.Add(Jump(BPF_JNE, Minor, unchecked((int)(uint)rule.Minor), 0));
        for (int i = 0; i < tests.Count; i++)
        {
            bpf_insn test = tests[i];
            // From the instruction after the test to the first after the body.
            test.off = (short)(tests.Count - 1 - i + body.Count);
            code.Add(test);
        }
        code.AddRange(body);
    }

    private static void Answer(List<bpf_insn> code, bool allow)
    {
        code.Add(Immediate(BPF_ALU | BPF_MOV, BPF_REG_0, allow ? 1 : 0));
        code.Add(new bpf_insn { code = BPF_JMP | BPF_EXIT });
    }

    private static bpf_insn Load(byte register, short offset) =>
        new() { code = BPF_LDX | BPF_MEM | BPF_W, regs = (byte)(register | (BPF_REG_1 << 4)), off = offset };

    private static bpf_insn Immediate(int code, byte register, int value) =>
        new() { code = (byte)(code | BPF_K), regs = register, imm = value };

    /// <summary>Compares 32 bits, so that numbers above 2^31 are no negative ones; jumps over <paramref name="offset"/> instructions.</summary>
    private static bpf_insn Jump(int condition, byte register, int value, short offset) =>
        new() { code = (byte)((condition == BPF_JA ? BPF_JMP : BPF_JMP32) | condition | BPF_K), regs = register, off = offset, imm = value };
}
