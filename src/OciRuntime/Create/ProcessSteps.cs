using System.Collections.Generic;
using OciRuntime.Config;
using OciRuntime.Containers;
using OciRuntime.Diagnostics;
using OciRuntime.Hooks;
using OciRuntime.Launch.Child;
using OciRuntime.Launch.Operations;
using OciRuntime.Launch.Parent;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using OciRuntime.ProcessAttributes;
using OciRuntime.ProcessAttributes.Operations;
using OciRuntime.Security.Capabilities;
using OciRuntime.Security.Lsm;
using OciRuntime.Security.Operations;
using OciRuntime.Security.Seccomp;
using static OciRuntime.Native.Libc;
namespace OciRuntime.Create;

/// <summary>Hooks of one kind that the child runs, and their standard streams.</summary>
internal readonly record struct HookList(Hook[] Hooks, HookStreams Streams);

/// <summary>
/// From the limits to execve, for a container's first process and for those of <c>exec</c>; the order of runc's
/// linuxStandardInit and finalizeNamespace.
/// </summary>
internal sealed unsafe class ProcessSteps(Config.Spec spec, Config.Process process, HostFacts host, Log log,
    LaunchPlan plan)
{
    /// <summary>Descriptors from 3 on that the program keeps.</summary>
    public int PreserveFds { get; init; }

    /// <summary>The parent sets the limits: in a new user namespace the process may not raise them.</summary>
    public bool LimitsFromOutside { get; init; }

    /// <summary>A working directory that is missing is made: for a container's first process, as in runc.</summary>
    public bool MakesCwd { get; init; } = true;

    /// <summary>The socket to the supervisor of a seccomp report, or -1.</summary>
    public int Supervisor { get; init; } = -1;

    private const ulong LoadsFilter = 1ul << 21; // CAP_SYS_ADMIN, linux/capability.h

    /// <summary>The caller's additional groups stay: Podman's <c>--group-add keep-groups</c> asks for it.</summary>
    private bool KeepsGroups =>
        spec.Annotations?.GetValueOrDefault(RuntimeAnnotations.KeepOriginalGroups) is { } kept && kept != "0";

    /// <summary>Emits everything.</summary>
    /// <param name="listener">The socket on which the process waits for start, or -1: it waits for the parent.</param>
    /// <param name="late">startContainer hooks.</param>
    public void Compile(int listener, HookList late)
    {
        ChildStrings environment = ProcessCompiler.CompileEnvironment(process, plan);
        ChildStrings arguments = plan.Arena.Vector(process.Args ?? []);
        ProcessCompiler.CompileScheduling(spec, process, plan);
        if (LimitsFromOutside) plan.At("/process/rlimits").Emit(new Sync { Point = SyncPoint.Limits });
        else ProcessCompiler.CompileLimits(process, plan);
        CompileOpenFiles();
        LsmPlan.Compile(process, plan);
        CompileDescriptors(listener, late);
        bool reports = Supervisor != -1;
        SeccompFilter? filter = spec.Linux?.Seccomp is { } seccomp
            ? SeccompCompiler.Compile(seccomp, SeccompArchitecture.Native, reports)
            : null;
        // Without no_new_privs the capability is needed that loading takes, and goes after it: seccomp(2).
        bool privileged = filter is not null && !process.NoNewPrivileges;
        CapabilitySets capabilities = Capabilities();
        ProcessCompiler.CompileDirectory(process, MakesCwd, mayRetry: true, plan);
        ProcessCompiler.CompileIdentity(process, capabilities, privileged ? LoadsFilter : 0, host.LastCapability,
            host.MaySetGroups && !KeepsGroups, plan);
        if (process.NoNewPrivileges) plan.At("/process/noNewPrivileges").Emit(new NoNewPrivileges());
        ProcessCompiler.CompileHome(process, plan, environment);
        plan.At("/process/args").Emit(new FindExecutable
        {
            Name = plan.String(process.Args is { Length: > 0 } args ? args[0] : ""),
            SearchPath = plan.String(ProcessCompiler.PathOf(process)),
        });
        // The listener must reach its owner before create returns; its socket to the parent closes at Ready.
        bool notifies = filter is { NeedsListener: true };
        if (notifies && listener != -1) ReleaseMemory();
        if (notifies) Load(filter!, privileged ? capabilities : null);
        // Not under a filter, which may know nothing of the calls.
        bool endsBySignal = listener != -1 && !notifies;
        plan.At("").Emit(new Ready { Blocked = endsBySignal ? SignalActions.Ending : 0 });
        // When nobody waits for it.
        if (!notifies && listener != -1) ReleaseMemory();
        plan.Emit(new AwaitStart { Listener = listener, EndsBySignal = endsBySignal });
        // As late as can be: what is done from here on is execve(2), and write(2) if it fails. Hooks are under it, as
        // in runc.
        if (filter is not null && !notifies) Load(filter, privileged ? capabilities : null);
        PlanCompiler.Emit(plan, "startContainer", late.Hooks, late.Streams, environment);
        plan.At("/process/args").Emit(new Launch.Operations.Exec
        {
            Arguments = arguments,
            Environment = environment,
            Mark = reports ? SeccompMark.Value : 0,
        });
    }

    private void CompileDescriptors(int listener, HookList late) =>
        plan.At("").Emit(new CloseDescriptors
        {
            PreserveFds = PreserveFds,
            Listener = listener,
            HookState = late.Streams.State,
            HookOutput = late.Streams.Output,
            HookErrors = late.Streams.Errors,
            Supervisor = Supervisor,
        });

    /// <summary>The program gets the caller's limit of open files, not the one that the runtime has taken.</summary>
    private void CompileOpenFiles()
    {
        if (!OpenFileLimit.IsRaised) return;
        foreach (POSIXRlimit limit in process.Rlimits ?? [])
        {
            if (RlimitNames.Resource(limit.Type) == RLIMIT_NOFILE) return;
        }
        ProcessCompiler.CompileOpenFiles(OpenFileLimit.Soft, plan);
    }

    private void ReleaseMemory()
    {
        MemoryRange[] ranges = ChildMemory.Find();
        plan.Emit(new ReleaseMemory
        {
            Ranges = (MemoryRange*)plan.Arena.Copy<MemoryRange>(ranges),
            Count = ranges.Length,
            PageSize = ChildMemory.PageSize,
        });
    }

    private CapabilitySets Capabilities()
    {
        List<string> warnings = [];
        CapabilitySets sets = CapabilitySets.Compile(process.Capabilities, host.LastCapability, warnings);
        foreach (string warning in warnings) log.Warning(warning);
        return sets;
    }

    /// <summary>Emits the loading, and that the capability for it goes.</summary>
    private void Load(SeccompFilter filter, CapabilitySets? after)
    {
        sock_fprog program = default;
        program.len = (ushort)filter.Program.Length; // a compiled filter is at most 4,096 instructions
        program.filter = (sock_filter*)plan.Arena.Copy<sock_filter>(filter.Program);
        plan.At("/linux/seccomp");
        if (Supervisor != -1)
            plan.Emit(new LoadReportedSeccomp { Program = program, Flags = filter.Flags, Supervisor = Supervisor });
        else
            plan.Emit(new LoadSeccomp
            {
                Program = program,
                Flags = filter.Flags,
                HasListener = filter.NeedsListener,
            });
        if (after is { } sets) ProcessCompiler.CompileCapabilities(sets, 0, mayFail: true, plan);
    }
}
