namespace OciRuntime.Config;

/// <summary>
/// The kinds of a mistake in a config, <c>errors[].code</c> of the JSON log. They are a contract: they may be added to,
/// never renamed (ocirun-errors(7)).
/// </summary>
internal static class SpecErrorCodes
{
    /// <summary>The document is not JSON.</summary>
    public const string Syntax = "syntax";

    /// <summary>A value of another JSON type, or a number that the member cannot hold.</summary>
    public const string Type = "type";

    /// <summary>A member is missing or empty.</summary>
    public const string Required = "required";

    /// <summary>A value that the member cannot have: a name that does not exist, a text of the wrong form.</summary>
    public const string Value = "value";

    /// <summary>A number or a length outside of its bounds.</summary>
    public const string Range = "range";

    /// <summary>What may come once comes again.</summary>
    public const string Duplicate = "duplicate";

    /// <summary>Two members that cannot be together, or one that needs another.</summary>
    public const string Conflict = "conflict";

    /// <summary>This host, or this version of ocirun, cannot do it.</summary>
    public const string Unsupported = "unsupported";
}
