using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using OciRuntime.Config;

namespace OciRuntime.Security.Seccomp;

/// <summary>Why a filter decides as it does.</summary>
internal enum SeccompReason
{
    /// <summary>A rule of linux.seccomp.syscalls.</summary>
    Rule,

    /// <summary>No rule matches: linux.seccomp.defaultAction.</summary>
    Default,

    /// <summary>The call is newer than every call that the profile names.</summary>
    Newer,

    /// <summary>The architecture is not in linux.seccomp.architectures.</summary>
    Foreign,
}

/// <summary>One possible outcome of a call.</summary>
/// <param name="Action">What the filter returns.</param>
/// <param name="Reason">Why.</param>
/// <param name="Entry">Index in linux.seccomp.syscalls where a rule is the reason.</param>
/// <param name="When">The conditions that still have to hold, "" where none is open.</param>
internal readonly record struct SeccompVerdict(uint Action, SeccompReason Reason, int Entry, string When);

/// <summary>Says what a filter decides about a call, and which rule of the config says so.</summary>
internal sealed class SeccompExplainer
{
    private readonly SeccompRules rules;
    private readonly List<SeccompArchitecture> architectures;
    private readonly List<ArchitectureSection> sections;

    /// <summary>Compiles <paramref name="config"/> as create does on a machine of <paramref name="native"/>.</summary>
    public SeccompExplainer(LinuxSeccomp config, in SeccompArchitecture native)
    {
        rules = SeccompRules.Read(config);
        architectures = SeccompCompiler.Architectures(config, native);
        sections = SeccompCompiler.Sections(rules, architectures);
    }

    /// <summary>The architectures of the filter.</summary>
    public IReadOnlyList<SeccompArchitecture> Architectures => architectures;

    /// <summary>Explains a call by name or number on each architecture of the filter, a paragraph each.</summary>
    /// <param name="call">The name, or the number.</param>
    /// <param name="args">Its arguments, as far as they are known.</param>
    /// <exception cref="ArgumentException">No architecture knows the name.</exception>
    public string Explain(string call, ReadOnlySpan<ulong> args)
    {
        int row = SyscallTable.Find(call);
        bool isNumber = TryParseNumber(call, out ulong parsed) && parsed <= uint.MaxValue;
        if (row < 0 && !isNumber)
            throw new ArgumentException($"`{call}` is no system call that ocirun knows: a rule for it is ignored");
        StringBuilder text = new();
        foreach (SeccompArchitecture architecture in architectures)
        {
            long number = isNumber ? (long)parsed : architecture.Number(row);
            text.Append(CultureInfo.InvariantCulture, $"{architecture.Name}: ");
            if (number < 0)
                text.Append(CultureInfo.InvariantCulture, $"{call} does not exist{Detour(architecture, row)}\n");
            else
                Append(text, architecture, (uint)number, args);
        }
        return text.ToString();
    }

    /// <summary>Reads a decimal number or one in hexadecimal with 0x.</summary>
    public static bool TryParseNumber(string text, out ulong value) =>
        text.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
            ? ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value)
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    /// <summary>
    /// The possible outcomes in the order in which the filter tries them. One where the arguments leave no doubt.
    /// </summary>
    public List<SeccompVerdict> Decide(in SeccompArchitecture architecture, uint number, ReadOnlySpan<ulong> args)
    {
        ArchitectureSection? section = FindSection(architecture.AuditArch);
        if (section is null)
            return [new(SeccompActions.SECCOMP_RET_KILL_THREAD, SeccompReason.Foreign, -1, "")];
        SeccompDecision decision = section.Find(number);
        if (decision.IsConstant)
            return [Constant(section, decision, number)];
        SeccompArchitecture actual = section.ArchitectureOf(decision);
        List<SeccompVerdict> verdicts = [];
        for (int pair = decision.First; pair < decision.First + decision.Count; pair++)
        {
            (SeccompRule rule, int multiplexed) = section.Rule(pair);
            bool? holds = Holds(rule, multiplexed, actual.Is64, args);
            if (holds == false)
                continue;
            string when = holds == true ? "" : SeccompText.Conditions(rules, rule, multiplexed);
            verdicts.Add(new(rule.Action, SeccompReason.Rule, rule.Entry, when));
            if (holds == true)
                return verdicts;
        }
        verdicts.Add(new(rules.DefaultAction, SeccompReason.Default, -1, ""));
        return verdicts;
    }

    /// <summary>The one outcome of a call whose arguments are all known, and the architecture it was made on.</summary>
    /// <param name="audit">AUDIT_ARCH_*, linux/audit.h.</param>
    /// <param name="number">The number.</param>
    /// <param name="args">Its six arguments.</param>
    /// <param name="architecture">The architecture; with no name if the filter has none like it.</param>
    public SeccompVerdict Decide(
        uint audit,
        uint number,
        ReadOnlySpan<ulong> args,
        out SeccompArchitecture architecture
    )
    {
        bool x32 = audit == SeccompArchitecture.AuditX86_64 && number >= SeccompArchitecture.X32Bit;
        foreach (SeccompArchitecture one in architectures)
        {
            architecture = one;
            if (one.AuditArch == audit && one.IsX32 == x32)
                return Decide(one, number, args)[0];
        }
        architecture = new SeccompArchitecture("", 0, audit, true, false);
        // x32 without its name is decided by the section of x86_64
        return Decide(architecture, number, args)[0];
    }

    /// <summary>
    /// The JSON pointer of what answers <paramref name="call"/> of this machine with the errno
    /// <paramref name="error"/>, whatever its arguments; null if nothing does.
    /// </summary>
    public string? FindRule(string call, int error)
    {
        foreach (SeccompArchitecture architecture in architectures)
        {
            long number = architecture.Number(SyscallTable.Find(call));
            if (architecture.AuditArch != SeccompArchitecture.Native.AuditArch || architecture.IsX32 || number < 0)
                continue;
            foreach (SeccompVerdict verdict in Decide(architecture, (uint)number, []))
            {
                if (verdict.Action == (SeccompActions.SECCOMP_RET_ERRNO | (uint)error)) return Because(verdict);
            }
        }
        return null;
    }

    private SeccompVerdict Constant(ArchitectureSection section, in SeccompDecision decision, uint number)
    {
        foreach (SeccompArchitecture architecture in architectures)
        {
            if (architecture.AuditArch != section.AuditArch)
                continue;
            long newest = -1;
            foreach ((int row, int first, int count) in rules.Calls)
            {
                long named = architecture.Number(row);
                newest = long.Max(newest, named);
                for (int i = first; named == number && i < first + count; i++)
                {
                    if (rules.Rules[i].Count == 0)
                        return new(decision.Action, SeccompReason.Rule, rules.Rules[i].Entry, "");
                }
            }
            bool belongs =
                architecture.IsX32
                == (architecture.AuditArch == SeccompArchitecture.AuditX86_64 && number >= SeccompArchitecture.X32Bit);
            if (belongs)
                return new(
                    decision.Action,
                    number > newest && decision.Action == SeccompActions.Enosys
                        ? SeccompReason.Newer
                        : SeccompReason.Default,
                    -1,
                    ""
                );
        }
        return new(decision.Action, SeccompReason.Foreign, -1, "");
    }

    private ArchitectureSection? FindSection(uint audit)
    {
        foreach (ArchitectureSection section in sections)
        {
            if (section.AuditArch == audit)
                return section;
        }
        return null;
    }

    private bool? Holds(in SeccompRule rule, int multiplexed, bool is64, ReadOnlySpan<ulong> args)
    {
        bool? all =
            multiplexed == 0 ? true : Compare(new(0, SeccompOperator.SCMP_CMP_EQ, (ulong)multiplexed, 0), is64, args);
        for (int i = rule.First; i < rule.First + rule.Count; i++)
        {
            if (multiplexed != 0 && rules.Conditions[i].Index == 0)
                continue;
            bool? one = Compare(rules.Conditions[i], is64, args);
            if (one == false)
                return false;
            all = one is null ? null : all;
        }
        return all;
    }

    /// <summary>Null: the argument is not known.</summary>
    private static bool? Compare(in SeccompCondition condition, bool is64, ReadOnlySpan<ulong> args)
    {
        if (condition.Index >= args.Length)
            return null;
        ulong width = is64 ? ulong.MaxValue : uint.MaxValue;
        ulong actual = args[condition.Index] & width, value = condition.Value & width;
        return condition.Operator switch
        {
            SeccompOperator.SCMP_CMP_NE => actual != value,
            SeccompOperator.SCMP_CMP_LT => actual < value,
            SeccompOperator.SCMP_CMP_LE => actual <= value,
            SeccompOperator.SCMP_CMP_EQ => actual == value,
            SeccompOperator.SCMP_CMP_GE => actual >= value,
            SeccompOperator.SCMP_CMP_GT => actual > value,
            _ => (actual & value) == (condition.ValueTwo & value),
        };
    }

    private void Append(StringBuilder text, in SeccompArchitecture architecture, uint number, ReadOnlySpan<ulong> args)
    {
        List<SeccompVerdict> verdicts = Decide(architecture, number, args);
        text.Append(SeccompText.Call(architecture, number)).Append('(');
        for (int i = 0; i < args.Length; i++)
            text.Append(i == 0 ? "" : ", ").Append(SeccompText.Number(args[i]));
        text.Append(verdicts.Count > 1 ? "): depends on its arguments\n" : "): ");
        foreach (SeccompVerdict verdict in verdicts)
        {
            text.Append(verdicts.Count > 1 ? "    " : "")
                .Append(SeccompText.Action(verdict.Action))
                .Append(", ")
                .Append(Because(verdict));
            if (verdict.When.Length > 0)
                text.Append(" when ").Append(verdict.When);
            text.Append('\n');
        }
    }

    /// <summary>What decided, as a JSON pointer or in words.</summary>
    public static string Because(in SeccompVerdict verdict) => verdict.Reason switch
    {
        SeccompReason.Rule => $"/linux/seccomp/syscalls/{verdict.Entry}",
        SeccompReason.Newer => "newer than every call that the profile names",
        SeccompReason.Foreign => "an architecture that the profile does not name",
        _ => "/linux/seccomp/defaultAction",
    };

    private static string Detour(in SeccompArchitecture architecture, int row)
    {
        bool socketcall = SyscallTable.SocketCall(row) != 0 && architecture.Number(SyscallTable.SocketCallRow) >= 0;
        bool ipc = SyscallTable.Ipc(row) != 0 && architecture.Number(SyscallTable.IpcRow) >= 0;
        return socketcall ? $"; programs make it as socketcall {SyscallTable.SocketCall(row)}"
            : ipc ? $"; programs make it as ipc {SyscallTable.Ipc(row)}" : "";
    }
}
