using OciRuntime.CommandLine;
using OciRuntime.Containers;
using OciRuntime.Create;
using OciRuntime.Launch.Child;
using OciRuntime.Launch.Parent;

namespace OciRuntime.Commands;

/// <summary><c>ocirun create</c>.</summary>
internal sealed class CreateCommand : Command
{
    /// <inheritdoc/>
    public override string Name => "create";

    /// <inheritdoc/>
    public override string Summary => "create a container";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "<container-id>";

    /// <inheritdoc/>
    public override string Description =>
        """
        Makes the container that the bundle describes: its namespaces, cgroup, root filesystem and first process,
        which waits until "ocirun start" lets it become the program of process.args.
        """;

    /// <inheritdoc/>
    public override Option[] Options => CreateOptionTable.Table;

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        CreateOptions create = CreateOptionTable.Read(options);
        Create(global.ToRuntimeOptions(), create);
        return 0;
    }

    /// <summary>Makes a container whose process waits for start; runtime.md, Create.</summary>
    private static void Create(RuntimeOptions options, CreateOptions create)
    {
        using Creation creation = Creation.Begin(options, create, detached: true);
        using LaunchedProcess process = creation.Make(attached: false);
        // Before the process goes on: it has a copy of the lock's descriptor, which it would keep if this process were
        // killed now.
        creation.Unlock();
        try
        {
            process.Sync.Send(SyncPoint.Created);
        }
        catch
        {
            process.Kill();
            using Container created = Container.FromLocked(creation.State, creation.Record);
            ContainerRemoval.LockAndRemove(options, created, kill: false);
            throw;
        }
    }
}
