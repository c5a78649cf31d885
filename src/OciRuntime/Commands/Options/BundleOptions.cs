using OciRuntime.CommandLine;
using OciRuntime.Containers;
using OciRuntime.Native;
namespace OciRuntime.Commands;

/// <summary>The options of the commands that only look at a bundle.</summary>
internal static class BundleOptions
{
    /// <summary>Where the config is.</summary>
    public static Option[] Table =>
    [
        new("bundle", OptionKind.Text, "the bundle's directory; without it the current one") { Alias = "b" },
        new("config", OptionKind.Text, "the config file, relative to the bundle; without it config.json")
        {
            Alias = "f",
        },
    ];

    /// <summary>The bundle as <c>create</c> would be told of it; an argument names its directory, too.</summary>
    /// <param name="options">What was given.</param>
    /// <param name="id">Stands for the container's name.</param>
    public static CreateOptions Read(ParsedOptions options, string id)
    {
        string bundle = options.NonEmpty("bundle") ?? (options.Arguments.Count > 0 ? options.Arguments[0] : ".");
        return new CreateOptions(
            id, bundle, options.NonEmpty("config"), PidFile: null, ConsoleSocket: null, PidfdSocket: null,
            NoPivot: false, NoNewKeyring: false, PreserveFds: 0);
    }

    /// <summary>Whether <c>--format</c> asks for JSON, and not for text.</summary>
    /// <exception cref="OcirunException">Something else is asked for.</exception>
    public static bool IsJson(ParsedOptions options) => options.Value("format") switch
    {
        null or "text" => false,
        "json" => true,
        string other => throw new OcirunException(
            $"invalid format option `{other}`: not text or json",
            FailureCodes.Usage
        ),
    };
}
