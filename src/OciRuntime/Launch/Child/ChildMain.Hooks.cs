using OciRuntime.Launch.Plan;
using OciRuntime.Native;

namespace OciRuntime.Launch.Child;

/// <summary>createContainer and startContainer hooks, which run inside the container; config.md, POSIX-platform Hooks.</summary>
internal static unsafe partial class ChildMain
{
    private static int RunHook(Operation* o, ChildState* s)
    {
        int error = HookProcess.Run(o->Path, (byte**)o->Data, (byte**)o->X, o->Fd, o->B, o->A, &s->Detail);
        if (error == HookProcess.EndedBadly) s->Phase = Phase.HookStatus;
        else if (error == Errno.ETIMEDOUT) s->Phase = Phase.HookTimeout;
        else if (error != 0) s->Phase = Phase.HookExecute;
        return error;
    }
}
