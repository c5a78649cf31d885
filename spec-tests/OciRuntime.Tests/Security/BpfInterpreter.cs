using System;
using OciRuntime.Native.Abi;

namespace OciRuntime.Tests.Security;

/// <summary>A system call as a filter sees it: struct seccomp_data of linux/seccomp.h.</summary>
public sealed record SystemCall(uint Number, uint Arch, ulong[] Args, bool BigEndian = false)
{
    /// <summary>The 32-bit word at an offset, in the byte order of the architecture.</summary>
    public uint Word(uint offset)
    {
        if (offset % 4 != 0 || offset >= 64)
            throw new InvalidOperationException($"the kernel refuses a load at {offset}");
        if (offset < 16)
            return offset switch { 0 => Number, 4 => Arch, _ => 0 };
        ulong argument = Args[(offset - 16) / 8];
        bool high = (offset % 8 == 4) != BigEndian;
        return high ? (uint)(argument >> 32) : (uint)argument;
    }

    public override string ToString() =>
        $"call {Number} (0x{Number:x}) arch 0x{Arch:x} args "
        + $"[{string.Join(", ", Array.ConvertAll(Args, a => $"0x{a:x}"))}]";
}

/// <summary>Runs a classic BPF program as kernel/seccomp.c does, and refuses what its verifier refuses.</summary>
internal static class BpfInterpreter
{
    public static uint Run(ReadOnlySpan<sock_filter> program, SystemCall call) => Run(program, call, out _);

    public static uint Run(ReadOnlySpan<sock_filter> program, SystemCall call, out int steps)
    {
        uint a = 0;
        steps = 0;
        for (int at = 0; at < program.Length; at++)
        {
            sock_filter insn = program[at];
            steps++;
            switch (insn.code)
            {
                case 0x20:
                    a = call.Word(insn.k);
                    break;
                case 0x54:
                    a &= insn.k;
                    break;
                case 0x05:
                    at = checked(at + (int)insn.k);
                    break;
                case 0x15:
                    at += a == insn.k ? insn.jt : insn.jf;
                    break;
                case 0x25:
                    at += a > insn.k ? insn.jt : insn.jf;
                    break;
                case 0x35:
                    at += a >= insn.k ? insn.jt : insn.jf;
                    break;
                case 0x45:
                    at += (a & insn.k) != 0 ? insn.jt : insn.jf;
                    break;
                case 0x06:
                    return insn.k;
                default:
                    throw new InvalidOperationException($"instruction {at}: the kernel refuses code 0x{insn.code:x}");
            }
        }
        throw new InvalidOperationException("the program runs past its end");
    }
}
