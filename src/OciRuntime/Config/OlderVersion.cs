namespace OciRuntime.Config;

/// <summary>What a value meant in the version of the spec that a config names.</summary>
internal static class OlderVersion
{
    /// <summary>Puts the meaning of today's spec in the place of an older one.</summary>
    public static void Translate(Spec spec)
    {
        // until 1.3.0 made 0 a limit like any other, it stood for none; Podman 4 writes it for --pids-limit -1
        if (spec.Linux?.Resources?.Pids is { Limit: 0 } pids && IsBefore13(spec.Version)) pids.Limit = -1;
    }

    private static bool IsBefore13(string? version) =>
        version is not null && (version.StartsWith("1.0.", System.StringComparison.Ordinal)
            || version.StartsWith("1.1.", System.StringComparison.Ordinal) || version.StartsWith("1.2.", System.StringComparison.Ordinal));
}
