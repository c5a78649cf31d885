using System;
using System.Collections.Generic;
using System.Linq;
using OciRuntime.Cgroups;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Tests.Cgroups;

/// <summary>One question that the kernel asks a device program; struct bpf_cgroup_dev_ctx of linux/bpf.h.</summary>
internal readonly record struct DeviceAccess(char Type, uint Major, uint Minor, int Access);

/// <summary>Runs device programs as the kernel's interpreter would, and refuses what its verifier refuses.</summary>
internal static class DeviceInterpreter
{
    public static bool Allows(bpf_insn[] code, DeviceAccess access)
    {
        ulong[] registers = new ulong[11];
        bool[] written = new bool[11];
        written[BPF_REG_1] = true;
        for (int at = 0, steps = 0; ; at++)
        {
            Assert.True(at >= 0 && at < code.Length, "it runs out of its end");
            Assert.True(steps++ < code.Length, "it goes backwards");
            bpf_insn step = code[at];
            int target = step.regs & 0xF;
            uint value = unchecked((uint)step.imm);
            switch (step.code)
            {
                case BPF_LDX | BPF_MEM | BPF_W:
                    Assert.Equal(BPF_REG_1, step.regs >> 4);
                    registers[target] = Context(access, step.off);
                    written[target] = true;
                    break;
                case BPF_ALU | BPF_MOV:
                    registers[target] = value;
                    written[target] = true;
                    break;
                case BPF_ALU | BPF_AND:
                    Assert.True(written[target]);
                    registers[target] = (uint)registers[target] & value;
                    break;
                case BPF_ALU | BPF_RSH:
                    Assert.True(written[target]);
                    registers[target] = (uint)registers[target] >> (int)value;
                    break;
                case BPF_JMP | BPF_JA:
                    at += step.off;
                    break;
                case BPF_JMP32 | BPF_JNE:
                    Assert.True(written[target]);
                    if ((uint)registers[target] != value) at += step.off;
                    break;
                case BPF_JMP32 | BPF_JSET:
                    Assert.True(written[target]);
                    if (((uint)registers[target] & value) != 0) at += step.off;
                    break;
                case BPF_JMP | BPF_EXIT:
                    Assert.True(written[BPF_REG_0]);
                    return registers[BPF_REG_0] == 1;
                default:
                    Assert.Fail($"an instruction that it should not have: 0x{step.code:x}");
                    break;
            }
        }
    }

    private static uint Context(DeviceAccess access, short offset) => offset switch
    {
        0 => (uint)(access.Type == 'b' ? BPF_DEVCG_DEV_BLOCK : BPF_DEVCG_DEV_CHAR) | ((uint)access.Access << 16),
        4 => access.Major,
        8 => access.Minor,
        _ => throw new InvalidOperationException($"nothing is at {offset}"),
    };

    /// <summary>
    /// The plain reading: each kind of access is decided by the last rule that speaks of it; none means no.
    /// </summary>
    public static bool Reads(IReadOnlyList<DeviceRule> rules, DeviceAccess access) =>
        new[] { BPF_DEVCG_ACC_READ, BPF_DEVCG_ACC_WRITE, BPF_DEVCG_ACC_MKNOD }
            .Where(kind => (access.Access & kind) != 0)
            .All(kind =>
                rules.LastOrDefault(rule => Speaks(rule, access) && (rule.Access & kind) != 0)
                    is { Access: not 0, Allow: true }
            );

    private static bool Speaks(DeviceRule rule, DeviceAccess access) =>
        (rule.Type == 'a' || rule.Type == access.Type)
        && (rule.Major < 0 || rule.Major == access.Major)
        && (rule.Minor < 0 || rule.Minor == access.Minor);
}
