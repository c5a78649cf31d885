namespace OciRuntime.Checks;

/// <summary>One thing that a container needs from its host.</summary>
/// <param name="Name">What, in a few words that stay the same: programs look for them.</param>
/// <param name="State">Whether it is there.</param>
/// <param name="Found">What was found, and what follows from it.</param>
internal sealed record CheckResult(string Name, CheckState State, string Found)
{
    /// <summary>What to do about it, or null.</summary>
    public string? Advice { get; init; }

    /// <summary>Without it no container, or not the one that is asked for, starts.</summary>
    public bool Needed { get; init; }

    /// <summary>The place in the config that needs it, RFC 6901; empty if it is none.</summary>
    public string Pointer { get; init; } = "";
}
