using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Native;

/// <summary>
/// RLIMIT_NOFILE of the runtime itself, getrlimit(2): raised up to the hard limit where a container needs many
/// descriptors at once, and given back to every program that is started. The soft limit is for programs that use
/// select(2), of which the runtime is none.
/// </summary>
public static unsafe class OpenFileLimit
{
    // Descriptors that a launch opens beside those of its plan stay below it: the bundle, the state directory, a dozen
    // hierarchies of cgroups.
    private const ulong Reserve = 128;

    private static rlimit64 original;
    private static bool isRead;
    private static bool begun;

    /// <summary>The soft limit is higher than the caller's.</summary>
    public static bool IsRaised { get; private set; }

    /// <summary>The caller's soft limit.</summary>
    public static ulong Soft => original.rlim_cur;

    /// <summary>The hard limit.</summary>
    public static ulong Hard
    {
        get
        {
            Read();
            return original.rlim_max;
        }
    }

    /// <summary>Reads the limit; from now on it is raised if it is needed.</summary>
    public static void Begin()
    {
        Read();
        begun = true;
        if (original.rlim_cur < 2 * Reserve) Raise();
    }

    /// <summary>Raises the limit if there is little room above <paramref name="fd"/>, the newest descriptor.</summary>
    public static void MakeRoomAbove(int fd)
    {
        if (begun && !IsRaised && fd >= 0 && (ulong)fd + Reserve >= original.rlim_cur) Raise();
    }

    /// <summary>Gives the runtime the caller's limit again, for the programs that it starts.</summary>
    public static void Lower()
    {
        if (!IsRaised) return;
        rlimit64 limit = original;
        if (prlimit64(0, RLIMIT_NOFILE, &limit, null) == 0) IsRaised = false;
    }

    private static void Read()
    {
        if (isRead) return;
        rlimit64 limit = default;
        isRead = prlimit64(0, RLIMIT_NOFILE, null, &limit) == 0;
        original = limit;
    }

    private static void Raise()
    {
        if (original.rlim_cur >= original.rlim_max) return;
        rlimit64 limit = original;
        limit.rlim_cur = limit.rlim_max;
        IsRaised = prlimit64(0, RLIMIT_NOFILE, &limit, null) == 0;
    }
}
