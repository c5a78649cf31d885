namespace OciRuntime.Diagnostics;

/// <summary>The least that is logged.</summary>
internal enum LogLevel
{
    /// <summary>Errors and warnings; of warnings none in a JSON file, which callers read as one object.</summary>
    Default,

    /// <summary>Everything.</summary>
    Debug,

    /// <summary>Errors and warnings.</summary>
    Warning,

    /// <summary>Errors.</summary>
    Error,
}
