using System.Text;
using OciRuntime.Cgroups;
using OciRuntime.CommandLine;
using OciRuntime.Config;
using OciRuntime.Diagnostics;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Commands;

/// <summary><c>ocirun spec</c>.</summary>
internal sealed unsafe class SpecCommand : Command
{
    /// <inheritdoc/>
    public override string Name => "spec";

    /// <inheritdoc/>
    public override string Summary => "write a config.json to start from";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "";

    /// <inheritdoc/>
    public override string Description =>
        """
        Writes a config.json that starts sh in a container with namespaces, mounts and masked paths of its own. Its
        root filesystem is the directory rootfs beside it. A config.json that is already there is not touched; a file
        that --file names is.

            # mkdir -p bundle/rootfs
            # tar -C bundle/rootfs -xf image.tar
            # ocirun spec -b bundle
            # ocirun run -b bundle container1

        With --rootless it is one for a user without privileges: it maps the user to root inside. Root of a user
        namespace does not need it.
        """;

    /// <inheritdoc/>
    public override int MinimumArguments => 0;

    /// <inheritdoc/>
    public override int MaximumArguments => 0;

    /// <inheritdoc/>
    public override Option[] Options =>
    [
        new("bundle", OptionKind.Text, "the directory to write it to; without it the current one") { Alias = "b" },
        new("file", OptionKind.Text, "write this file instead of config.json, also if it is there") { Alias = "f" },
        new("rootless", OptionKind.Switch, "write one for a user without privileges"),
    ];

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        string? file = options.NonEmpty("file");
        string path = file ?? "config.json";
        if (options.NonEmpty("bundle") is { } bundle && !path.StartsWith('/')) path = bundle + "/" + path;
        bool unified = CgroupHost.Detect().Mode == CgroupMode.Unified;
        byte[] template = SpecTemplate.Default(
            options.Switch("rootless") ? (LibC.geteuid(), LibC.getegid()) : null,
            unified
        );
        Write(path, template, file is null ? O_EXCL : O_TRUNC);
        return 0;
    }

    private static void Write(string path, byte[] template, int flag)
    {
        const uint WritableByAll = 0x1b6; // 0666, less the umask
        byte[] name = Encoding.UTF8.GetBytes(path + '\0');
        int fd;
        // Safe: the array is pinned and NUL-terminated.
        fixed (byte* start = name)
            fd = open(start, O_WRONLY | O_CREAT | O_CLOEXEC | flag, WritableByAll);
        if (fd == -1 && errno == Errno.EEXIST)
            throw new OcirunException($"file `{path}` exists: remove it first", FailureCodes.Exists);
        using OwnedFd output = OwnedFd.From(fd, "open", path);
        int error = Output.TryWrite(output.Fd, template);
        if (error != 0) throw new LinuxException("write", path, error);
    }
}
