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
    public const ushort BPF_JSET_K = 0x45;
    public const ushort BPF_RET_K = 0x06;

    /// <summary>BPF_MAXINSNS of linux/bpf_common.h.</summary>
    public const int MaxInstructions = 4096;

    // Conditional jumps hold 8 bits; two instructions may come between choosing a target and jumping to it.
    private const int Near = 250;

    private sock_filter[] _code = new sock_filter[1024];
    private int _count;

    // The last place of each return value. More values than this only cost repeated returns.
    private readonly uint[] _returned = new uint[16];
    private readonly int[] _returnAt = new int[16];
    private int _returns;

    /// <summary>Instructions so far.</summary>
    public int Count => _count;

    /// <summary>A return of this value that the next instruction can reach.</summary>
    public int Return(uint value)
    {
        int slot = 0;
        while (slot < _returns && _returned[slot] != value)
            slot++;
        if (slot < _returns && _count - _returnAt[slot] <= Near)
            return _returnAt[slot];
        int label = Emit(BPF_RET_K, value, 0, 0);
        if (slot == _returned.Length)
            return label;
        _returned[slot] = value;
        _returnAt[slot] = label;
        _returns = int.Max(_returns, slot + 1);
        return label;
    }

    /// <summary>A conditional jump.</summary>
    public int Jump(ushort code, uint k, int whenTrue, int whenFalse)
    {
        if (whenTrue == whenFalse)
            return whenTrue;
        whenTrue = Reach(whenTrue);
        whenFalse = Reach(whenFalse);
        return Emit(code, k, (byte)(_count - whenTrue - 1), (byte)(_count - whenFalse - 1));
    }

    /// <summary>Loads the 32-bit word at this offset of struct seccomp_data, then goes on at next.</summary>
    public int Load(uint offset, int next) => EmitBefore(BPF_LD_W_ABS, offset, next);

    /// <summary>Keeps these bits of the loaded word, then goes on at next.</summary>
    public int And(uint mask, int next) => EmitBefore(BPF_ALU_AND_K, mask, next);

    /// <summary>The program, first instruction first.</summary>
    public sock_filter[] ToProgram()
    {
        sock_filter[] program = _code.AsSpan(0, _count).ToArray();
        Array.Reverse(program);
        return program;
    }

    private int EmitBefore(ushort code, uint k, int next)
    {
        if (next != _count - 1)
            Emit(BPF_JA, (uint)(_count - next - 1), 0, 0);
        return Emit(code, k, 0, 0);
    }

    private int Reach(int label)
    {
        if (_count - label <= Near)
            return label;
        if (_code[label].code == BPF_RET_K)
            return Return(_code[label].k);
        return Emit(BPF_JA, (uint)(_count - label - 1), 0, 0);
    }

    private int Emit(ushort code, uint k, byte jt, byte jf)
    {
        if (_count == _code.Length)
            Array.Resize(ref _code, _code.Length * 2);
        _code[_count] = new sock_filter { code = code, jt = jt, jf = jf, k = k };
        return _count++;
    }
}
