namespace OciRuntime.Config;

/// <summary>The runtime-spec that this runtime implements.</summary>
internal static class SpecVersion
{
    /// <summary>Its version.</summary>
    public const string Current = "1.3.0";
}
