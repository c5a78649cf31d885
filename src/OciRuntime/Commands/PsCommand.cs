using System.Collections.Generic;
using System.Globalization;
using System.Text;
using OciRuntime.Cgroups;
using OciRuntime.CommandLine;
using OciRuntime.Containers;
using OciRuntime.Diagnostics;
using OciRuntime.Native;
namespace OciRuntime.Commands;

/// <summary><c>ocirun ps</c>.</summary>
internal sealed class PsCommand : Command
{
    /// <inheritdoc/>
    public override string Name => "ps";

    /// <inheritdoc/>
    public override string Summary => "list the processes of a container";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "<container-id> [ps options]";

    /// <inheritdoc/>
    public override string Description =>
        """
        Prints what ps(1) of the host says about the processes in the container's cgroup. The options after the id
        are given to ps; without any it is called with -ef. Its output must have a column PID.
        """;

    /// <inheritdoc/>
    public override int MaximumArguments => int.MaxValue;

    /// <inheritdoc/>
    public override OptionsEnd End => OptionsEnd.AfterFirstArgument;

    /// <inheritdoc/>
    public override Option[] Options =>
    [
            new("format", OptionKind.Text, "table or json; json is an array of process ids")
            {
                Alias = "f",
                Default = "\"table\"",
            },
    ];

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        bool json = OutputFormat.IsJson(options);
        int[] pids = Pids(global.ToRuntimeOptions(), options.Arguments[0]);
        if (json) Output.Write(Json(pids));
        else Output.WriteKernelText(Filter(Ask(options.Arguments), pids));
        return 0;
    }

    /// <summary>The ids as an array on one line.</summary>
    public static string Json(int[] pids)
    {
        JsonText json = new(indent: 0);
        json.BeginArray();
        foreach (int pid in pids) json.Element(pid);
        json.EndArray();
        return json + "\n";
    }

    /// <summary>
    /// The title of <paramref name="listing"/> and those of its lines that are about <paramref name="pids"/>.
    /// </summary>
    /// <exception cref="OcirunException">No column is called PID, or it holds something else.</exception>
    public static string Filter(string listing, int[] pids)
    {
        string[] lines = listing.Split('\n');
        int column = System.Array.IndexOf(Fields(lines[0]), "PID");
        if (column < 0) throw new OcirunException("the output of `ps` has no column PID", FailureCodes.Service);
        StringBuilder text = new();
        text.Append(lines[0]).Append('\n');
        for (int i = 1; i < lines.Length; i++)
        {
            if (lines[i].Length == 0) continue;
            string[] fields = Fields(lines[i]);
            if (column >= fields.Length
                || !int.TryParse(fields[column], NumberStyles.None, CultureInfo.InvariantCulture, out int pid))
                throw new OcirunException($"no process id in the line `{lines[i]}` of `ps`", FailureCodes.Service);
            if (System.Array.IndexOf(pids, pid) >= 0) text.Append(lines[i]).Append('\n');
        }
        return text.ToString();
    }

    private static string Ask(List<string> arguments)
    {
        List<string> command = ["ps"];
        for (int i = 1; i < arguments.Count; i++) command.Add(arguments[i]);
        if (command.Count == 1) command.Add("-ef");
        SpawnResult result = Spawn.Capture(command);
        if (result.Status.Succeeded)
            return result.Output;
        throw new OcirunException(
            $"`{string.Join(' ', command)}` failed: {result.Status}: {result.Output.Trim()}",
            FailureCodes.Service
        );
    }

    private static string[] Fields(string line) =>
        line.Split([' ', '\t'], System.StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The pids of all processes in a container, as the runtime sees them.</summary>
    private static int[] Pids(RuntimeOptions options, string id)
    {
        using Container container = Container.Open(options, id);
        using ICgroupManager? cgroup = ContainerList.OwnCgroup(options, container);
        if (cgroup is not null) return cgroup.Pids();
        return !container.HasCgroup && container.IsAlive ? [container.Record.Pid] : [];
    }
}
