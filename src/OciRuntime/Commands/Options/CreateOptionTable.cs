using OciRuntime.CommandLine;
using OciRuntime.Containers;
using OciRuntime.Native.Paths;
namespace OciRuntime.Commands;

/// <summary>The options that <c>create</c> and <c>run</c> have in common.</summary>
internal static class CreateOptionTable
{
    /// <summary>Their table.</summary>
    public static Option[] Table =>
    [
        new("bundle", OptionKind.Text, "the bundle's directory; without it the current one") { Alias = "b" },
            new("config", OptionKind.Text, "the config file, relative to the bundle; without it config.json")
            {
                Alias = "f",
            },
            new(
                "console-socket",
                OptionKind.Text,
                "an AF_UNIX socket that receives the master end of the container's pseudoterminal"
            ),
        new("pid-file", OptionKind.Text, "the file to write the first process' id to"),
        new("pidfd-socket", OptionKind.Text, "an AF_UNIX socket that receives a pidfd of the first process"),
            new(
                "no-pivot",
                OptionKind.Switch,
                "move the root mount instead of calling pivot_root: for a root filesystem on an initial ramdisk"
            ),
        new("seccomp-report", OptionKind.Text, "write the system calls that the seccomp filter refuses to this file"),
        new("no-new-keyring", OptionKind.Switch, "keep the caller's session keyring instead of making a new one"),
            new(
                "preserve-fds",
                OptionKind.Number,
                "how many descriptors after standard error and those of LISTEN_FDS the container gets"
            )
            {
                Default = "0",
            },
    ];

    /// <summary>
    /// Reads them; the first argument is the container's id. The pid file is the caller's: the work itself begins by
    /// going into the bundle.
    /// </summary>
    public static CreateOptions Read(ParsedOptions options) => new(
        options.Arguments[0],
        options.NonEmpty("bundle") ?? ".",
        options.NonEmpty("config"),
        options.NonEmpty("pid-file") is { } pidFile ? LexicalPath.Absolute(pidFile) : null,
        options.NonEmpty("console-socket"),
        options.NonEmpty("pidfd-socket"),
        options.Switch("no-pivot"),
        options.Switch("no-new-keyring"),
        options.Number("preserve-fds"))
    {
        SeccompReport = options.NonEmpty("seccomp-report") is { } report ? LexicalPath.Absolute(report) : null,
    };
}
