using OciRuntime.CommandLine;
using OciRuntime.SeccompReport;

namespace OciRuntime.Commands;

/// <summary>
/// The supervisor of a seccomp report, which the runtime starts itself; not in the list of commands.
/// </summary>
internal sealed class SeccompSupervisorCommand : Command
{
    /// <inheritdoc/>
    public override string Name => Supervisor.Verb;

    /// <inheritdoc/>
    public override string Summary => "answer the calls that a container's filter refuses";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "<container-id>";

    /// <inheritdoc/>
    public override string Description => "Started by create, run and exec with --seccomp-report.";

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        Supervisor.Run(options.Arguments[0]);
        return 0;
    }
}
