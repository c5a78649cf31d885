using System;
using OciRuntime.Cgroups;
using OciRuntime.Cgroups.Selection;
using OciRuntime.Config;
using OciRuntime.Diagnostics;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Containers;

/// <summary>A container that exists: its state directory, record, and what can be said of its process now.</summary>
internal sealed unsafe class Container : IDisposable
{
    /// <summary>The container whose state and record are known already.</summary>
    public Container(StateDirectory state, ContainerRecord record) =>
        (State, Record) = (state, record);

    /// <summary>The state directory.</summary>
    public StateDirectory State { get; }

    /// <summary>Its record.</summary>
    public ContainerRecord Record { get; }

    /// <summary>Opens container <paramref name="id"/>.</summary>
    /// <exception cref="ContainerException">There is none: the text contains <c>does not exist</c>.</exception>
    public static Container Open(RuntimeOptions options, string id) =>
        TryOpen(options, id) ?? throw new ContainerException($"container does not exist: {id}", FailureCodes.NotFound);

    /// <summary>Opens container <paramref name="id"/>, or returns null.</summary>
    public static Container? TryOpen(RuntimeOptions options, string id)
    {
        ContainerId.Check(id);
        StateDirectory? state = StateDirectory.TryOpen(options.Root, id);
        if (state is null) return null;
        // Without a record create was killed before it applied anything: what is left is an empty shell that delete removes.
        ContainerRecord record = state.Read() ?? new ContainerRecord { Id = id, OciVersion = SpecVersion.Current };
        return new Container(state, record);
    }

    /// <summary>Whether the init process still runs.</summary>
    public bool IsAlive
    {
        get
        {
            if (Record.Pid == 0) return false;
            ProcessIdentity? now = ProcessIdentity.Read(Record.Pid);
            return now is { Alive: true } found && found.StartTime == Record.StartTime;
        }
    }

    /// <summary>creating, created, running, paused or stopped; runtime.md, State.</summary>
    public string Status
    {
        get
        {
            if (Record.Pid == 0) return ContainerState.Creating;
            if (!IsAlive) return ContainerState.Stopped;
            using ICgroupManager? cgroup = Cgroup();
            if (cgroup is { IsFrozen: true }) return ContainerState.Paused;
            return StartSocket.Exists(State) ? ContainerState.Created : ContainerState.Running;
        }
    }

    /// <summary>The cgroups, or null where the container has none of its own.</summary>
    public ICgroupManager? Cgroup() => HasCgroup ? CgroupManagers.FromRecord(Record.Cgroup!) : null;

    /// <summary>Whether it has cgroups of its own: a user without privileges may have been allowed none.</summary>
    public bool HasCgroup => Record.Cgroup is { Paths.Count: > 0 };

    /// <summary>The cgroups of a container that has not stopped.</summary>
    /// <exception cref="ContainerException">It has stopped, has no cgroup of its own, or its cgroup is gone.</exception>
    public ICgroupManager LiveCgroup()
    {
        if (Status == ContainerState.Stopped) throw new ContainerException("container not running");
        ICgroupManager? cgroup = Cgroup();
        if (cgroup is null) throw new ContainerException($"container {Record.Id} has no cgroup of its own");
        if (cgroup.Exists) return cgroup;
        cgroup.Dispose();
        throw new ContainerException($"the cgroup of container {Record.Id} is gone", FailureCodes.NotFound);
    }

    /// <summary>A pidfd of the init process, or null where it has ended; with the start time checked after opening, it cannot be another's.</summary>
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
    public ContainerStatus Describe()
    {
        string status = Status;
        return new ContainerStatus
        {
            OciVersion = Record.OciVersion,
            Id = Record.Id,
            Pid = status == ContainerState.Stopped ? 0 : Record.Pid,
            Status = status,
            Bundle = Record.Bundle,
            Rootfs = Record.Rootfs,
            Created = Record.Created,
            Annotations = Record.Annotations,
            Owner = Users.NameOf(Record.Owner),
        };
    }

    /// <summary>Takes the lock, or fails clearly.</summary>
    public void Lock()
    {
        const int Patience = 10_000; // ms: longer than any verb takes that does not run hooks
        if (!State.Lock(Patience)) throw new ContainerException($"container {Record.Id} is busy: another ocirun command works on it");
        if (!State.StillThere()) throw new ContainerException($"container does not exist: {Record.Id}", FailureCodes.NotFound);
    }

    /// <inheritdoc/>
    public void Dispose() => State.Dispose();
}
