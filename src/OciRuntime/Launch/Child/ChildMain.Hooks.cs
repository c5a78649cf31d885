using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>createContainer and startContainer hooks, which run inside the container; config.md, POSIX-platform Hooks.</summary>
internal static unsafe partial class ChildMain
{
    private static int RunHook(Operation* o, ChildState* s)
    {
        // What it writes is for the error, not for the container's streams; a filter that is loaded already may refuse the file.
        int output = memfd_create(Text("hook-output\0"u8), MFD_CLOEXEC);
        s->Hook = HookProcess.Run(o->Path, (byte**)o->Data, (byte**)o->X, o->Fd, output == -1 ? STDERR_FILENO : output, o->A);
        if (s->Hook.End != HookEnd.Succeeded)
        {
            s->Phase = Phase.Hook;
            s->HookIndex = o->B;
            s->Evidence = output;
            return Errno.ECHILD; // not told: the message has the outcome
        }
        if (output != -1) close(output);
        return 0;
    }
}
