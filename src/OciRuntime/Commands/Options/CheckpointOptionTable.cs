using OciRuntime.Checkpoint;
using System;
using System.Globalization;
using OciRuntime.CommandLine;
using OciRuntime.Native;
using OciRuntime.Native.Paths;
namespace OciRuntime.Commands;

/// <summary>The options of <c>checkpoint</c> and <c>restore</c>, runc's.</summary>
internal static class CheckpointOptionTable
{
    /// <summary>Those that both have.</summary>
    public static Option[] Common =>
    [
        new("image-path", OptionKind.Text, "the directory of the images") { Default = "\"./checkpoint\"" },
        new("work-path", OptionKind.Text, "the directory of criu's log; without it that of the images"),
        new("tcp-established", OptionKind.Switch, "keep TCP connections"),
        new("ext-unix-sk", OptionKind.Switch, "allow unix sockets that lead out of the container"),
        new("shell-job", OptionKind.Switch, "allow a session and a terminal that are the caller's"),
        new("file-locks", OptionKind.Switch, "keep file locks"),
            new(
                "manage-cgroups-mode",
                OptionKind.Text,
                "what criu does with cgroups: soft, full, strict or ignore; without it criu's own choice"
            ),
            new(
                "empty-ns",
                OptionKind.Texts,
                "make this namespace and leave it empty; network, which is always left so"
            ),
        new("auto-dedup", OptionKind.Switch, "remove from the parent images what these images have too"),
        new("lazy-pages", OptionKind.Switch, "bring memory when it is touched, with userfaultfd"),
        new("status-fd", OptionKind.Number, "a descriptor that gets a NUL when memory can be asked for"),
        new("parent-path", OptionKind.Text, "the images of an earlier pre-dump, relative to those of now"),
    ];

    /// <summary>Reads them; the first argument is the container's id.</summary>
    /// <param name="options">The command line's.</param>
    /// <param name="dump">They are those of <c>checkpoint</c>.</param>
    public static CheckpointOptions Read(ParsedOptions options, bool dump)
    {
        foreach (string name in options.Values("empty-ns"))
            if (name != "network") throw Invalid($"namespace `{name}` is not supported by --empty-ns");
        return new CheckpointOptions
        {
            Id = options.Arguments[0],
            ImagePath = LexicalPath.Absolute(options.NonEmpty("image-path") ?? "checkpoint"),
            WorkPath = options.NonEmpty("work-path") is { } work ? LexicalPath.Absolute(work) : null,
            ParentPath = options.NonEmpty("parent-path"),
            LeaveRunning = dump && options.Switch("leave-running"),
            PreDump = dump && options.Switch("pre-dump"),
            TcpEstablished = options.Switch("tcp-established"),
            TcpSkipInFlight = dump && options.Switch("tcp-skip-in-flight"),
            LinkRemap = dump && options.Switch("link-remap"),
            ExtUnixSk = options.Switch("ext-unix-sk"),
            ShellJob = options.Switch("shell-job"),
            FileLocks = options.Switch("file-locks"),
            AutoDedup = options.Switch("auto-dedup"),
            LazyPages = options.Switch("lazy-pages"),
            StatusFd = options.Value("status-fd") is null ? -1 : options.Number("status-fd"),
            PageServer = dump ? PageServer(options.NonEmpty("page-server")) : null,
            ManageCgroupsMode = options.NonEmpty("manage-cgroups-mode"),
            LsmProfile = dump ? null : options.NonEmpty("lsm-profile"),
            LsmMountContext = dump ? null : options.NonEmpty("lsm-mount-context"),
        };
    }

    /// <summary>ADDRESS:PORT; an IPv6 address stands in brackets.</summary>
    private static (string Address, int Port)? PageServer(string? text)
    {
        if (text is null) return null;
        int colon = text.LastIndexOf(':');
        if (
            colon <= 0
            || !ushort.TryParse(
                text.AsSpan(colon + 1),
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out ushort port
            )
        )
            throw Invalid($"invalid page-server `{text}`: not ADDRESS:PORT");
        return (text[..colon].Trim('[', ']'), port);
    }

    private static OcirunException Invalid(string message) => new(message, FailureCodes.Usage);
}
