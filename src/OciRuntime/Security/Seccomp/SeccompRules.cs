using System.Collections.Generic;
using OciRuntime.Config;

namespace OciRuntime.Security.Seccomp;

/// <summary>How an argument is compared; names as in seccomp_init(3).</summary>
internal enum SeccompOperator : byte
{
    SCMP_CMP_NE = 1,
    SCMP_CMP_LT,
    SCMP_CMP_LE,
    SCMP_CMP_EQ,
    SCMP_CMP_GE,
    SCMP_CMP_GT,
    SCMP_CMP_MASKED_EQ,
}

/// <summary>One comparison: with MASKED_EQ, Value is the mask and ValueTwo what must remain.</summary>
internal readonly record struct SeccompCondition(int Index, SeccompOperator Operator, ulong Value, ulong ValueTwo);

/// <summary>
/// An action and the conditions that must all hold: Count of them from First on. Entry: index in
/// linux.seccomp.syscalls, for explanations.
/// </summary>
internal readonly record struct SeccompRule(int Entry, uint Action, int First, int Count);

/// <summary>
/// linux.seccomp as flat lists, with runc's reading of it: an entry whose action is the default action is dropped, and
/// an entry that compares one argument twice is one rule for each comparison, joined by OR.
/// </summary>
internal sealed class SeccompRules
{
    /// <summary>SECCOMP_RET_*, with its data.</summary>
    public uint DefaultAction;

    /// <summary>The rules of all calls.</summary>
    public readonly List<SeccompRule> Rules = [];

    /// <summary>The conditions of all rules.</summary>
    public readonly List<SeccompCondition> Conditions = [];

    /// <summary>
    /// For each name that the table knows: its row and the rules from First on. Count 0: only the number matters.
    /// </summary>
    public readonly List<(int Row, int First, int Count)> Calls = [];

    /// <summary>linux.seccomp.syscalls holds an entry with SCMP_ACT_NOTIFY.</summary>
    public bool NeedsListener;

    /// <summary>Reads a config that <see cref="SeccompCompiler.Validate"/> accepted.</summary>
    public static SeccompRules Read(LinuxSeccomp config)
    {
        SeccompRules result = new();
        SeccompActions.TryParse(config.DefaultAction ?? "", config.DefaultErrnoRet, out result.DefaultAction);
        int entries = config.Syscalls?.Length ?? 0, names = 0, last = -1;
        for (int i = 0; i < entries; i++) names += config.Syscalls![i].Names?.Length ?? 0;
        result.Calls.EnsureCapacity(names);
        result.Rules.EnsureCapacity(entries);
        for (int i = 0; i < entries; i++)
        {
            LinuxSyscall call = config.Syscalls![i];
            SeccompActions.TryParse(call.Action ?? "", call.ErrnoRet, out uint action);
            result.NeedsListener |= action == SeccompActions.SECCOMP_RET_USER_NOTIF;
            int first = result.Rules.Count;
            if (action != result.DefaultAction)
                result.AddRules(i, action, call.Args);
            int count = result.Rules.Count - first;
            for (int n = 0; n < (call.Names?.Length ?? 0); n++)
            {
                int row = SyscallTable.Find(call.Names![n], last);
                if (row < 0)
                    continue;
                result.Calls.Add((row, first, count));
                last = row;
            }
        }
        return result;
    }

    private void AddRules(int entry, uint action, LinuxSeccompArg[]? args)
    {
        int count = args?.Length ?? 0;
        uint seen = 0;
        bool twice = false;
        int first = Conditions.Count;
        for (int i = 0; i < count; i++)
        {
            LinuxSeccompArg arg = args![i];
            TryParseOperator(arg.Op ?? "", out SeccompOperator op);
            Conditions.Add(new((int)arg.Index, op, arg.Value, arg.ValueTwo));
            twice |= (seen & (1u << (int)arg.Index)) != 0;
            seen |= 1u << (int)arg.Index;
        }
        if (!twice)
        {
            Rules.Add(new(entry, action, first, count));
            return;
        }
        for (int i = 0; i < count; i++)
            Rules.Add(new(entry, action, first + i, 1));
    }

    /// <summary>The operator of a spec name. False: the spec has no such operator.</summary>
    public static bool TryParseOperator(string name, out SeccompOperator op)
    {
        op = name switch
        {
            "SCMP_CMP_NE" => SeccompOperator.SCMP_CMP_NE,
            "SCMP_CMP_LT" => SeccompOperator.SCMP_CMP_LT,
            "SCMP_CMP_LE" => SeccompOperator.SCMP_CMP_LE,
            "SCMP_CMP_EQ" => SeccompOperator.SCMP_CMP_EQ,
            "SCMP_CMP_GE" => SeccompOperator.SCMP_CMP_GE,
            "SCMP_CMP_GT" => SeccompOperator.SCMP_CMP_GT,
            "SCMP_CMP_MASKED_EQ" => SeccompOperator.SCMP_CMP_MASKED_EQ,
            _ => 0,
        };
        return op != 0;
    }
}
