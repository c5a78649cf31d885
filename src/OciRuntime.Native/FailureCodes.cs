namespace OciRuntime.Native;

/// <summary>
/// The values of <c>code</c> in the JSON log. They are a contract: they may be added to, never renamed.
/// </summary>
public static class FailureCodes
{
    /// <summary>The command line is wrong.</summary>
    public const string Usage = "usage";

    /// <summary>The config is wrong, or asks for what this version cannot do.</summary>
    public const string Config = "config";

    /// <summary>No container of that name.</summary>
    public const string NotFound = "not-found";

    /// <summary>A container or a file of that name is there already.</summary>
    public const string Exists = "exists";

    /// <summary>The container is not in a state that allows the verb.</summary>
    public const string State = "state";

    /// <summary>The container's program could not be started.</summary>
    public const string Launch = "launch";

    /// <summary>A hook failed.</summary>
    public const string Hook = "hook";

    /// <summary>The kernel refused a call.</summary>
    public const string Kernel = "kernel";

    /// <summary>Another program, as systemd, criu or ps, did not do what was asked.</summary>
    public const string Service = "service";

    /// <summary>A defect of this program.</summary>
    public const string Internal = "internal";
}
