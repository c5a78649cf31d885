using System;
using System.Collections.Generic;
using OciRuntime.Cgroups.Stats;
using OciRuntime.Config;

namespace OciRuntime.Cgroups;

/// <summary>The cgroups of one container, whichever the version and whoever manages them.</summary>
internal interface ICgroupManager : IDisposable
{
    /// <summary>What the state directory remembers.</summary>
    CgroupRecord Record { get; }

    /// <summary>Whether the cgroups are there.</summary>
    bool Exists { get; }

    /// <summary>
    /// Whether they are made around the container's first process by <see cref="AddProcess"/>, not by
    /// <see cref="Create"/>.
    /// </summary>
    bool ComesWithProcess => false;

    /// <summary>Whether every process in them is frozen.</summary>
    bool IsFrozen { get; }

    /// <summary>
    /// Whether a frozen process, in them or in a cgroup that the container made below, takes no SIGKILL before it is
    /// thawed.
    /// </summary>
    bool HoldsBackKill { get; }

    /// <summary>
    /// Refuses cgroups that others' processes are in; or that are frozen; to be asked before they are recorded as the
    /// container's.
    /// </summary>
    /// <exception cref="SpecException">There are processes, or what starts there would be frozen.</exception>
    void CheckUnused();

    /// <summary>Makes the directories.</summary>
    /// <exception cref="SpecException">There are processes in one after all, and nothing was made.</exception>
    void Create();

    /// <summary>
    /// Sets every limit and the device rules of a new container; without a config only the rules that every container
    /// has.
    /// </summary>
    void Apply(LinuxResources? resources);

    /// <summary>
    /// Changes what <paramref name="resources"/> names; where one cannot be changed, all are as before.
    /// </summary>
    /// <param name="resources">The limits.</param>
    /// <param name="last">Done when all are changed; if it throws, all are as before.</param>
    void Update(LinuxResources resources, Action? last = null);

    /// <summary>A v2 directory for CLONE_INTO_CGROUP, which the caller closes; -1 where it does not apply.</summary>
    int OpenForClone();

    /// <summary>
    /// Adds the v1 files with which a process of one thread enters, itself, what <see cref="OpenForClone"/> leaves out;
    /// none where they do not apply.
    /// </summary>
    void OpenTasks(List<TasksFile> files);

    /// <summary>Moves <paramref name="pid"/> into all of them.</summary>
    void AddProcess(int pid);

    /// <summary>Every process in them and below.</summary>
    int[] Pids();

    /// <summary>Sends <paramref name="signal"/> to every process in them and below, none escaping by a fork.</summary>
    void Kill(int signal);

    /// <summary>Freezes them.</summary>
    void Freeze();

    /// <summary>Thaws them.</summary>
    void Thaw();

    /// <summary>What the container uses now.</summary>
    CgroupStats Stats();

    /// <summary>Watches for memory running out; null without a cgroup for memory.</summary>
    OomWatch? WatchOom();

    /// <summary>Removes the directories, where nobody is in them and nothing below.</summary>
    /// <returns>Whether they are gone.</returns>
    bool TryRemove();

    /// <summary>Removes the directories, with those that the container made in them.</summary>
    void Remove();
}
