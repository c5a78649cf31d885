using System.Runtime.CompilerServices;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>The process's own attributes, and its end as ocirun: execve(2).</summary>
internal static unsafe partial class ChildMain
{
    private static int SetRlimit(Operation* o)
    {
        rlimit64 limit;
        limit.rlim_cur = o->X;
        limit.rlim_max = o->Y;
        return Check(prlimit64(0, o->A, &limit, null));
    }

    private static int SetCpuAffinity(Operation* o)
    {
        int error = Check(sched_setaffinity(0, (nuint)o->A, (nuint*)o->Data));
        return o->B == 1 ? 0 : error;
    }

    private static int SetUmask(Operation* o, ChildState* s)
    {
        s->Umask = (uint)o->A;
        return 0;
    }

    [SkipLocalsInit] // zeroing a large buffer goes through the runtime
    private static int ChangeDirectory(Operation* o, ChildState* s)
    {
        if (s->InDirectory) return 0;
        int error = Check(chdir(o->Path), Phase.ChangeDirectory, s);
        if (error is Errno.EACCES or Errno.EPERM && o->B == 1) return 0;
        if (error == Errno.ENOENT && o->A == 1)
        {
            error = MakeDirectory(o, s);
            if (error == 0) error = Check(chdir(o->Path), Phase.ChangeDirectory, s);
        }
        if (error != 0) return error;
        // CVE-2024-21626: a cwd like /proc/self/fd/7 leads out; getcwd(2) then has no path from the root.
        byte* path = stackalloc byte[ChildState.PathMax];
        nint length = sys_getcwd(path, ChildState.PathMax);
        if (length == -1) return Check(-1, Phase.OutsideRoot, s);
        s->InDirectory = path[0] == (byte)'/';
        if (s->InDirectory) return 0;
        s->Phase = Phase.OutsideRoot;
        return Errno.ENOENT;
    }

    private static int DropBoundingSet(Operation* o)
    {
        for (int capability = 0; capability <= o->A; capability++)
        {
            if ((o->X & (1ul << capability)) != 0) continue;
            int error = Check(prctl(PR_CAPBSET_DROP, (nuint)capability, 0, 0, 0));
            if (error != 0) return error;
        }
        return 0;
    }

    private static int SetUser(Operation* o, ChildState* s)
    {
        uint uid = (uint)o->A, gid = (uint)o->B;
        int error = Check(sys_setresgid(gid, gid, gid), Phase.SetGroup, s);
        return error != 0 ? error : Check(sys_setresuid(uid, uid, uid), Phase.SetUser, s);
    }

    private static int SetCapabilities(Operation* o)
    {
        ulong* masks = (ulong*)o->Data;
        __user_cap_header_struct header = default;
        header.version = _LINUX_CAPABILITY_VERSION_3;
        __user_cap_data_struct* data = stackalloc __user_cap_data_struct[2];
        for (int word = 0; word < 2; word++)
        {
            data[word].effective = (uint)(masks[0] >> (32 * word));
            data[word].permitted = (uint)(masks[1] >> (32 * word));
            data[word].inheritable = (uint)(masks[2] >> (32 * word));
        }
        return Check(capset(&header, data));
    }

    private static int RaiseAmbient(Operation* o)
    {
        int error = Check(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0));
        for (int capability = 0; error == 0 && capability <= o->A; capability++)
        {
            if ((o->X & (1ul << capability)) == 0) continue;
            error = Check(prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, (nuint)capability, 0, 0));
        }
        return error;
    }

    private static int LoadSeccomp(Operation* o, ChildState* s)
    {
        int result = (int)seccomp(SECCOMP_SET_MODE_FILTER, (uint)o->X, o->Data);
        if (result == -1) return errno;
        // With TSYNC a positive result is the thread that could not follow, seccomp(2).
        if (o->A == 0) return result == 0 ? 0 : Errno.ESRCH;
        SyncMessage message = default;
        message.Point = SyncPoint.SeccompListener;
        int error = SendDescriptor(s->Sync, result, &message, sizeof(SyncMessage));
        close(result);
        if (error != 0) s->Phase = Phase.Socket;
        return error;
    }

    /// <summary>
    /// Closes what the child inherited and opened, but for the two ends that it still talks to, the hooks' state and the container's
    /// root. To close at execve(2) is too late: its path may lead through /proc/self/fd to a directory of the host (CVE-2024-21626).
    /// </summary>
    private static int CloseDescriptors(Operation* o, ChildState* s)
    {
        const int Count = 4;
        int* kept = stackalloc int[Count];
        (kept[0], kept[1], kept[2], kept[3]) = (s->Sync, s->Root, o->B, o->Fd);
        uint from = (uint)(3 + o->A);
        int error = 0;
        s->Proc = s->Console = s->EmptyDirectory = s->Null = s->CachedDirectory = -1;
        for (uint next = 0; error == 0 && next != ~0u; from = next + 1)
        {
            next = ~0u; // also where a kept one is -1: there is none
            for (int i = 0; i < Count; i++)
            {
                if ((uint)kept[i] >= from && (uint)kept[i] < next) next = (uint)kept[i];
            }
            if (next > from) error = Check(close_range(from, next - 1, 0));
        }
        return error;
    }

    private static int Exec(Operation* o, ChildState* s)
    {
        umask(s->Umask);
        execve(s->Executable, (byte**)o->Data, (byte**)o->X);
        int error = Check(-1, Phase.Execute, s);
        KeepExecutable(s);
        return error;
    }
}
