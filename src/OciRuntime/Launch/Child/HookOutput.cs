namespace OciRuntime.Launch.Child;

/// <summary>Files to which what a hook writes is appended instead of being kept for the error.</summary>
/// <param name="Output">For its standard output; -1: none.</param>
/// <param name="Errors">For its standard error; -1: none.</param>
internal readonly record struct HookOutput(int Output, int Errors)
{
    /// <summary>Neither.</summary>
    public static HookOutput None => new(-1, -1);
}
