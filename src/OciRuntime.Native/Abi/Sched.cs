namespace OciRuntime.Native.Abi;

// <linux/sched.h>, <linux/sched/types.h>
public struct clone_args
{
    public ulong flags,
        pidfd,
        child_tid,
        parent_tid,
        exit_signal,
        stack,
        stack_size,
        tls,
        set_tid,
        set_tid_size,
        cgroup;
}

public struct sched_attr
{
    public uint size, sched_policy;
    public ulong sched_flags;
    public int sched_nice;
    public uint sched_priority;
    public ulong sched_runtime, sched_deadline, sched_period;
    public uint sched_util_min, sched_util_max;
}
