using System;
using static OciRuntime.Security.Seccomp.BpfAssembler;

namespace OciRuntime.Security.Seccomp;

/// <summary>
/// Writes the comparisons of a rule: BPF compares 32 bits, so a 64-bit argument is compared in halves.
/// </summary>
internal static class ConditionCode
{
    // offsetof(struct seccomp_data, args), linux/seccomp.h
    private const uint ArgsOffset = 16;

    /// <summary>Goes to whenTrue or whenFalse by this condition.</summary>
    public static int Emit(
        BpfAssembler code,
        in SeccompArchitecture architecture,
        in SeccompCondition condition,
        int whenTrue,
        int whenFalse
    )
    {
        switch (condition.Operator)
        {
            case SeccompOperator.SCMP_CMP_NE:
                return EmitMasked(
                    code,
                    architecture,
                    condition.Index,
                    ulong.MaxValue,
                    condition.Value,
                    whenFalse,
                    whenTrue
                );
            case SeccompOperator.SCMP_CMP_EQ:
                return EmitMasked(
                    code,
                    architecture,
                    condition.Index,
                    ulong.MaxValue,
                    condition.Value,
                    whenTrue,
                    whenFalse
                );
            case SeccompOperator.SCMP_CMP_MASKED_EQ:
                return EmitMasked(
                    code,
                    architecture,
                    condition.Index,
                    condition.Value,
                    condition.ValueTwo,
                    whenTrue,
                    whenFalse
                );
            case SeccompOperator.SCMP_CMP_GT:
                return EmitOrder(code, architecture, condition.Index, BPF_JGT_K, condition.Value, whenTrue, whenFalse);
            case SeccompOperator.SCMP_CMP_LE:
                return EmitOrder(code, architecture, condition.Index, BPF_JGT_K, condition.Value, whenFalse, whenTrue);
            case SeccompOperator.SCMP_CMP_GE:
                return EmitOrder(code, architecture, condition.Index, BPF_JGE_K, condition.Value, whenTrue, whenFalse);
            default:
                return EmitOrder(code, architecture, condition.Index, BPF_JGE_K, condition.Value, whenFalse, whenTrue);
        }
    }

    /// <summary>Goes to whenTrue where the argument is one of these values, which share their high half.</summary>
    public static int EmitAny(
        BpfAssembler code,
        in SeccompArchitecture architecture,
        int index,
        ReadOnlySpan<ulong> values,
        int whenTrue,
        int whenFalse
    )
    {
        int next = whenFalse;
        for (int i = values.Length - 1; i >= 0; i--)
            next = code.Jump(BPF_JEQ_K, (uint)values[i], whenTrue, next);
        next = code.Load(Low(architecture, index), next);
        if (!architecture.Is64)
            return next;
        next = code.Jump(BPF_JEQ_K, (uint)(values[0] >> 32), next, whenFalse);
        return code.Load(High(architecture, index), next);
    }

    private static int EmitMasked(
        BpfAssembler code,
        in SeccompArchitecture architecture,
        int index,
        ulong mask,
        ulong value,
        int whenTrue,
        int whenFalse
    )
    {
        // bits of the value outside the mask do not count, as in libseccomp
        value &= mask;
        int next = EmitHalf(code, Low(architecture, index), (uint)mask, (uint)value, whenTrue, whenFalse);
        return architecture.Is64
            ? EmitHalf(code, High(architecture, index), (uint)(mask >> 32), (uint)(value >> 32), next, whenFalse)
            : next;
    }

    private static int EmitHalf(BpfAssembler code, uint offset, uint mask, uint value, int whenTrue, int whenFalse)
    {
        if (mask == 0)
            return whenTrue;
        int next = code.Jump(BPF_JEQ_K, value, whenTrue, whenFalse);
        if (mask != uint.MaxValue)
            next = code.And(mask, next);
        return code.Load(offset, next);
    }

    private static int EmitOrder(
        BpfAssembler code,
        in SeccompArchitecture architecture,
        int index,
        ushort compare,
        ulong value,
        int whenTrue,
        int whenFalse
    )
    {
        int low = code.Jump(compare, (uint)value, whenTrue, whenFalse);
        low = code.Load(Low(architecture, index), low);
        if (!architecture.Is64)
            return low;
        uint high = (uint)(value >> 32);
        // a high half that differs from zero is greater than zero
        int other = high == 0 ? whenTrue : code.Jump(BPF_JGT_K, high, whenTrue, whenFalse);
        int next = code.Jump(BPF_JEQ_K, high, low, other);
        return code.Load(High(architecture, index), next);
    }

    private static uint Low(in SeccompArchitecture architecture, int index) =>
        ArgsOffset + (uint)index * 8 + (architecture.BigEndian ? 4u : 0u);

    private static uint High(in SeccompArchitecture architecture, int index) =>
        ArgsOffset + (uint)index * 8 + (architecture.BigEndian ? 0u : 4u);
}
