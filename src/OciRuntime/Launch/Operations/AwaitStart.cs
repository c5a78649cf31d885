using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Operations;

/// <summary>Waits for <c>start</c>; docs/adr/0008.</summary>
internal unsafe struct AwaitStart : IOperation<AwaitStart>
{
    /// <summary>The socket that <c>start</c> connects to; -1: the parent sends <see cref="SyncPoint.Start"/>.</summary>
    public required int Listener;

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
        return reported == SyncPoint.Start ? 0 : ParentChannel.Unexpected(s);
    }

    /// <inheritdoc/>
    public static void Describe(in AwaitStart o, PlanText text) => text.Add(o.Listener == -1 ? "parent" : "socket");

    /// <inheritdoc/>
    public static Explanation Explain(in AwaitStart o, in ChildFailure failure) => new("wait for start");
}
