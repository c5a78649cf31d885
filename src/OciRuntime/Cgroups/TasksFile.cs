using OciRuntime.Native;

namespace OciRuntime.Cgroups;

/// <summary>
/// A cgroup v1 directory's <c>tasks</c>, open for writing: a thread that writes 0 moves itself. Unlike
/// <c>cgroup.procs</c>, and
/// unlike another's pid, this does not stop all forks and exits of the host first, which waits for an RCU period of
/// milliseconds (kernel/cgroup/cgroup.c, cgroup_procs_write_start).
/// </summary>
/// <param name="File">The file; whoever asked for it closes it.</param>
/// <param name="Path">Its name.</param>
internal readonly record struct TasksFile(OwnedFd File, string Path);
