using System;
using OciRuntime.Cgroups;
using OciRuntime.Cgroups.Selection;
using OciRuntime.Config;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Containers;

/// <summary>A container that exists: its state directory, record, and what can be said of its process now.</summary>
internal sealed unsafe class Container : IDisposable
{
    private bool creatorLives;

    /// <summary>The container whose state and record are known already.</summary>
    public Container(StateDirectory state, ContainerRecord record) =>
        (State, Record) = (state, record);

    /// <summary>The state directory.</summary>
    public StateDirectory State { get; }

    /// <summary>Its record.</summary>
    public ContainerRecord Record { get; }

    /// <summary>Opens container <paramref name="id"/> to look at it, without its lock.</summary>
    /// <exception cref="ContainerException">There is none: the text contains <c>does not exist</c>.</exception>
    public static Container Open(RuntimeOptions options, string id) => TryOpen(options, id) ?? throw NotFound(id);

    /// <summary>Opens container <paramref name="id"/> to look at it, without its lock, or returns null.</summary>
    /// <exception cref="ContainerException">Its record cannot be read.</exception>
    public static Container? TryOpen(RuntimeOptions options, string id)
    {
        ContainerId.Check(id);
        StateDirectory? state = StateDirectory.TryOpen(options.Root, id);
        if (state is null || FromRecord(state) is not { } container) return null;
        if (!container.Record.IsCreating) return container;
        if (!state.TryLockShared())
        {
            container.creatorLives = true;
            return container;
        }
        // Create may have finished between the record and the lock. Now neither changes.
        Container? now = FromRecord(state);
        if (now is { Record.IsCreating: true }) now.creatorLives = state.RunsHooks();
        state.Unlock();
        return now;
    }

    /// <summary>Takes the lock of container <paramref name="id"/>, and reads what it is then.</summary>
    /// <exception cref="ContainerException">There is none, or another verb works on it.</exception>
    public static Container OpenLocked(RuntimeOptions options, string id)
    {
        ContainerId.Check(id);
        StateDirectory state = StateDirectory.TryOpen(options.Root, id) ?? throw NotFound(id);
        if (!state.Lock(StateDirectory.BusyWait))
        {
            state.Dispose();
            throw Busy(id);
        }
        Container container = FromRecord(state) ?? throw NotFound(id);
        return FromLocked(state, container.Record);
    }

    /// <summary>
    /// The container whose directory is locked by the caller, and whose record was read under that lock.
    /// </summary>
    public static Container FromLocked(StateDirectory state, ContainerRecord record) =>
        new(state, record) { creatorLives = record.IsCreating && state.RunsHooks() };

    /// <summary>The error for a verb that has waited long enough for another one.</summary>
    public static ContainerException Busy(string id) =>
        new($"container {id} is busy: another ocirun command works on it");

    /// <summary>The error for an id without a container.</summary>
    public static ContainerException NotFound(string id) =>
        new($"container does not exist: {id}", FailureCodes.NotFound);

    /// <summary>The error for a state.json that is no record.</summary>
    /// <param name="id">The container's id.</param>
    /// <param name="damage">What the file is instead: <c>is a FIFO</c>.</param>
    public static ContainerException Damaged(string id, string damage) =>
        new(
            $"the state of container {id} cannot be read: state.json {damage}; delete --force removes what can be "
            + $"found of it"
        );

    /// <summary>Closes <paramref name="state"/> if there is no container.</summary>
    private static Container? FromRecord(StateDirectory state)
    {
        ContainerRecord? record;
        try
        {
            record = state.Read(out string? damage);
            if (damage is not null) throw Damaged(state.Id, damage);
        }
        catch
        {
            state.Dispose();
            throw;
        }
        if (record is not null) return new Container(state, record);
        // A create that has not recorded anything, or a delete that is about to remove the directory; if they are not
        // running any more it is an empty shell, which create and delete --force remove.
        state.Dispose();
        return null;
    }

    /// <summary>Whether the init process still runs.</summary>
    public bool IsAlive => Lives(Record);

    private static bool Lives(ContainerRecord record)
    {
        if (record.Pid == 0) return false;
        ProcessIdentity? now = ProcessIdentity.Read(record.Pid);
        return now is { Alive: true } found && found.StartTime == record.StartTime;
    }

    /// <summary>Whether it is being created now, or has a process: what is in its cgroup is its own.</summary>
    public bool IsCreatedOrAlive => Record.IsCreating ? creatorLives : IsAlive;

    /// <summary>creating, created, running, paused or stopped; runtime.md, State.</summary>
    public string Status
    {
        get
        {
            // After a create that was killed: its process ends as soon as it sees that.
            if (Record.IsCreating) return creatorLives ? ContainerState.Creating : ContainerState.Stopped;
            return StatusOf(Record, State, waitsForStart: false);
        }
    }

    /// <summary>The status of a container that is not being created.</summary>
    /// <param name="record">Its record.</param>
    /// <param name="state">Its directory, in which the socket is looked for if that matters.</param>
    /// <param name="waitsForStart">Without <paramref name="state"/>: whether the socket was there.</param>
    private static string StatusOf(ContainerRecord record, StateDirectory? state, bool waitsForStart)
    {
        if (!Lives(record)) return ContainerState.Stopped;
        using ICgroupManager? cgroup = CgroupOf(record);
        if (cgroup is { IsFrozen: true }) return ContainerState.Paused;
        if (state is not null) waitsForStart = StartSocket.Exists(state);
        return waitsForStart ? ContainerState.Created : ContainerState.Running;
    }

    /// <summary>The cgroups, or null where the container has none of its own.</summary>
    public ICgroupManager? Cgroup() => CgroupOf(Record);

    /// <summary>Whether it has cgroups of its own: a user without privileges may have been allowed none.</summary>
    public bool HasCgroup => Record.Cgroup is { Paths.Count: > 0 };

    private static ICgroupManager? CgroupOf(ContainerRecord record) =>
        record.Cgroup is { Paths.Count: > 0 } cgroup ? CgroupManagers.FromRecord(cgroup) : null;

    /// <summary>The cgroups of a container that has not stopped.</summary>
    /// <exception cref="ContainerException">It has stopped, has no cgroup of its own, or its cgroup is
    /// gone.</exception>
    public ICgroupManager LiveCgroup()
    {
        if (Status == ContainerState.Stopped) throw new ContainerException("container not running");
        ICgroupManager? cgroup = Cgroup();
        if (cgroup is null) throw new ContainerException($"container {Record.Id} has no cgroup of its own");
        if (cgroup.Exists) return cgroup;
        cgroup.Dispose();
        throw new ContainerException($"the cgroup of container {Record.Id} is gone", FailureCodes.NotFound);
    }

    /// <summary>
    /// A pidfd of the init process, or null where it has ended; with the start time checked after opening, it cannot be
    /// another's.
    /// </summary>
    public OwnedFd? OpenPidFd()
    {
        if (Record.Pid == 0) return null;
        int fd = (int)pidfd_open(Record.Pid, 0);
        if (fd == -1)
        {
            if (errno is Errno.ESRCH or Errno.EINVAL) return null;
            LinuxException.Throw("pidfd_open", Record.Pid.ToString());
        }
        if (IsAlive) return new OwnedFd(fd);
        close(fd);
        return null;
    }

    /// <summary>What state and list show.</summary>
    public ContainerStatus Describe() => Describe(Record, Status);

    /// <summary>The same of a container that is not being created, without its directory.</summary>
    public static ContainerStatus Describe(ContainerRecord record, bool waitsForStart) =>
        Describe(record, StatusOf(record, state: null, waitsForStart));

    private static ContainerStatus Describe(ContainerRecord record, string status) =>
        new()
        {
            OciVersion = SpecVersion.Current,
            Id = record.Id,
            Pid = status == ContainerState.Stopped ? 0 : record.Pid,
            Status = status,
            Bundle = record.Bundle,
            Rootfs = record.Rootfs,
            Created = record.Created,
            Annotations = record.Annotations,
            Owner = UserNames.Find(record.Owner),
        };

    /// <inheritdoc/>
    public void Dispose() => State.Dispose();
}
