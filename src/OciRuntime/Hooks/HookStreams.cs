namespace OciRuntime.Hooks;

/// <summary>The descriptors of hooks that the container's process runs.</summary>
/// <param name="State">The file with the state, their standard input; -1 without hooks.</param>
/// <param name="Output">Where standard output goes; -1: into the error, if they fail.</param>
/// <param name="Errors">Where standard error goes; -1: into the error, if they fail.</param>
internal readonly record struct HookStreams(int State, int Output, int Errors)
{
    /// <summary>Those of no hooks.</summary>
    public static HookStreams None => new(-1, -1, -1);
}
