using OciRuntime.CommandLine;
using OciRuntime.Containers;
using OciRuntime.Diagnostics;
using OciRuntime.Native;
namespace OciRuntime.Commands;

/// <summary>The options before the verb, read and checked.</summary>
internal sealed class GlobalOptions
{
    private GlobalOptions(ParsedOptions parsed, Log log, string cgroupManager, bool? rootless)
    {
        (Parsed, Log, CgroupManager, Rootless) = (parsed, log, cgroupManager, rootless);
    }

    /// <summary>Where errors and warnings go.</summary>
    public Log Log { get; }

    private ParsedOptions Parsed { get; }

    private string CgroupManager { get; }

    private bool? Rootless { get; }

    /// <summary>The options before the verb.</summary>
    public static Option[] Table =>
    [
        new("debug", OptionKind.Switch, "write each step to the log as it is taken"),
            new(
                "log",
                OptionKind.Text,
                "append errors and warnings to this file instead of standard error; journald:NAME and syslog:NAME "
                + "send them there under that name"
            ),
        new("log-format", OptionKind.Text, "the format of the log: text or json") { Default = "\"text\"" },
        new("log-level", OptionKind.Text, "the least that is logged: debug, warning or error")
        {
            Default = "\"warning\"",
        },
        new("root", OptionKind.Text, "the directory that holds the state of the containers; it should be on a tmpfs")
        {
            Default = $"\"{StateRoot.System}\"",
        },
            new(
                "systemd-cgroup",
                OptionKind.Switch,
                "let systemd manage the cgroups: the same as --cgroup-manager systemd"
            ),
            new(
                "cgroup-manager",
                OptionKind.Text,
                "who manages the cgroups: cgroupfs, systemd, or disabled for none at all"
            )
        {
            Default = "\"cgroupfs\"",
        },
            new("rootless", OptionKind.Text, "go on where permission for a cgroup is missing: true, false, or auto")
            {
                Default = "\"auto\"",
            },
            new(
                "timings",
                OptionKind.Text,
                "write where the time of this command went to this file, or to a new file in this directory; "
                + "OCIRUN_TIMINGS does the same"
            ),
            new(
                "annotation-files",
                OptionKind.Text,
                "the directory in which annotations of the config may name files; OCIRUN_ANNOTATION_FILES does the same"
            ),
        new("version", OptionKind.Switch, "print the version") { Alias = "v" },
    ];

    /// <summary>Checks the values and opens the log.</summary>
    /// <param name="parsed">The options, read with <see cref="Table"/>.</param>
    /// <param name="log">The log as far as it could be opened: an error in a later option is written to it.</param>
    /// <exception cref="OcirunException">A value is not among those that the option takes.</exception>
    public static GlobalOptions From(ParsedOptions parsed, ref Log log)
    {
        log = OpenLog(parsed);
        if (log.TellsSteps) DebugLog.Begin(log);
        return new GlobalOptions(parsed, log, ReadCgroupManager(parsed), ReadRootless(parsed));
    }

    /// <summary>The directory of the containers' states was named by the option.</summary>
    public bool NamesRoot => Parsed.Value("root") is not null;

    /// <summary>What the verbs' work needs; the directory under XDG_RUNTIME_DIR is made when it is the one.</summary>
    public RuntimeOptions ToRuntimeOptions() =>
        new(StateRoot.Resolve(Parsed.Value("root")), CgroupManager, Rootless, Log)
        {
            AnnotationFiles = ReadAnnotationFiles(),
        };

    /// <summary>The same for what only looks: no directory is made, and none has to be there.</summary>
    public RuntimeOptions ToReadOnlyOptions() =>
        new(StateRoot.System, CgroupManager, Rootless, Log) { AnnotationFiles = ReadAnnotationFiles() };

    private string? ReadAnnotationFiles()
    {
        string? directory = Parsed.NonEmpty("annotation-files")
            ?? System.Environment.GetEnvironmentVariable("OCIRUN_ANNOTATION_FILES");
        if (string.IsNullOrEmpty(directory)) return null;
        return directory.StartsWith('/') ? directory
            : throw Invalid($"invalid annotation-files `{directory}`: not an absolute path");
    }

    private static Log OpenLog(ParsedOptions parsed)
    {
        LogFormat format = parsed.Value("log-format") switch
        {
            null or "" or "text" => LogFormat.Text,
            "json" => LogFormat.Json,
            string other => throw Invalid($"invalid log-format: {other}"),
        };
        LogLevel level = parsed.NonEmpty("log-level") switch
        {
            null => LogLevel.Default,
            "debug" => LogLevel.Debug,
            "warning" or "warn" => LogLevel.Warning,
            "error" => LogLevel.Error,
            string other => throw Invalid($"invalid log-level `{other}`: not debug, warning or error"),
        };
        if (parsed.Switch("debug")) level = LogLevel.Debug;
        if (parsed.NonEmpty("log") is not { } place) return Log.ToStandardError(format, level);
        int colon = place.IndexOf(':');
        return (colon < 0 ? "" : place[..colon]) switch
        {
            "journald" => Log.ToService(LogService.Journald(place[(colon + 1)..]), format, level),
            "syslog" => Log.ToService(LogService.Syslog(place[(colon + 1)..]), format, level),
            "file" => Log.ToFile(place[(colon + 1)..], format, level),
            _ => Log.ToFile(place, format, level),
        };
    }

    private static string ReadCgroupManager(ParsedOptions parsed)
    {
        bool systemd = parsed.Switch("systemd-cgroup");
        string? manager = parsed.NonEmpty("cgroup-manager");
        if (manager is not (null or "cgroupfs" or "systemd" or "disabled"))
            throw Invalid($"invalid cgroup-manager `{manager}`: not cgroupfs, systemd or disabled");
        if (systemd && manager is not (null or "systemd"))
            throw Invalid($"--systemd-cgroup and --cgroup-manager `{manager}` contradict each other");
        return systemd ? "systemd" : manager ?? "cgroupfs";
    }

    private static bool? ReadRootless(ParsedOptions parsed)
    {
        string? text = parsed.NonEmpty("rootless");
        if (text is null || text.Equals("auto", System.StringComparison.OrdinalIgnoreCase)) return null;
        return Booleans.Parse(text) ?? throw Invalid($"invalid rootless `{text}`: not true, false or auto");
    }

    private static OcirunException Invalid(string message) => new(message, FailureCodes.Usage);
}
