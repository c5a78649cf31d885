using System;
using OciRuntime.Native.Abi;

namespace OciRuntime.Security.Seccomp;

/// <summary>
/// Builds a classic BPF program from its end to its start: every jump goes forward, so its target is already there and
/// its distance known. A label is the index of an instruction counted from the end.
/// </summary>
internal sealed class BpfAssembler
{
    // linux/bpf_common.h; the kernel's constant-action cache understands exactly these (kernel/seccomp.c)
    public const ushort BPF_LD_W_ABS = 0x20;
    public const ushort BPF_ALU_AND_K = 0x54;
    public const ushort BPF_JA = 0x05;
    public const ushort BPF_JEQ_K = 0x15;
    public const ushort BPF_JGT_K = 0x25;
    public const ushort BPF_JGE_K = 0x35;
    public const ushort BPF_RET_K = 0x06;

    /// <summary>BPF_MAXINSNS of linux/bpf_common.h.</summary>
    public const int MaxInstructions = 4096;

    // Conditional jumps hold 8 bits; two instructions may come between choosing a target and jumping to it.
    private const int Near = 250;

    private sock_filter[] instructions = new sock_filter[512]; // engines' profiles take some 320
    private int count;

    // The last place of each return value. More values than this only cost repeated returns.
    private readonly uint[] returned = new uint[16];
    private readonly int[] returnAt = new int[16];
    private int returns;

    /// <summary>Instructions so far.</summary>
    public int Count => count;

    /// <summary>Refusals ask a listener instead, docs/adr/0016.</summary>
    public bool Reports { get; init; }

    /// <summary>A return of this value that the next instruction can reach.</summary>
    public int Return(uint value)
    {
        int slot = 0;
        while (slot < returns && returned[slot] != value)
            slot++;
        if (slot < returns && count - returnAt[slot] <= Near)
            return returnAt[slot];
        int label = Reports && SeccompActions.Refuses(value) ? Ask(value) : Emit(BPF_RET_K, value, 0, 0);
        if (slot == returned.Length)
            return label;
        returned[slot] = value;
        returnAt[slot] = label;
        returns = int.Max(returns, slot + 1);
        return label;
    }

    /// <summary>
    /// Asks the listener instead of refusing with <paramref name="value"/>. Only the kernel can end a thread as it does
    /// itself, or send the signal of TRAP: it does so for the call that the listener has marked and sent back.
    /// </summary>
    private int Ask(uint value)
    {
        bool asErrno = (value & SeccompActions.SECCOMP_RET_ACTION_FULL) == SeccompActions.SECCOMP_RET_ERRNO;
        int itself = asErrno ? -1 : Emit(BPF_RET_K, value, 0, 0);
        int ask = Emit(BPF_RET_K, SeccompActions.SECCOMP_RET_USER_NOTIF, 0, 0);
        return asErrno ? ask : Load(SeccompMark.Offset, Jump(BPF_JEQ_K, SeccompMark.Value, itself, ask));
    }

    /// <summary>A conditional jump.</summary>
    public int Jump(ushort code, uint k, int whenTrue, int whenFalse)
    {
        if (whenTrue == whenFalse)
            return whenTrue;
        whenTrue = Reach(whenTrue);
        whenFalse = Reach(whenFalse);
        return Emit(code, k, (byte)(count - whenTrue - 1), (byte)(count - whenFalse - 1));
    }

    /// <summary>Loads the 32-bit word at this offset of struct seccomp_data, then goes on at next.</summary>
    public int Load(uint offset, int next) => EmitBefore(BPF_LD_W_ABS, offset, next);

    /// <summary>Keeps these bits of the loaded word, then goes on at next.</summary>
    public int And(uint mask, int next) => EmitBefore(BPF_ALU_AND_K, mask, next);

    /// <summary>The program, first instruction first.</summary>
    public sock_filter[] ToProgram()
    {
        sock_filter[] program = instructions.AsSpan(0, count).ToArray();
        Array.Reverse(program);
        return program;
    }

    private int EmitBefore(ushort code, uint k, int next)
    {
        if (next != count - 1)
            Emit(BPF_JA, (uint)(count - next - 1), 0, 0);
        return Emit(code, k, 0, 0);
    }

    private int Reach(int label)
    {
        if (count - label <= Near)
            return label;
        if (instructions[label].code == BPF_RET_K)
            return Return(instructions[label].k);
        return Emit(BPF_JA, (uint)(count - label - 1), 0, 0);
    }

    private int Emit(ushort code, uint k, byte jt, byte jf)
    {
        if (count == instructions.Length)
            Array.Resize(ref instructions, instructions.Length * 2);
        instructions[count] = new sock_filter { code = code, jt = jt, jf = jf, k = k };
        return count++;
    }
}
