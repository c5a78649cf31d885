using System;
using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using OciRuntime.Config;
using OciRuntime.Launch.Plan;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Tests.Launch;

/// <summary>What holds of every launch plan, whatever the config: the order that security depends on.</summary>
public sealed class PlanInvariantTests
{
    private static readonly OperationCode[] RootChanges = [OperationCode.PivotRoot, OperationCode.MoveRoot, OperationCode.ChangeRoot];

    /// <summary>Operations that use names or descriptors of the host.</summary>
    private static readonly OperationCode[] OfTheHost =
    [
        OperationCode.JoinNamespace, OperationCode.SetRootPropagation, OperationCode.AttachRootfs, OperationCode.MountFilesystem,
        OperationCode.BindMount, OperationCode.AttachMount, OperationCode.OpenProc, OperationCode.CloneAgain, OperationCode.Unshare,
    ];

    private static readonly OperationCode[] InsideTheRoot =
    [
        OperationCode.MountFilesystem, OperationCode.BindMount, OperationCode.AttachMount, OperationCode.MakeDevice,
        OperationCode.MakeSymlink, OperationCode.MakeDirectory, OperationCode.SetMountAttributes, OperationCode.MakeConsole,
    ];

    [Fact]
    public void The_root_changes_once_and_the_host_is_out_of_reach_after_it() => Check(plan =>
    {
        int root = Only(plan, RootChanges);
        Assert.True(Only(plan, OperationCode.AttachRootfs) < root);
        Assert.All(Indices(plan, InsideTheRoot), i => Assert.True(i > Only(plan, OperationCode.AttachRootfs)));
        Assert.All(Indices(plan, OfTheHost), i => Assert.True(i < root, plan[i].Code.ToString()));
    });

    [Fact]
    public void The_program_comes_last_and_nothing_but_hooks_and_the_filter_between_start_and_it() => Check(plan =>
    {
        Assert.Equal(plan.Count - 1, Only(plan, OperationCode.Exec));
        int start = Only(plan, OperationCode.AwaitStart);
        Assert.Equal(start - 1, Only(plan, OperationCode.Ready));
        Assert.True(Only(plan, OperationCode.FindExecutable) < start);
        Assert.All(plan.Skip(start + 1).SkipLast(1), o => Assert.Contains(o.Code, new[] { OperationCode.RunHook, OperationCode.LoadSeccomp }));
    });

    [Fact]
    public void Privileges_go_in_the_order_in_which_each_is_still_needed() => CheckSpecs((spec, _, plan) =>
    {
        int[] keep = Indices(plan, OperationCode.KeepCapabilities);
        int user = Only(plan, OperationCode.SetUser);
        // Root that stays root keeps its capabilities, capabilities(7).
        Assert.Equal((spec.Process?.User?.UID ?? 0) == 0 ? 0 : 2, keep.Length);
        int[] before = [Only(plan, RootChanges), Only(plan, OperationCode.DropBoundingSet)];
        int[] after = [Only(plan, OperationCode.SetCapabilities), Only(plan, OperationCode.RaiseAmbient), Only(plan, OperationCode.Exec)];
        Increasing([.. before, .. keep.Take(1), Only(plan, OperationCode.SetGroups), user, .. keep.Skip(1), .. after]);
        Assert.All(Indices(plan, OperationCode.SetRlimit, OperationCode.WriteProc, OperationCode.SetScheduler), i => Assert.True(i < user));
    });

    [Fact]
    public void The_filter_is_loaded_with_privileges_or_under_no_new_privs_and_after_the_last_close() => Check(plan =>
    {
        foreach (int filter in Indices(plan, OperationCode.LoadSeccomp))
        {
            Assert.True(Only(plan, OperationCode.CloseDescriptors) < filter);
            int[] noNewPrivileges = Indices(plan, OperationCode.NoNewPrivileges);
            if (noNewPrivileges.Length == 0) Assert.True(filter < Only(plan, OperationCode.DropBoundingSet));
            else Increasing(Only(plan, OperationCode.RaiseAmbient), noNewPrivileges[0], filter);
        }
    });

    [Fact]
    public void What_hides_and_protects_comes_after_everything_that_still_writes() => Check(plan =>
    {
        int last = Indices(plan, OperationCode.WriteProc, OperationCode.MakeDevice, OperationCode.MakeSymlink, OperationCode.MakeConsole)
            .Append(Only(plan, RootChanges)).Where(i => i < Only(plan, OperationCode.CloseDescriptors)).Max();
        Assert.All(Indices(plan, OperationCode.ReadonlyPath, OperationCode.MaskPath), i => Assert.True(i > last));
    });

    [Fact]
    public void Every_new_namespace_is_made_exactly_once_and_every_other_is_joined() => CheckSpecs((spec, flags, plan) =>
    {
        ulong created = 0, joined = 0;
        foreach (LinuxNamespace space in spec.Linux!.Namespaces!)
        {
            if (space.Path is null) created |= OciRuntime.Namespaces.NamespaceTypes.Flag(space.Type);
            else joined |= OciRuntime.Namespaces.NamespaceTypes.Flag(space.Type);
        }
        ulong made = flags;
        foreach (Operation o in plan.Where(o => o.Code is OperationCode.Unshare or OperationCode.CloneAgain))
        {
            Assert.Equal(0ul, made & o.X);
            made |= o.X;
        }
        Assert.Equal(created, made);
        Assert.Equal(joined, plan.Where(o => o.Code == OperationCode.JoinNamespace).Aggregate(0ul, (all, o) => all | o.X));
        // Its root is the cgroup that the process is in, so it may not be born into one.
        Assert.Equal(0ul, flags & CLONE_NEWCGROUP);
    });

    [Fact]
    public void Procfs_is_open_before_it_is_written() => Check(plan =>
    {
        foreach (int write in Indices(plan, OperationCode.WriteProc)) Assert.Contains(Indices(plan, OperationCode.OpenProc), open => open < write);
    });

    private static void Increasing(params int[] places)
    {
        for (int i = 1; i < places.Length; i++) Assert.True(places[i - 1] < places[i], string.Join(' ', places));
    }

    private static int Only(List<Operation> plan, params OperationCode[] codes) => Assert.Single(Indices(plan, codes));

    private static int[] Indices(List<Operation> plan, params OperationCode[] codes) =>
        Enumerable.Range(0, plan.Count).Where(i => codes.Contains(plan[i].Code)).ToArray();

    private static void Check(Action<List<Operation>> check) => CheckSpecs((_, _, plan) => check(plan));

    private static unsafe void CheckSpecs(Action<Config.Spec, ulong, List<Operation>> check) =>
        Prop.ForAll(SpecGenerators.Spec.ToArbitrary(), spec => PlanTexts.With(spec, (plan, _) =>
        {
            List<Operation> operations = [];
            // Safe: the index stays below the number of operations.
            for (int i = 0; i < plan.Count; i++) operations.Add(plan.Operations[i]);
            check(spec, plan.CloneFlags, operations);
        })).QuickCheckThrowOnFailure();
}
