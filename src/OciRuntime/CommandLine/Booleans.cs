namespace OciRuntime.CommandLine;

/// <summary>
/// The spellings of truth that Go's strconv.ParseBool takes, and with it every caller's generator of options.
/// </summary>
internal static class Booleans
{
    /// <summary>The value that a switch which is on has in <see cref="ParsedOptions"/>.</summary>
    public const string True = "true";

    /// <summary>The value that a switch which is off has in <see cref="ParsedOptions"/>.</summary>
    public const string False = "false";

    /// <summary>Reads <paramref name="text"/>; null where it is no boolean.</summary>
    public static bool? Parse(string text) => text switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => null,
    };
}
