using System.Collections.Generic;
using System.Globalization;
using System.Text;
using OciRuntime.CommandLine;
using OciRuntime.Containers;
using OciRuntime.Diagnostics;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;
namespace OciRuntime.Commands;

/// <summary><c>ocirun list</c>.</summary>
internal sealed class ListCommand : Command
{
    /// <inheritdoc/>
    public override string Name => "list";

    /// <inheritdoc/>
    public override string Summary => "list the containers";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "";

    /// <inheritdoc/>
    public override string Description => "Lists the containers under the directory that --root names.";

    /// <inheritdoc/>
    public override int MinimumArguments => 0;

    /// <inheritdoc/>
    public override int MaximumArguments => 0;

    /// <inheritdoc/>
    public override Option[] Options =>
    [
        new("format", OptionKind.Text, "table or json") { Alias = "f", Default = "\"table\"" },
        new("quiet", OptionKind.Switch, "print the ids only") { Alias = "q" },
    ];

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        bool json = OutputFormat.IsJson(options);
        RuntimeOptions runtime = global.ToRuntimeOptions();
        // Without the option there may just be no container yet.
        if (global.NamesRoot && !Call.Exists(AT_FDCWD, runtime.Root))
            throw new LinuxException("open", runtime.Root, errno);
        List<ContainerStatus> containers = ContainerList.Read(runtime);
        if (options.Switch("quiet")) Output.Write(Ids(containers));
        else Output.Write(json ? Json(containers) : Table(containers));
        return 0;
    }

    /// <summary>One array on one line; nothing is <c>null</c>, as runc prints it.</summary>
    public static string Json(List<ContainerStatus> containers)
    {
        if (containers.Count == 0) return "null\n";
        JsonText json = new(indent: 0);
        json.BeginArray();
        foreach (ContainerStatus container in containers) ContainerStatusJson.Append(json, container);
        json.EndArray();
        return json + "\n";
    }

    /// <summary>runc's columns.</summary>
    public static string Table(List<ContainerStatus> containers)
    {
        TextTable table = new("ID", "PID", "STATUS", "BUNDLE", "CREATED", "OWNER");
        foreach (ContainerStatus c in containers)
            table.Add(
                c.Id,
                c.Pid.ToString(CultureInfo.InvariantCulture),
                c.Status,
                c.Bundle,
                ContainerStatusJson.Time(c.Created),
                c.Owner
            );
        return table.ToString();
    }

    private static string Ids(List<ContainerStatus> containers)
    {
        StringBuilder text = new();
        foreach (ContainerStatus container in containers) text.Append(container.Id).Append('\n');
        return text.ToString();
    }
}
