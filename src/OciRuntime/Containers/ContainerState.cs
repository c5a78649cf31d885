namespace OciRuntime.Containers;

/// <summary>The values of <c>status</c>; runtime.md, State, and runc's <c>paused</c>.</summary>
internal static class ContainerState
{
    /// <summary>create has not finished.</summary>
    public const string Creating = "creating";

    /// <summary>Everything is set up, the program has not been executed.</summary>
    public const string Created = "created";

    /// <summary>The program runs.</summary>
    public const string Running = "running";

    /// <summary>The cgroup is frozen.</summary>
    public const string Paused = "paused";

    /// <summary>The process has ended.</summary>
    public const string Stopped = "stopped";
}
