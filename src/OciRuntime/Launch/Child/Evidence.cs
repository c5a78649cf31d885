using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary><see cref="ChildState.Evidence"/>: a descriptor that explains a failure.</summary>
internal static unsafe class Evidence
{
    /// <summary>Opens what cannot be executed, for whoever tells why.</summary>
    public static void KeepExecutable(ChildState* s)
    {
        int saved = open(s->Executable, O_PATH | O_CLOEXEC, 0);
        if (saved != -1) s->Evidence = saved;
    }

    /// <summary>Opens the root in which a path cannot be reached.</summary>
    public static void KeepRoot(ChildState* s) => s->Evidence = open(ChildString.Literal("/"u8), O_PATH | O_CLOEXEC, 0);

    /// <summary>There is none after all.</summary>
    public static void Forget(ChildState* s)
    {
        if (s->Evidence == -1) return;
        close(s->Evidence);
        s->Evidence = -1;
    }
}
