using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Operations;

/// <summary>Waits for <c>start</c>; docs/adr/0008.</summary>
internal unsafe struct AwaitStart : IOperation<AwaitStart>
{
    /// <summary>The socket that <c>start</c> connects to; -1: the parent sends <see cref="SyncPoint.Start"/>.</summary>
    public required int Listener;

    /// <summary>A signal of <see cref="SignalActions.Ending"/>, which are blocked, ends the process.</summary>
    public bool EndsBySignal;

    /// <inheritdoc/>
    public static int Run(AwaitStart* o, ChildState* s)
    {
        if (o->Listener == -1) return ParentChannel.Wait(SyncPoint.Start, s);
        // A create that was killed has told nobody of this process: it ends with it.
        int error = ParentChannel.Wait(SyncPoint.Created, s);
        if (error != 0) return error;
        close(s->Sync);
        SyncPoint reported;
        do
        {
            if (o->EndsBySignal) AwaitConnection(o->Listener);
            int connection;
            do connection = accept4(o->Listener, null, null, SOCK_CLOEXEC);
            while (connection == -1 && errno == Errno.EINTR);
            if (connection == -1) return Check(-1, Phase.Socket, s);
            s->Sync = connection;
            // Whoever connects and closes the connection without a message wants the container gone: delete does so.
            error = ParentChannel.Next(&reported, s);
            if (error != 0) return error;
            if (reported == SyncPoint.NotYet) close(connection);
        }
        while (reported == SyncPoint.NotYet);
        close(o->Listener);
        if (o->EndsBySignal) SignalActions.Unblock();
        return reported == SyncPoint.Start ? 0 : ParentChannel.Unexpected(s);
    }

    /// <summary>
    /// Waits until somebody connects. The first process of a PID namespace has no default actions,
    /// pid_namespaces(7): it ends here by a signal that would end another one, as runc's does.
    /// </summary>
    private static void AwaitConnection(int listener)
    {
        const int Signalled = 128; // what a shell adds to the number of a signal, sh(1)
        ulong set = SignalActions.Ending;
        pollfd* both = stackalloc pollfd[2];
        both[0] = new pollfd { fd = listener, events = POLLIN };
        both[1] = new pollfd { fd = signalfd4(-1, &set, sizeof(ulong), SFD_CLOEXEC), events = POLLIN };
        int ready;
        // Safe: two entries on this stack.
        do ready = poll(both, 2, -1);
        while (ready == -1 && errno == Errno.EINTR);
        signalfd_siginfo signal = default;
        bool ends = ready > 0 && both[1].revents != 0
            && read(both[1].fd, &signal, (nuint)sizeof(signalfd_siginfo)) == sizeof(signalfd_siginfo);
        if (ends) sys_exit_group(Signalled + (int)signal.ssi_signo);
        close(both[1].fd);
    }

    /// <inheritdoc/>
    public static void Describe(in AwaitStart o, PlanText text) => text.Add(o.Listener == -1 ? "parent" : "socket");

    /// <inheritdoc/>
    public static Explanation Explain(in AwaitStart o, in ChildFailure failure) => new("wait for start");
}
