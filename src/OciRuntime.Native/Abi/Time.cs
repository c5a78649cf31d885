namespace OciRuntime.Native.Abi;

// <linux/time_types.h>, <linux/time.h>
public struct timespec
{
    public long tv_sec, tv_nsec;
}

public struct timeval
{
    public long tv_sec, tv_usec;
}

public struct itimerspec
{
    public timespec it_interval, it_value;
}
