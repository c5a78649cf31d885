namespace OciRuntime.Launch.Plan;

internal sealed unsafe partial class LaunchPlan
{
    /// <summary>setns(2) on Fd, a namespace of type X (CLONE_NEW*), opened from Text. A = 1: EPERM is not an error yet, the same type comes again after the user namespace is joined. Skipped if the type is joined already.</summary>
    public void JoinNamespace(int fd, ulong type, string path, bool mayRetry)
    {
        ref Operation operation = ref Emit(OperationCode.JoinNamespace);
        operation.Fd = fd;
        operation.X = type;
        operation.Text = Arena.String(path);
        operation.A = mayRetry ? 1 : 0;
    }

    /// <summary>setns(2) on Fd, a pidfd, into all namespaces of X at once.</summary>
    public void JoinProcess(int pidfd, ulong types)
    {
        ref Operation operation = ref Emit(OperationCode.JoinProcess);
        operation.Fd = pidfd;
        operation.X = types;
    }

    /// <summary>unshare(2) of the namespaces X.</summary>
    public void Unshare(ulong types) => Emit(OperationCode.Unshare).X = types;

    /// <summary>clone3(2) with CLONE_PARENT and the namespaces X; the first process tells the parent the new pid and ends, the new one goes on.</summary>
    public void CloneAgain(ulong types) => Emit(OperationCode.CloneAgain).X = types;

    /// <summary>User and group 0 of the user namespace, whose maps are written by now.</summary>
    public void BecomeRoot() => Emit(OperationCode.BecomeRoot);

    /// <summary>setsid(2).</summary>
    public void NewSession() => Emit(OperationCode.NewSession);

    /// <summary>
    /// keyctl(KEYCTL_JOIN_SESSION_KEYRING) with the name Text, and the permissions A (KEY_*, keyctl_setperm(3)) in addition
    /// to the keyring's own, none for 0; a kernel without keyrings is no error, as in runc.
    /// </summary>
    public void JoinSessionKeyring(string name, uint permissions)
    {
        ref Operation operation = ref Emit(OperationCode.JoinSessionKeyring);
        operation.Text = Arena.String(name);
        operation.A = (int)permissions;
    }

    /// <summary>Writes 0 to Fd, the file tasks of a cgroup v1 folder, whose name is Text: the process moves itself there.</summary>
    public void EnterCgroup(int tasks, string path)
    {
        ref Operation operation = ref Emit(OperationCode.EnterCgroup);
        operation.Fd = tasks;
        operation.Text = Arena.String(path);
    }

    /// <summary>Brings the loopback device of a new network namespace up.</summary>
    public void LoopbackUp() => Emit(OperationCode.LoopbackUp);

    /// <summary>sethostname(2) with Text, A bytes.</summary>
    public void SetHostname(string name) => EmitName(OperationCode.SetHostname, name);

    /// <summary>setdomainname(2) with Text, A bytes.</summary>
    public void SetDomainname(string name) => EmitName(OperationCode.SetDomainname, name);

    /// <summary>Tells the parent that the child is at <paramref name="point"/> (A) and waits until it says go on.</summary>
    public void Sync(SyncPoint point) => Emit(OperationCode.Sync).A = (int)point;

    /// <summary>Waits until the parent says that <paramref name="point"/> (A) is reached.</summary>
    public void Wait(SyncPoint point) => Emit(OperationCode.Wait).A = (int)point;

    /// <summary>Tells the parent that nothing but start is left.</summary>
    public void Ready() => Emit(OperationCode.Ready);

    /// <summary>madvise(2) with MADV_DONTNEED of the B ranges of Data: what a process that awaits start can do without.</summary>
    public void ReleaseMemory(System.ReadOnlySpan<MemoryRange> ranges)
    {
        ref Operation operation = ref Emit(OperationCode.ReleaseMemory);
        operation.Data = Arena.Copy(ranges);
        operation.B = ranges.Length;
    }

    /// <summary>Waits for <c>start</c>: a connection on the listening socket Fd, or, where it is -1, <see cref="SyncPoint.Start"/> from the parent.</summary>
    public void AwaitStart(int listener) => Emit(OperationCode.AwaitStart).Fd = listener;

    /// <summary>fchdir(2) to the container's root.</summary>
    public void EnterRootDirectory() => Emit(OperationCode.EnterRootDirectory);

    /// <summary>Runs the hook Path with argv Data and envp X, standard input Fd (rewound), output to the descriptor B; A seconds until it is killed, 0 for no limit. Text names the hook kind.</summary>
    public void RunHook(string kind, string path, byte** argv, byte** envp, int timeout, int state, int index)
    {
        ref Operation operation = ref Emit(OperationCode.RunHook);
        operation.Text = Arena.String(kind);
        operation.Path = Arena.String(path);
        operation.Data = argv;
        operation.X = (ulong)envp;
        operation.A = timeout;
        operation.B = index;
        operation.Fd = state;
    }

    private void EmitName(OperationCode code, string name)
    {
        ref Operation operation = ref Emit(code);
        operation.Text = Arena.String(name);
        operation.A = System.Text.Encoding.UTF8.GetByteCount(name);
    }
}
