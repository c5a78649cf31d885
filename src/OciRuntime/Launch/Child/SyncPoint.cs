namespace OciRuntime.Launch.Child;

/// <summary>
/// The places where parent and child meet. The child reaches them in this order; a plan holds only those it needs.
/// <code>
/// parent                                        child
/// clone3 ────────────────────────────────────▶  starts
///                                        ◀────  Cloned        pid of the second clone (CloneAgain)
/// uid_map, gid_map                       ────▶  Mapped        before the child becomes root of its user namespace
/// cgroup.procs (v1 waits for RCU)        ────▶  InCgroup      before a cgroup namespace is unshared
/// id mapping of a mount                  ◀───▶  MapMount      a source inside the root: the child opens it
/// prestart, createRuntime hooks          ◀───▶  Hooks         mounts are made, pivot_root is not
/// prlimit64 from outside                 ◀───▶  Limits        user namespaces only: raising needs the parent
/// pid file, state                        ◀────  Ready         nothing is left that can fail but start
/// they are written: create returns       ────▶  Created       create alone
/// ocirun start, or run itself            ────▶  Start
/// ocirun start that cannot mark it       ────▶  NotYet        the child waits for the next start
///                                        ◀────  Failed        operation, errno, phase; at any time
/// </code>
/// </summary>
internal enum SyncPoint : int
{
    /// <summary>Child to parent: the pid of the process that goes on.</summary>
    Cloned = 1,

    /// <summary>Parent to child: the id maps are written.</summary>
    Mapped,

    /// <summary>Parent to child: the process is in all its cgroups.</summary>
    InCgroup,

    /// <summary>Both: the mounts are made; the parent runs prestart and createRuntime hooks.</summary>
    Hooks,

    /// <summary>Both: the parent sets the resource limits.</summary>
    Limits,

    /// <summary>Child to parent: the container is created.</summary>
    Ready,

    /// <summary>Parent to child: execute the program.</summary>
    Start,

    /// <summary>Child to parent: the seccomp listener's descriptor travels with this message.</summary>
    SeccompListener,

    /// <summary>Child to parent: an operation failed.</summary>
    Failed,

    /// <summary>
    /// Both: the parent maps the ids of the detached tree whose descriptor travels with the child's message; the value
    /// is the index in the config's mounts.
    /// </summary>
    MapMount,

    /// <summary>
    /// Parent to child: the container's record names the process, which may go on without its parent.
    /// </summary>
    Created,

    /// <summary>Parent to child, in place of <see cref="Start"/>: wait for another start.</summary>
    NotYet,
}
