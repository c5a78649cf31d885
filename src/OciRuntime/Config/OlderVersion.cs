namespace OciRuntime.Config;

/// <summary>What a value meant in the version of the spec that a config names.</summary>
internal static class OlderVersion
{
    /// <summary>Puts the meaning of today's spec in the place of an older one.</summary>
    public static void Translate(Spec spec)
    {
        if (spec.Linux?.Resources is { } resources) Translate(resources, spec.Version);
    }

    /// <summary>
    /// The same for limits that come by themselves, as in an update of a container whose config has this version.
    /// </summary>
    public static void Translate(LinuxResources resources, string? version)
    {
        // until 1.3.0 made 0 a limit like any other, it stood for none; Podman 4 writes it for --pids-limit -1
        if (resources.Pids is { Limit: 0 } pids && IsBefore13(version)) pids.Limit = -1;
    }

    private static bool IsBefore13(string? version) =>
        version is not null
        && (
            version.StartsWith("1.0.", System.StringComparison.Ordinal)
            || version.StartsWith("1.1.", System.StringComparison.Ordinal)
            || version.StartsWith("1.2.", System.StringComparison.Ordinal)
        );
}
