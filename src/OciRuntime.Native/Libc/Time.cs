using System.Runtime.InteropServices;
using OciRuntime.Native.Abi;

namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // clock_gettime(2)
    public const int CLOCK_MONOTONIC = 1;
    public const int CLOCK_PROCESS_CPUTIME_ID = 2;

    [DllImport("libc"), SuppressGCTransition]
    public static extern int clock_gettime(int clock, timespec* time);

    [DllImport("libc"), SuppressGCTransition]
    public static extern int nanosleep(timespec* time, timespec* left);
}
