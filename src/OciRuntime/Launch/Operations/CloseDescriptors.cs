using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Operations;

/// <summary>
/// Closes what the child inherited and opened, but for the two ends that it still uses, the hooks' state and the
/// container's root. To close at execve(2) is too late: its path may lead through /proc/self/fd to a directory of the
/// host (CVE-2024-21626). Before a seccomp filter, which may not allow the call.
/// </summary>
internal unsafe struct CloseDescriptors : IOperation<CloseDescriptors>
{
    /// <summary>How many descriptors from 3 on the program keeps.</summary>
    public required int PreserveFds;

    /// <summary>The socket on which the process waits for start, or -1.</summary>
    public required int Listener;

    /// <summary>What startContainer hooks read, or -1.</summary>
    public required int HookState;

    /// <summary>The socket to the supervisor of a seccomp report, or -1.</summary>
    public required int Supervisor;

    /// <summary>Where their standard output goes, or -1.</summary>
    public required int HookOutput;

    /// <summary>Where their standard error goes, or -1.</summary>
    public required int HookErrors;

    /// <inheritdoc/>
    public static int Run(CloseDescriptors* o, ChildState* s)
    {
        const int Count = 7;
        int* kept = stackalloc int[Count];
        (kept[0], kept[1], kept[2], kept[3]) = (s->Sync, s->Root, o->Listener, o->HookState);
        (kept[4], kept[5], kept[6]) = (o->HookOutput, o->HookErrors, o->Supervisor);
        uint from = (uint)(3 + o->PreserveFds);
        int error = 0;
        // The caller's range may have holes, in which descriptors of the runtime lie.
        for (int fd = 3; fd < from; fd++)
        {
            if (fcntl(fd, F_GETFD, 0) == FD_CLOEXEC && !Contains(kept, Count, fd)) close(fd);
        }
        s->Proc = s->Console = s->EmptyDirectory = s->Null = s->CachedDirectory = -1;
        for (uint next = 0; error == 0 && next != ~0u; from = next + 1)
        {
            next = ~0u; // also if a kept one is -1: there is none
            for (int i = 0; i < Count; i++)
            {
                if ((uint)kept[i] >= from && (uint)kept[i] < next) next = (uint)kept[i];
            }
            if (next > from) error = Check(close_range(from, next - 1, 0));
        }
        return error;
    }

    private static bool Contains(int* kept, int count, int fd)
    {
        // Safe: the caller gives room for count numbers.
        for (int i = 0; i < count; i++)
        {
            if (kept[i] == fd) return true;
        }
        return false;
    }

    /// <inheritdoc/>
    public static void Describe(in CloseDescriptors o, PlanText text) => text.Add($"from={3 + o.PreserveFds}");

    /// <inheritdoc/>
    public static Explanation Explain(in CloseDescriptors o, in ChildFailure failure) =>
        new("close leaked descriptors");
}
