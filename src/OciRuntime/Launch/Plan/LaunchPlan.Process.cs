using System;
using OciRuntime.Native.Abi;

namespace OciRuntime.Launch.Plan;

internal sealed unsafe partial class LaunchPlan
{
    /// <summary>prlimit64(2) of resource A: soft X, hard Y; Text is the spec's name.</summary>
    public void SetRlimit(int resource, string name, ulong soft, ulong hard)
    {
        ref Operation operation = ref Emit(OperationCode.SetRlimit);
        operation.A = resource;
        operation.Text = Arena.String(name);
        operation.X = soft;
        operation.Y = hard;
    }

    /// <summary>personality(2) with X.</summary>
    public void SetPersonality(ulong persona) => Emit(OperationCode.SetPersonality).X = persona;

    /// <summary>sched_setattr(2) with Data.</summary>
    public void SetScheduler(in sched_attr attributes) =>
        Emit(OperationCode.SetScheduler).Data = Arena.Copy(new ReadOnlySpan<sched_attr>(in attributes));

    /// <summary>ioprio_set(2) of this process to A (IOPRIO_PRIO_VALUE).</summary>
    public void SetIoPriority(int value) => Emit(OperationCode.SetIoPriority).A = value;

    /// <summary>sched_setaffinity(2) with the mask Data of A bytes. B = 1: a refusal is no error.</summary>
    public void SetCpuAffinity(ReadOnlySpan<ulong> mask, bool mayFail)
    {
        ref Operation operation = ref Emit(OperationCode.SetCpuAffinity);
        operation.Data = Arena.Copy(mask);
        operation.A = mask.Length * sizeof(ulong);
        operation.B = mayFail ? 1 : 0;
    }

    /// <summary>set_mempolicy(2): mode with flags A, nodes Data of B bits.</summary>
    public void SetMemoryPolicy(int mode, ReadOnlySpan<ulong> nodes, int bits)
    {
        ref Operation operation = ref Emit(OperationCode.SetMemoryPolicy);
        operation.A = mode;
        // No nodes are a null pointer: the kernel reads from any other, however many bits it is told.
        if (!nodes.IsEmpty) operation.Data = Arena.Copy(nodes);
        operation.B = bits;
    }

    /// <summary>umask(2) A.</summary>
    public void SetUmask(uint mask) => Emit(OperationCode.SetUmask).A = (int)mask;

    /// <summary>chdir(2) to Path, then proof that it lies inside the root. A = 1: made where it is missing. B = 1: lacking permission is not an error yet, the same comes again as another user; it is skipped then if it succeeded before.</summary>
    public void ChangeDirectory(string path, bool create, bool mayRetry = false)
    {
        ref Operation operation = ref Emit(OperationCode.ChangeDirectory);
        operation.Path = Arena.String(path);
        operation.A = create ? 1 : 0;
        operation.B = mayRetry ? 1 : 0;
    }

    /// <summary>Drops every capability up to A that X does not keep from the bounding set.</summary>
    public void DropBoundingSet(ulong keep, int lastCapability)
    {
        ref Operation operation = ref Emit(OperationCode.DropBoundingSet);
        operation.X = keep;
        operation.A = lastCapability;
    }

    /// <summary>prctl(PR_SET_KEEPCAPS, A).</summary>
    public void KeepCapabilities(bool keep) => Emit(OperationCode.KeepCapabilities).A = keep ? 1 : 0;

    /// <summary>setgroups(2) with the A groups of Data.</summary>
    public void SetGroups(ReadOnlySpan<uint> groups)
    {
        ref Operation operation = ref Emit(OperationCode.SetGroups);
        operation.Data = Arena.Copy(groups);
        operation.A = groups.Length;
    }

    /// <summary>setresgid(2) to B, then setresuid(2) to A.</summary>
    public void SetUser(uint uid, uint gid)
    {
        ref Operation operation = ref Emit(OperationCode.SetUser);
        operation.A = (int)uid;
        operation.B = (int)gid;
    }

    /// <summary>capset(2) with the three masks of Data: effective, permitted, inheritable.</summary>
    public void SetCapabilities(ulong effective, ulong permitted, ulong inheritable) =>
        Emit(OperationCode.SetCapabilities).Data = Arena.Copy<ulong>([effective, permitted, inheritable]);

    /// <summary>Clears the ambient set, then raises the capabilities of X, one by one up to A.</summary>
    public void RaiseAmbient(ulong ambient, int lastCapability)
    {
        ref Operation operation = ref Emit(OperationCode.RaiseAmbient);
        operation.X = ambient;
        operation.A = lastCapability;
    }

    /// <summary>prctl(PR_SET_NO_NEW_PRIVS).</summary>
    public void NoNewPrivileges() => Emit(OperationCode.NoNewPrivileges);

    /// <summary>seccomp(SECCOMP_SET_MODE_FILTER) with flags X and the sock_fprog Data. A = 1: the listener's descriptor goes to the parent.</summary>
    public void LoadSeccomp(ReadOnlySpan<sock_filter> program, ulong flags, bool listener)
    {
        ref Operation operation = ref Emit(OperationCode.LoadSeccomp);
        sock_fprog* header = (sock_fprog*)Arena.Allocate((nuint)sizeof(sock_fprog));
        // Safe: the arena gave the size of the structure; a compiled filter is at most 4,096 instructions.
        header->len = (ushort)program.Length;
        header->filter = (sock_filter*)Arena.Copy(program);
        operation.Data = header;
        operation.X = flags;
        operation.A = listener ? 1 : 0;
    }

    /// <summary>Puts HOME of user A, from the container's /etc/passwd, into the free last slot of the environment X.</summary>
    public void FindHome(uint uid, byte** environment)
    {
        ref Operation operation = ref Emit(OperationCode.FindHome);
        operation.A = (int)uid;
        operation.X = (ulong)environment;
    }

    /// <summary>Finds Text, in the directories of Source (PATH) where it has no slash, and checks that it can be executed.</summary>
    public void FindExecutable(string name, string? path)
    {
        ref Operation operation = ref Emit(OperationCode.FindExecutable);
        operation.Text = Arena.String(name);
        operation.Source = Arena.String(path);
    }

    /// <summary>close_range(2) from descriptor 3 + A on, but for the sockets that are still needed (B: the one on which start is awaited), the hooks' state Fd and the root: nothing of the runtime's reaches the container. Before a seccomp filter, which may not allow the call.</summary>
    public void CloseDescriptors(int preserveFds, int listener, int hookState)
    {
        ref Operation operation = ref Emit(OperationCode.CloseDescriptors);
        operation.A = preserveFds;
        operation.B = listener;
        operation.Fd = hookState;
    }

    /// <summary>execve(2) of what <see cref="FindExecutable"/> found, argv Data, envp X.</summary>
    public void Exec(byte** arguments, byte** environment)
    {
        ref Operation operation = ref Emit(OperationCode.Exec);
        operation.Data = arguments;
        operation.X = (ulong)environment;
    }
}
