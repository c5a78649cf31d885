using System.Globalization;
using System.Text;
using OciRuntime.Native;

namespace OciRuntime.Security.Seccomp;

/// <summary>How actions, conditions and calls read in what the user sees.</summary>
internal static class SeccompText
{
    /// <summary>"ALLOW", "ERRNO 1 (EPERM)" …</summary>
    public static string Action(uint action)
    {
        uint data = action & SeccompActions.SECCOMP_RET_DATA;
        return (action & SeccompActions.SECCOMP_RET_ACTION_FULL) switch
        {
            SeccompActions.SECCOMP_RET_ALLOW => "ALLOW",
            SeccompActions.SECCOMP_RET_ERRNO => $"ERRNO {data} ({Errno.Name((int)data)})",
            SeccompActions.SECCOMP_RET_KILL_PROCESS => "KILL_PROCESS",
            SeccompActions.SECCOMP_RET_KILL_THREAD => "KILL_THREAD",
            SeccompActions.SECCOMP_RET_TRAP => "TRAP",
            SeccompActions.SECCOMP_RET_TRACE => $"TRACE {data}",
            SeccompActions.SECCOMP_RET_LOG => "LOG",
            _ => "NOTIFY",
        };
    }

    /// <summary>"arg 0 == 16", "arg 1 &amp; 0x7e020000 == 0" …</summary>
    public static string Condition(in SeccompCondition condition) => condition.Operator switch
    {
        SeccompOperator.SCMP_CMP_NE => $"arg {condition.Index} != {Number(condition.Value)}",
        SeccompOperator.SCMP_CMP_LT => $"arg {condition.Index} < {Number(condition.Value)}",
        SeccompOperator.SCMP_CMP_LE => $"arg {condition.Index} <= {Number(condition.Value)}",
        SeccompOperator.SCMP_CMP_EQ => $"arg {condition.Index} == {Number(condition.Value)}",
        SeccompOperator.SCMP_CMP_GE => $"arg {condition.Index} >= {Number(condition.Value)}",
        SeccompOperator.SCMP_CMP_GT => $"arg {condition.Index} > {Number(condition.Value)}",
        _ => $"arg {condition.Index} & {Number(condition.Value)} == {Number(condition.ValueTwo)}",
    };

    /// <summary>
    /// The conditions of a rule; multiplexed: the first argument of socketcall(2) or ipc(2) that means this call.
    /// </summary>
    public static string Conditions(SeccompRules rules, in SeccompRule rule, int multiplexed)
    {
        StringBuilder text = new();
        if (multiplexed != 0)
            text.Append(Condition(new(0, SeccompOperator.SCMP_CMP_EQ, (ulong)multiplexed, 0)));
        for (int i = rule.First; i < rule.First + rule.Count; i++)
        {
            if (multiplexed != 0 && rules.Conditions[i].Index == 0)
                continue;
            text.Append(text.Length == 0 ? "" : " and ").Append(Condition(rules.Conditions[i]));
        }
        return text.ToString();
    }

    /// <summary>The name of a number on an architecture, or the number.</summary>
    public static string Call(in SeccompArchitecture architecture, uint number)
    {
        int row = SyscallTable.FindNumber(
            (int)(architecture.IsX32 ? number & ~SeccompArchitecture.X32Bit : number),
            architecture.Column
        );
        return row < 0 ? number.ToString(CultureInfo.InvariantCulture) : SyscallTable.Name(row);
    }

    /// <summary>Small numbers read best in decimal, masks and addresses do not.</summary>
    public static string Number(ulong value) =>
        value < 4096
            ? value.ToString(CultureInfo.InvariantCulture)
            : "0x" + value.ToString("x", CultureInfo.InvariantCulture);
}
