using OciRuntime.CommandLine;
using OciRuntime.Config;
using OciRuntime.Containers;
using OciRuntime.Exec;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Commands;

/// <summary><c>ocirun mounts</c>, as in crun.</summary>
internal sealed class MountsCommand : Command
{
    /// <inheritdoc/>
    public override string Name => "mounts";

    /// <inheritdoc/>
    public override string Summary => "add mounts to a running container, or remove them";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "add|remove <container-id> <file>";

    /// <inheritdoc/>
    public override string Description =>
        """
        Makes the mounts that the file lists, as the mounts of a config.json are written, in a container that was
        created or runs; or unmounts what lies on their destinations. The file - is standard input:

            # echo '[{"destination": "/data", "source": "/srv/data", "options": ["rbind", "ro"]}]' |
                ocirun mounts add ubuntu01 -
        """;

    /// <inheritdoc/>
    public override int MinimumArguments => 3;

    /// <inheritdoc/>
    public override int MaximumArguments => 3;

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        string act = options.Arguments[0], file = options.Arguments[2];
        if (act is not ("add" or "remove")) throw new UsageException($"ocirun: `{act}` is not add or remove", ".");
        byte[] json = file == "-" ? FileBytes.ReadToEnd(0, "standard input") : FileBytes.ReadAll(AT_FDCWD, file);
        Mount[] mounts = SpecReader.ParseMounts(json);
        using Container container = Container.OpenLocked(global.ToRuntimeOptions(), options.Arguments[1]);
        MountChange change = new(container, mounts);
        if (act == "add") change.Add();
        else change.Remove();
        return 0;
    }
}
