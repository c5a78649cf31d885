using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>
/// The process after clone3(2): one loop over the plan. Everything in this directory, and the Run of each operation,
/// runs in a
/// copy of a runtime whose other threads are gone, so it allocates no managed object, throws nothing and initialises no
/// static (docs/adr/0001); <c>make check-child</c> proves it on the built binary.
/// </summary>
internal static unsafe class ChildMain
{
    /// <summary>Executes <paramref name="steps"/> and never returns.</summary>
    /// <param name="steps">The plan, in memory that the child inherited.</param>
    /// <param name="count">How many steps there are.</param>
    /// <param name="times">Where the beginning of each operation is noted, in nanoseconds; or null.</param>
    /// <param name="sync">The child's end of the socket pair with the parent.</param>
    /// <param name="parentEnd">The parent's end, closed here: the child reads an end of file after the parent.</param>
    /// <param name="traces">What is the caller's, and goes at once.</param>
    public static void Run(Step* steps, int count, long* times, int sync, int parentEnd,
        CallerTraces* traces)
    {
        close(parentEnd);
        ChildState state;
        state.Sync = sync;
        state.Evidence = state.Root = state.Proc = state.Console = state.EmptyDirectory = state.Null = -1;
        state.CachedDirectory = -1;
        state.MaskedPathGuess = default;
        state.CachedPath = state.NewTmpfs = null;
        state.NewTmpfsRoot = -1;
        state.ProcView = state.SysView = state.DevView = new KernelView { Root = -1 };
        state.Joined = 0;
        state.HookIndex = 0;
        state.Hook = default;
        state.RootShared = state.InDirectory = state.Made = state.OffProc = false;
        state.Executable[0] = 0;
        state.Umask = umask(0);
        traces->Drop();
        for (int i = 0; i < count; i++)
        {
            state.Index = i;
            if (times != null) times[i] = Now();
            state.Phase = Phase.Itself;
            // The child's one call through a pointer: check-child knows all that it may reach, by Step.Make.
            int error = steps[i].Run(steps[i].Operands, &state);
            if (error != 0) Fail(&state, error);
        }
        sys_exit_group(0);
    }

    /// <summary>CLOCK_MONOTONIC in nanoseconds, clock_gettime(2).</summary>
    private static long Now()
    {
        timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        return (now.tv_sec * 1_000_000_000) + now.tv_nsec;
    }

    /// <summary>Tells whoever waits which operation failed, and ends.</summary>
    private static void Fail(ChildState* state, int error)
    {
        SyncMessage message = default;
        message.Point = SyncPoint.Failed;
        message.Value = state->Index;
        message.Errno = error;
        message.Phase = state->Phase;
        message.HookIndex = state->HookIndex;
        message.Hook = state->Hook;
        if (state->Phase == Phase.OpenTarget && state->Evidence == -1) state->Evidence = state->Root;
        bool sent = state->Evidence != -1
            && ParentChannel.SendDescriptor(state->Sync, state->Evidence, &message, sizeof(SyncMessage)) == 0;
        // If the descriptor cannot travel, the message does, by write(2): no usable filter refuses it, as one may
        // send(2). A signal because nobody listens ends this process, which is at its end.
        if (!sent) write(state->Sync, &message, (nuint)sizeof(SyncMessage));
        // Whoever looks at the evidence looks for interpreters below this process's root; it closes the connection or
        // kills.
        else ParentChannel.AwaitEnd(state->Sync);
        sys_exit_group(1);
    }
}
