using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using OciRuntime.Config;
using OciRuntime.Hooks.Operations;
using OciRuntime.Launch.Operations;
using OciRuntime.Launch.Plan;
using OciRuntime.Namespaces.Operations;
using OciRuntime.ProcessAttributes.Operations;
using OciRuntime.Rootfs.Operations;
using OciRuntime.Security.Operations;
using OciRuntime.Terminal.Operations;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Tests.Launch;

/// <summary>What holds of every launch plan, whatever the config: the order that security depends on.</summary>
public sealed class PlanInvariantTests
{
    private static readonly string[] RootChanges = [nameof(PivotRoot), nameof(MoveRoot), nameof(ChangeRoot)];

    /// <summary>Operations that use names or descriptors of the host.</summary>
    private static readonly string[] OfTheHost =
    [
        nameof(JoinNamespace), nameof(SetRootPropagation), nameof(AttachRootfs), nameof(MountFilesystem),
        nameof(BindMount), nameof(AttachMount), nameof(OpenProc), nameof(CloneAgain), nameof(Unshare),
    ];

    private static readonly string[] InsideTheRoot =
    [
        nameof(MountFilesystem), nameof(BindMount), nameof(AttachMount), nameof(MakeDevice),
        nameof(MakeSymlink), nameof(MakeDirectory), nameof(SetMountAttributes), nameof(MakeConsole),
    ];

    [Property]
    public Property The_root_changes_once_and_the_host_is_out_of_reach_after_it() => Check(plan =>
    {
        int root = Only(plan, RootChanges);
        Assert.True(Only(plan, nameof(AttachRootfs)) < root);
        Assert.All(Indices(plan, InsideTheRoot), i => Assert.True(i > Only(plan, nameof(AttachRootfs))));
        Assert.All(Indices(plan, OfTheHost), i => Assert.True(i < root, plan[i].Name));
    });

    [Property]
    public Property The_program_comes_last_and_nothing_but_hooks_and_the_filter_between_start_and_it() => Check(plan =>
    {
        Assert.Equal(plan.Count - 1, Only(plan, nameof(Exec)));
        int start = Only(plan, nameof(AwaitStart));
        Assert.Equal(start - 1, Only(plan, nameof(Ready)));
        Assert.True(Only(plan, nameof(FindExecutable)) < start);
        // The capability that loading took goes after it.
        Assert.All(plan.Skip(start + 1).SkipLast(1), o =>
            Assert.Contains(o.Name, new[] { nameof(LoadSeccomp), nameof(SetCapabilities), nameof(RunHook) })
        );
    });

    [Property]
    public Property Privileges_go_in_the_order_in_which_each_is_still_needed() => CheckSpecs((spec, _, plan) =>
    {
        int[] keep = Indices(plan, nameof(KeepCapabilities));
        int user = Only(plan, nameof(SetUser));
        // Root that stays root keeps its capabilities, capabilities(7).
        Assert.Equal((spec.Process?.User?.UID ?? 0) == 0 ? 0 : 2, keep.Length);
        int[] before = [Only(plan, RootChanges), Only(plan, nameof(DropBoundingSet))];
        int[] after =
        [
            Indices(plan, nameof(SetCapabilities))[0],
                    Only(plan, nameof(RaiseAmbient)),
                    Only(plan, nameof(Exec)),
                ];
        Increasing([
            .. before,
                    .. keep.Take(1),
                    Only(plan, nameof(SetGroups)),
                    user,
                    .. keep.Skip(1),
                    .. after,
                ]);
        Assert.All(Indices(plan, nameof(SetRlimit), nameof(WriteProc), nameof(SetScheduler)), i =>
            Assert.True(i < user)
        );
    }
        );

    [Property]
    public Property The_filter_comes_after_all_that_it_might_refuse_and_before_the_hooks_that_start_runs() =>
        Check(plan =>
    {
        foreach (int filter in Indices(plan, nameof(LoadSeccomp)))
        {
            Assert.True(Only(plan, nameof(CloseDescriptors)) < filter);
            Increasing([
                Only(plan, nameof(RaiseAmbient)),
                    .. Indices(plan, nameof(NoNewPrivileges)),
                    Only(plan, nameof(FindExecutable)),
                    filter,
                ]);
            int start = Only(plan, nameof(AwaitStart));
            Assert.All(Indices(plan, nameof(RunHook)).Where(i => i > start), i => Assert.True(filter < i));
            // Without no_new_privs loading takes CAP_SYS_ADMIN, which goes right after it; seccomp(2).
            bool privileged = Indices(plan, nameof(NoNewPrivileges)).Length == 0;
            Assert.Equal(privileged, Indices(plan, nameof(SetCapabilities)).Contains(filter + 1));
        }
    });

    [Property]
    public Property What_hides_and_protects_comes_after_everything_that_still_writes() => Check(plan =>
    {
        int last = Indices(plan, nameof(WriteProc), nameof(MakeDevice), nameof(MakeSymlink), nameof(MakeConsole))
            .Append(Only(plan, RootChanges)).Where(i => i < Only(plan, nameof(CloseDescriptors))).Max();
        Assert.All(Indices(plan, nameof(ReadonlyPath), nameof(MaskPath)), i => Assert.True(i > last));
    });

    [Property]
    public Property Every_new_namespace_is_made_exactly_once_and_every_other_is_joined() =>
        CheckSpecs(
            (spec, flags, plan) =>
    {
        ulong created = 0, joined = 0;
        foreach (LinuxNamespace space in spec.Linux!.Namespaces!)
        {
            if (space.Path is null) created |= OciRuntime.Namespaces.NamespaceTypes.Flag(space.Type);
            else joined |= OciRuntime.Namespaces.NamespaceTypes.Flag(space.Type);
        }
        ulong made = flags;
        foreach (Emitted o in plan.Where(o => o.Name is nameof(Unshare) or nameof(CloneAgain)))
        {
            Assert.Equal(0ul, made & o.Namespaces);
            made |= o.Namespaces;
        }
        Assert.Equal(created, made);
        Assert.Equal(joined, plan.Where(o => o.Name == nameof(JoinNamespace)).Aggregate(0ul, (all, o) =>
            all | o.Namespaces));
        // Its root is the cgroup that the process is in, so it may not be born into one.
        Assert.Equal(0ul, flags & CLONE_NEWCGROUP);
    });

    [Property]
    public Property Procfs_is_open_before_it_is_written() => Check(plan =>
    {
        foreach (int write in Indices(plan, nameof(WriteProc)))
            Assert.Contains(Indices(plan, nameof(OpenProc)), open => open < write);
    });

    private static void Increasing(params int[] places)
    {
        for (int i = 1; i < places.Length; i++) Assert.True(places[i - 1] < places[i], string.Join(' ', places));
    }

    private static int Only(List<Emitted> plan, params string[] codes) => Assert.Single(Indices(plan, codes));

    private static int[] Indices(List<Emitted> plan, params string[] codes) =>
        Enumerable.Range(0, plan.Count).Where(i => codes.Contains(plan[i].Name)).ToArray();

    private static Property Check(Action<List<Emitted>> check) => CheckSpecs((_, _, plan) => check(plan));

    private static unsafe Property CheckSpecs(Action<Config.Spec, ulong, List<Emitted>> check) =>
        Prop.ForAll(SpecGenerators.Spec.ToArbitrary(), spec => PlanTexts.With(spec, (plan, _) =>
        {
            List<Emitted> operations = [];
            for (int i = 0; i < plan.Count; i++) operations.Add(new Emitted(plan.NameOf(i), NamespacesOf(plan, i)));
            check(spec, plan.CloneFlags, operations);
        }));

    /// <summary>An operation of a plan.</summary>
    /// <param name="Name">Its type's name.</param>
    /// <param name="Namespaces">CLONE_NEW* that it makes or joins.</param>
    private sealed record Emitted(string Name, ulong Namespaces);

    private static unsafe ulong NamespacesOf(LaunchPlan plan, int index)
    {
        // Safe: an operation of the type that is asked for, or null.
        if (plan.OperandsOf<Unshare>(index) is var unshare && unshare != null) return unshare->Types;
        if (plan.OperandsOf<CloneAgain>(index) is var clone && clone != null) return clone->Types;
        return plan.OperandsOf<JoinNamespace>(index) is var join && join != null ? join->Type : 0;
    }
}
