namespace OciRuntime.Launch.Child;

/// <summary>
/// What a process has from the caller of the runtime, and what the container and those who join it must not read or
/// inherit: a created process waits in the container's namespaces, with the caller's secrets in its environment and
/// perhaps (<c>exec --env</c>) in its arguments, which every process may read as /proc/PID/cmdline.
/// </summary>
internal unsafe struct CallerTraces
{
    /// <summary>
    /// Bit N-1 for signal N, of the first 31, that this process ignores: what the caller had it ignore, as nohup(1) and
    /// a
    /// shell's <c>&amp;</c> do, and what the runtime ignores itself.
    /// </summary>
    public ulong IgnoredSignals;

    /// <summary>The strings of argv, and where they end; null if the kernel does not say.</summary>
    public byte* Arguments, ArgumentsEnd;

    /// <summary>The strings of the environment, and where they end; null if the kernel does not say.</summary>
    public byte* Environment, EnvironmentEnd;

    /// <summary>What ps(1) shows instead of the arguments, as far as there is room.</summary>
    public ChildString Title;

    /// <summary>Drops all of it.</summary>
    public readonly void Drop()
    {
        SignalActions.Reset(IgnoredSignals);
        Clear(Environment, EnvironmentEnd);
        Clear(Arguments, ArgumentsEnd);
        byte* title = Title;
        // Safe: one byte before the end stays 0, or the kernel would read on into the environment.
        for (byte* at = Arguments; title != null && *title != 0 && at + 1 < ArgumentsEnd; at++) *at = *title++;
    }

    private static void Clear(byte* from, byte* end)
    {
        // Safe: the kernel put the strings on the stack of this program, which may write to it, execve(2).
        for (; from != null && from < end; from++) *from = 0;
    }
}
