using OciRuntime.Config;
using OciRuntime.Hooks;
using OciRuntime.Hooks.Operations;
using OciRuntime.Launch.Child;
using OciRuntime.Launch.Operations;
using OciRuntime.Launch.Plan;
using OciRuntime.Namespaces;
using OciRuntime.Namespaces.Operations;
using OciRuntime.Native;
using OciRuntime.ProcessAttributes;
using OciRuntime.ProcessAttributes.Operations;
using OciRuntime.Rootfs;
using OciRuntime.Rootfs.Operations;
using OciRuntime.Security.Lsm;
using OciRuntime.Terminal.Operations;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Create;

/// <summary>
/// The order in which the modules' operations follow each other: runc's order if the spec leaves it open.
/// </summary>
internal static unsafe class PlanCompiler
{
    /// <summary>Compiles the launch of a new container.</summary>
    public static void Compile(LaunchInput input, LaunchPlan plan)
    {
        Config.Spec spec = input.Bundle.Spec;
        RootfsContext rootfs = RootfsContexts.ForNewContainer(input);
        NamespacesCompiler.Compile(spec, plan);
        if (SysctlCompiler.IsNeeded(spec)
            || LsmPlan.IsNeeded(spec.Process)) plan.At("").Emit(new OpenProc { Proc = plan.HostProc });
        if (!input.Create.NoNewKeyring)
        {
            if (spec.Process is { } process) LsmPlan.CompileKeyring(process, plan);
            // In the user namespace, so that the keyring is its root's, and counts for its quota; searchable, so that
            // exec finds it (runc).
            plan.At("").Emit(new JoinSessionKeyring
            {
                Name = plan.String($"_ses.{input.Create.Id}"),
                Permissions = NamespacesCompiler.Has(spec, "user") ? KEY_OTH_SEARCH : KEY_USR_SEARCH,
            });
        }
        plan.At("/process").Emit(new NewSession());
        RootfsCompiler.CompileMounts(rootfs, plan);
        // As late as can be: what is done before is not charged to the container, and its small limits do not stand
        // in the way.
        if (HasEarlyHooks(spec.Hooks)) input.EnterCgroup(plan, wait: false);
        CompileHooks(input, plan);
        // A user's own hooks could not look at it, who has no right over every process; runc hides only who joins.
        if (input.Bundle.Host.EffectiveUid == 0) plan.At("").Emit(new HideProcess());
        RootfsCompiler.CompileEntry(rootfs, plan);
        CompileConsole(input, plan);
        NamespacesCompiler.CompileNames(spec, plan);
        SysctlCompiler.Compile(spec, plan);
        RootfsCompiler.CompileFinal(rootfs, plan);
        input.EnterCgroup(plan, wait: false);
        // process.execCPUAffinity is not for the first process.
        CpuAffinities.CompileFinal(null, plan);
        HookList late = new(spec.Hooks?.StartContainer ?? [], spec.Hooks?.StartContainer is { Length: > 0 }
            ? input.StreamsOf(input.StartContainerState) : HookStreams.None);
        new ProcessSteps(spec, spec.Process!, input.Bundle.Host, input.Options.Log, plan)
        {
            PreserveFds = input.Create.PreserveFds,
            LimitsFromOutside = NamespacesCompiler.Has(spec, "user"),
            Supervisor = input.Report?.ChildEnd ?? -1,
        }.Compile(input.Listener?.Fd ?? -1, late);
    }

    /// <summary>There are hooks that run before the container's process is complete.</summary>
    public static bool HasEarlyHooks(Config.Hooks? hooks)
    {
        if (hooks is null) return false;
#pragma warning disable CS0618 // prestart is deprecated, and Docker's network comes through it
        return hooks.Prestart is { Length: > 0 } || hooks.CreateRuntime is { Length: > 0 }
            || hooks.CreateContainer is { Length: > 0 };
#pragma warning restore CS0618
    }

    private static void CompileHooks(LaunchInput input, LaunchPlan plan)
    {
        Config.Hooks? hooks = input.Bundle.Spec.Hooks;
        if (!HasEarlyHooks(hooks)) return;
        Hook[] inside = hooks!.CreateContainer ?? [];
        plan.At("/hooks").Emit(new Sync { Point = SyncPoint.Hooks });
        if (inside.Length == 0) return;
        // As in runc: what a hook makes under a relative path comes to lie in the container.
        plan.Emit(new EnterRootDirectory());
        ChildStrings environment = ProcessCompiler.CompileEnvironment(input.Bundle.Spec.Process!, plan);
        Emit(plan, "createContainer", inside, input.StreamsOf(input.CreateContainerState), environment);
    }

    /// <summary>Emits hooks that the child runs itself.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="kind">The spec's name of the list.</param>
    /// <param name="hooks">The hooks.</param>
    /// <param name="streams">Their standard streams.</param>
    /// <param name="environment">What a hook without an environment of its own gets: as in runc, the process's.</param>
    public static void Emit(LaunchPlan plan, string kind, Hook[] hooks, HookStreams streams,
        ChildStrings environment)
    {
        for (int i = 0; i < hooks.Length; i++)
        {
            Hook hook = hooks[i];
            plan.At("/hooks/" + kind, i).Emit(new RunHook
            {
                Kind = plan.String(kind),
                Path = plan.String(hook.Path ?? ""),
                Arguments = plan.Arena.Vector(hook.Args is { Length: > 0 } args ? args : [hook.Path ?? ""]),
                Environment = hook.Env is null ? environment : plan.Arena.Vector(hook.Env),
                Timeout = hook.Timeout ?? 0,
                State = streams.State,
                Output = streams.Output,
                Errors = streams.Errors,
                Index = i,
                OpenFiles = OpenFileLimit.IsRaised ? OpenFileLimit.Soft : 0,
            });
        }
    }

    /// <summary>Emits a terminal whose master goes to <paramref name="socket"/>.</summary>
    public static void EmitConsole(LaunchPlan plan, OwnedFd socket, Config.Process process) =>
        plan.At("/process/terminal").Emit(new MakeConsole
        {
            Socket = plan.Own(socket),
            Rows = process.ConsoleSize?.Height ?? 0,
            Columns = process.ConsoleSize?.Width ?? 0,
            Uid = process.User?.UID ?? 0,
        });

    private static void CompileConsole(LaunchInput input, LaunchPlan plan)
    {
        Config.Process? process = input.Bundle.Spec.Process;
        if (process is null) return;
        uint uid = process.User?.UID ?? 0;
        if (!process.Terminal)
        {
            plan.At("/process/user");
            plan.Emit(new OwnStdio { Uid = uid, ReopenNull = !DeviceNodes.IsBound(input.Bundle.Spec) });
            return;
        }
        EmitConsole(plan, input.OpenConsoleSocket(), process);
        plan.Emit(new BindConsole());
    }
}
