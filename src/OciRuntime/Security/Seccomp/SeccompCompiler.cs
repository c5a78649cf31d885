using System;
using System.Collections.Generic;
using OciRuntime.Config;
using static OciRuntime.Native.Libc;
using static OciRuntime.Security.Seccomp.BpfAssembler;

namespace OciRuntime.Security.Seccomp;

/// <summary>
/// Compiles linux.seccomp to a BPF program: dispatch on the architecture, then a search over system call numbers, then
/// the comparisons of arguments (runtime-spec config-linux.md, Seccomp; docs/seccomp.md for what the spec leaves open).
/// </summary>
internal static partial class SeccompCompiler
{
    // offsetof(struct seccomp_data, arch)
    private const uint ArchitectureOffset = 4;

    /// <summary>
    /// Compiles a valid config. Null: it names no default action and no calls, which runc takes as no seccomp.
    /// </summary>
    /// <exception cref="SpecException">The program has more instructions than the kernel takes.</exception>
    public static SeccompFilter? Compile(LinuxSeccomp config) => Compile(config, SeccompArchitecture.Native);

    /// <summary>Compiles for another native architecture.</summary>
    /// <param name="config">A valid config.</param>
    /// <param name="native">The architecture.</param>
    /// <param name="reports">Refusals go to a listener, which answers them; docs/adr/0016.</param>
    internal static SeccompFilter? Compile(LinuxSeccomp config, in SeccompArchitecture native, bool reports = false)
    {
        if (IsDisabled(config))
            return null;
        SeccompRules rules = SeccompRules.Read(config);
        BpfAssembler code = new() { Reports = reports };
        Write(code, rules, Sections(rules, Architectures(config, native)));
        if (code.Count > MaxInstructions)
            throw new SpecException([TooLarge(code.Count)]);
        return new SeccompFilter
        {
            Program = code.ToProgram(),
            Flags = ReadFlags(config) | (rules.NeedsListener || reports ? SECCOMP_FILTER_FLAG_NEW_LISTENER : 0),
            NeedsListener = rules.NeedsListener,
            ListenerPath = config.ListenerPath,
            ListenerMetadata = config.ListenerMetadata,
        };
    }

    private static bool IsDisabled(LinuxSeccomp config) =>
        string.IsNullOrEmpty(config.DefaultAction) && (config.Syscalls?.Length ?? 0) == 0;

    /// <summary>
    /// The native architecture first, because its calls are the most; then those that the config adds.
    /// </summary>
    internal static List<SeccompArchitecture> Architectures(LinuxSeccomp config, in SeccompArchitecture native)
    {
        List<SeccompArchitecture> architectures = [native];
        int listed = config.Architectures?.Length ?? 0;
        for (int i = 0; i < listed; i++)
        {
            if (
                SeccompArchitecture.TryParse(config.Architectures![i], out SeccompArchitecture architecture)
                && !architectures.Contains(architecture)
            )
                architectures.Add(architecture);
        }
        return architectures;
    }

    /// <summary>A section for each AUDIT_ARCH_*.</summary>
    internal static List<ArchitectureSection> Sections(SeccompRules rules, List<SeccompArchitecture> architectures)
    {
        List<ArchitectureSection> sections = new(architectures.Count);
        foreach (SeccompArchitecture architecture in architectures)
        {
            SeccompArchitecture? x32 = architecture.IsX86_64 ? FindX32(architectures) : null;
            if (!architecture.IsX32 || !HasX86_64(architectures))
                sections.Add(new ArchitectureSection(rules, architecture, x32));
        }
        return sections;
    }

    private static void Write(BpfAssembler code, SeccompRules rules, List<ArchitectureSection> sections)
    {
        Span<int> labels = stackalloc int[sections.Count];
        for (int i = sections.Count - 1; i >= 0; i--)
            labels[i] = DecisionTree.Emit(code, rules, sections[i]);
        if (code.Reports)
            labels[0] = AskAtExecution(code, labels[0]);
        // libseccomp's action for an architecture that the filter does not know
        int next = code.Return(SeccompActions.SECCOMP_RET_KILL_THREAD);
        for (int i = sections.Count - 1; i >= 0; i--)
            next = code.Jump(BPF_JEQ_K, sections[i].AuditArch, labels[i], next);
        code.Load(ArchitectureOffset, next);
    }

    /// <summary>
    /// The runtime's own execve(2), which has the mark, waits for the listener's owner: it takes the listener from this
    /// very process, which execve(2) would close.
    /// </summary>
    private static int AskAtExecution(BpfAssembler code, int otherwise)
    {
        const uint NumberOffset = 0; // offsetof(struct seccomp_data, nr)
        int ask = code.Return(SeccompActions.SECCOMP_RET_USER_NOTIF);
        int marked = code.Load(
            SeccompMark.Offset,
            code.Jump(BPF_JEQ_K, SeccompMark.Value, ask, otherwise)
        );
        return code.Load(NumberOffset, code.Jump(BPF_JEQ_K, SYS_execve, marked, otherwise));
    }

    private static SeccompArchitecture? FindX32(List<SeccompArchitecture> architectures)
    {
        foreach (SeccompArchitecture architecture in architectures)
        {
            if (architecture.IsX32)
                return architecture;
        }
        return null;
    }

    private static bool HasX86_64(List<SeccompArchitecture> architectures)
    {
        foreach (SeccompArchitecture architecture in architectures)
        {
            if (architecture.IsX86_64)
                return true;
        }
        return false;
    }
}
