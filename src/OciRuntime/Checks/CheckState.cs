namespace OciRuntime.Checks;

/// <summary>Whether the host has what a container needs.</summary>
internal enum CheckState
{
    /// <summary>It is there.</summary>
    Ok,

    /// <summary>It is there in part, or it is not known whether it is.</summary>
    Limited,

    /// <summary>It is not there.</summary>
    Missing,
}
