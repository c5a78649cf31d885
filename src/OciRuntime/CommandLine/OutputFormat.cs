using OciRuntime.Native;
namespace OciRuntime.CommandLine;

/// <summary>The option <c>--format</c> of <c>list</c> and <c>ps</c>.</summary>
internal static class OutputFormat
{
    /// <summary>Whether JSON is asked for, and not a table.</summary>
    /// <exception cref="OcirunException">Something else is asked for.</exception>
    public static bool IsJson(ParsedOptions options) => options.Value("format") switch
    {
        null or "table" => false,
        "json" => true,
        string other => throw new OcirunException(
            $"invalid format option `{other}`: not table or json",
            FailureCodes.Usage
        ),
    };
}
