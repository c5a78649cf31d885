using System.Collections.Generic;
using OciRuntime.Launch.Plan;
using OciRuntime.Namespaces;
using OciRuntime.Process;
using OciRuntime.Rootfs;
using OciRuntime.Security.Lsm;
using OciRuntime.Security.Capabilities;
using OciRuntime.Security.Seccomp;
using OciRuntime.Spec;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Lifecycle;

/// <summary>The order in which the rooms' operations follow each other: runc's, where the spec leaves it open.</summary>
internal static unsafe class PlanCompiler
{
    /// <summary>Compiles the launch of a new container.</summary>
    public static void Compile(LaunchInput input, LaunchPlan plan)
    {
        Spec.Spec spec = input.Bundle.Spec;
        RootfsContext rootfs = RootfsContexts.Of(input);
        bool keyLabel = !input.Create.NoNewKeyring && LsmPlan.LabelsKeyring(spec);
        if (keyLabel) LsmPlan.CompileKeyring(spec, plan);
        if (!input.Create.NoNewKeyring) plan.At("").JoinSessionKeyring($"_ses.{input.Create.Id}");
        NamespacesCompiler.Compile(spec, plan);
        plan.At("process").NewSession();
        bool proc = SysctlCompiler.IsNeeded(spec) || LsmPlan.IsNeeded(spec);
        if (proc && !keyLabel) plan.At("").OpenProc();
        RootfsCompiler.CompileMounts(rootfs, plan);
        CompileHooks(input, plan);
        RootfsCompiler.CompileEntry(rootfs, plan);
        CompileConsole(input, plan);
        NamespacesCompiler.CompileNames(spec, plan);
        SysctlCompiler.Compile(spec, plan);
        RootfsCompiler.CompileFinal(rootfs, plan);
        CompileProcess(input, plan);
    }

    private static void CompileHooks(LaunchInput input, LaunchPlan plan)
    {
        Spec.Hooks? hooks = input.Bundle.Spec.Hooks;
        if (hooks is null) return;
#pragma warning disable CS0618 // prestart is deprecated, and Docker's network comes through it
        bool outside = hooks.Prestart is { Length: > 0 } || hooks.CreateRuntime is { Length: > 0 };
#pragma warning restore CS0618
        Hook[] inside = hooks.CreateContainer ?? [];
        if (outside || inside.Length > 0) plan.At("hooks").Sync(SyncPoint.Hooks);
        Emit(plan, "createContainer", inside, inside.Length > 0 ? input.CreateContainerState.Fd : -1);
    }

    private static void Emit(LaunchPlan plan, string kind, Hook[] hooks, int state)
    {
        for (int i = 0; i < hooks.Length; i++)
        {
            Hook hook = hooks[i];
            plan.At("hooks." + kind, i).RunHook(
                kind,
                hook.Path ?? "",
                plan.Arena.Vector(hook.Args is { Length: > 0 } args ? args : [hook.Path ?? ""]),
                plan.Arena.Vector(hook.Env ?? []),
                hook.Timeout ?? 0,
                state,
                STDERR_FILENO);
        }
    }

    private static void CompileConsole(LaunchInput input, LaunchPlan plan)
    {
        Spec.Process? process = input.Bundle.Spec.Process;
        if (process is null) return;
        uint uid = process.User?.UID ?? 0;
        if (!process.Terminal)
        {
            plan.At("process.user").OwnStdio(uid);
            return;
        }
        plan.At("process.terminal").MakeConsole(plan.Own(input.OpenConsoleSocket()), process.ConsoleSize?.Height ?? 0, process.ConsoleSize?.Width ?? 0, uid);
        plan.BindConsole();
    }

    /// <summary>From the limits to execve; the order of runc's linuxStandardInit and finalizeNamespace.</summary>
    private static void CompileProcess(LaunchInput input, LaunchPlan plan)
    {
        Spec.Spec spec = input.Bundle.Spec;
        Spec.Process process = spec.Process!;
        byte** environment = ProcessCompiler.CompileEnvironment(process, plan);
        byte** arguments = plan.Arena.Vector(process.Args ?? []);
        ProcessCompiler.CompileScheduling(spec, plan);
        if (NamespacesCompiler.HasNew(spec, "user")) plan.At("process.rlimits").Sync(SyncPoint.Limits);
        else ProcessCompiler.CompileLimits(process, plan);
        LsmPlan.Compile(spec, plan);
        plan.At("").CloseDescriptors(input.Create.PreserveFds);
        SeccompFilter? filter = spec.Linux?.Seccomp is { } seccomp ? SeccompCompiler.Compile(seccomp) : null;
        // Without no_new_privs loading needs CAP_SYS_ADMIN, so before the capabilities go; with it as late as can be.
        if (filter is not null && !process.NoNewPrivileges) Load(filter, plan);
        HostFacts host = input.Bundle.Host;
        ProcessCompiler.CompileIdentity(process, Capabilities(input, process, host), host.LastCapability, host.MaySetGroups, plan);
        if (process.NoNewPrivileges) plan.At("process.noNewPrivileges").NoNewPrivileges();
        plan.At("process.env");
        ProcessCompiler.CompileHome(process, plan, environment);
        plan.At("process.args").FindExecutable(process.Args is { Length: > 0 } args ? args[0] : "", ProcessCompiler.PathOf(process));
        // The listener must reach its owner before create returns; its socket to the parent closes at Ready.
        if (filter is { NeedsListener: true } && process.NoNewPrivileges) Load(filter, plan);
        plan.At("").Ready();
        plan.AwaitStart(input.Listener is null ? -1 : input.Listener.Fd);
        Hook[] hooks = spec.Hooks?.StartContainer ?? [];
        Emit(plan, "startContainer", hooks, hooks.Length > 0 ? input.StartContainerState.Fd : -1);
        if (filter is { NeedsListener: false } && process.NoNewPrivileges) Load(filter, plan);
        plan.At("process.args").Exec(arguments, environment);
    }

    private static CapabilitySets Capabilities(LaunchInput input, Spec.Process process, HostFacts host)
    {
        List<string> warnings = [];
        CapabilitySets sets = CapabilitySets.Compile(process.Capabilities, host.LastCapability, warnings);
        foreach (string warning in warnings) input.Options.Log.Warning(warning);
        return sets;
    }

    private static void Load(SeccompFilter filter, LaunchPlan plan) =>
        plan.At("linux.seccomp").LoadSeccomp(filter.Program, filter.Flags, filter.NeedsListener);
}
