using System.Globalization;
using OciRuntime.Config;
using OciRuntime.Launch.Child;
using OciRuntime.Launch.Operations;
using OciRuntime.Launch.Plan;
using OciRuntime.Namespaces.Operations;
using OciRuntime.Network.Operations;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Namespaces;

/// <summary>
/// Which namespaces the process is created in, unshares or joins, and whether that takes one clone or two: a second one
/// where a pid, user or new time namespace is involved that only a child of the joining process is in.
/// </summary>
internal static class NamespacesCompiler
{
    /// <summary>Emits everything up to a process that is in all its namespaces but a new cgroup namespace.</summary>
    public static void Compile(Config.Spec spec, LaunchPlan plan)
    {
        LinuxNamespace[] all = spec.Linux?.Namespaces ?? [];
        ulong created = 0, joined = 0;
        foreach (LinuxNamespace space in all)
        {
            if (string.IsNullOrEmpty(space.Path)) created |= NamespaceTypes.Flag(space.Type);
            else joined |= NamespaceTypes.Flag(space.Type);
        }
        // A cgroup namespace shows the cgroup that its creator is in, so it waits until the process is in its own.
        ulong cloned = created & ~CLONE_NEWCGROUP;
        if (NeedsTwoClones(created, joined)) CompileTwo(spec, all, cloned, plan);
        else CompileOne(spec, all, cloned, plan);
        if ((created & CLONE_NEWNET) != 0) plan.At("/linux/namespaces").Emit(new LoopbackUp());
    }

    /// <summary>Whether the process that joins cannot be the container's process itself.</summary>
    public static bool NeedsTwoClones(ulong created, ulong joined) =>
        (joined & (CLONE_NEWPID | CLONE_NEWUSER)) != 0
        || (created & CLONE_NEWTIME) != 0
        || ((created & CLONE_NEWUSER) != 0 && joined != 0);

    /// <summary>Whether the config names a namespace of <paramref name="type"/>, new or joined.</summary>
    public static bool Has(Config.Spec spec, string type)
    {
        foreach (LinuxNamespace space in spec.Linux?.Namespaces ?? [])
        {
            if (space.Type == type) return true;
        }
        return false;
    }

    /// <summary>Whether the config asks for a new namespace of <paramref name="type"/>.</summary>
    public static bool HasNew(Config.Spec spec, string type)
    {
        foreach (LinuxNamespace space in spec.Linux?.Namespaces ?? [])
        {
            if (space.Type == type) return string.IsNullOrEmpty(space.Path);
        }
        return false;
    }

    /// <summary>Emits host and domain name, once the process is in its UTS namespace.</summary>
    public static void CompileNames(Config.Spec spec, LaunchPlan plan)
    {
        if (!string.IsNullOrEmpty(spec.Hostname)) plan.At("/hostname").Emit(new SetHostname
        {
            Name =
            plan.String(spec.Hostname)
        });
        if (!string.IsNullOrEmpty(spec.Domainname))
            plan.At("/domainname").Emit(new SetDomainname { Name = plan.String(spec.Domainname) });
    }

    private static void CompileOne(Config.Spec spec, LinuxNamespace[] all, ulong cloned, LaunchPlan plan)
    {
        bool user = (cloned & CLONE_NEWUSER) != 0;
        // The root of an IPC namespace's mqueue belongs to who makes it, who has to be the user namespace's root by
        // then.
        ulong late = user ? cloned & CLONE_NEWIPC : 0;
        plan.CloneFlags = cloned & ~late;
        if (user)
        {
            plan.At("/linux/uidMappings").Emit(new Wait { Point = SyncPoint.Mapped }).Emit(Root(spec));
        }
        if (late != 0) plan.At("/linux/namespaces").Emit(new Unshare { Types = late });
        Join(all, plan, user: false, mayRetry: false);
    }

    private static void CompileTwo(Config.Spec spec, LinuxNamespace[] all, ulong cloned, LaunchPlan plan)
    {
        bool joinsUser = Joins(all, "user");
        // What the host's root owns is joined before the user namespace takes that right away, the rest after it.
        Join(all, plan, user: false, mayRetry: joinsUser);
        if (joinsUser)
        {
            Join(all, plan, user: true, mayRetry: false);
            Join(all, plan, user: false, mayRetry: false);
        }
        bool makesUser = (cloned & CLONE_NEWUSER) != 0;
        if (makesUser)
        {
            plan.At("/linux/namespaces").Emit(new Unshare { Types = CLONE_NEWUSER });
            plan.At("/linux/uidMappings").Emit(new Sync { Point = SyncPoint.Mapped });
        }
        // A process whose ids change leaves its files of /proc to the host's root, proc(5): the offsets come before.
        if ((cloned & CLONE_NEWTIME) != 0) UnshareTime(spec, plan);
        if (joinsUser || makesUser) plan.At(joinsUser ? "/linux/namespaces"
            : "/linux/uidMappings").Emit(Root(spec));
        plan.At("/linux/namespaces").Emit(new CloneAgain { Types = cloned & ~(CLONE_NEWUSER | CLONE_NEWTIME) });
    }

    /// <summary>
    /// Who a process is in the container's user namespace before it is the container's user: root, or without one the
    /// first id of the maps, as in crun.
    /// </summary>
    public static BecomeRoot Root(Config.Spec spec) =>
        new() { Uid = First(spec.Linux?.UIDMappings), Gid = First(spec.Linux?.GIDMappings) };

    private static uint First(LinuxIDMapping[]? maps)
    {
        foreach (LinuxIDMapping map in maps ?? [])
        {
            if (map.ContainerID == 0) return 0;
        }
        return maps is { Length: > 0 } ? maps[0].ContainerID : 0;
    }

    private static bool Joins(LinuxNamespace[] all, string type)
    {
        foreach (LinuxNamespace space in all)
        {
            if (space.Type == type && !string.IsNullOrEmpty(space.Path)) return true;
        }
        return false;
    }

    private static void Join(LinuxNamespace[] all, LaunchPlan plan, bool user, bool mayRetry)
    {
        for (int i = 0; i < all.Length; i++)
        {
            if (string.IsNullOrEmpty(all[i].Path) || (all[i].Type == "user") != user) continue;
            ulong flag = NamespaceTypes.Flag(all[i].Type);
            int fd = plan.Own(NamespaceFile.Open(all[i].Path!, flag, i));
            plan.At("/linux/namespaces", i, "path").Emit(new JoinNamespace
            {
                Descriptor = fd,
                Type = flag,
                Path = plan.String(all[i].Path),
                MayRetry = mayRetry,
            });
        }
    }

    /// <summary>
    /// Offsets can be written only before the namespace's first process, so it is unshared for the second clone;
    /// time_namespaces(7).
    /// </summary>
    private static void UnshareTime(Config.Spec spec, LaunchPlan plan)
    {
        plan.At("/linux/namespaces").Emit(new Unshare { Types = CLONE_NEWTIME });
        if (spec.Linux?.TimeOffsets is not { Count: > 0 } offsets) return;
        plan.At("/linux/timeOffsets").Emit(new OpenProc { Proc = plan.HostProc });
        foreach ((string clock, LinuxTimeOffset offset) in offsets)
        {
            string line = string.Create(CultureInfo.InvariantCulture, $"{clock} {offset.Secs} {offset.Nanosecs}\n");
            plan.At("/linux/timeOffsets", -1, clock);
            plan.Emit(new WriteProc { Path = plan.String("self/timens_offsets"), Value = plan.String(line) });
        }
    }
}
