namespace OciRuntime.Native.Abi;

// <linux/resource.h>
public struct rlimit64
{
    public ulong rlim_cur, rlim_max;
}

public struct rusage
{
    public timeval ru_utime, ru_stime;
    public long ru_maxrss, ru_ixrss, ru_idrss, ru_isrss, ru_minflt, ru_majflt, ru_nswap, ru_inblock, ru_oublock;
    public long ru_msgsnd, ru_msgrcv, ru_nsignals, ru_nvcsw, ru_nivcsw;
}
