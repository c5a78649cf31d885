using System.Globalization;
using OciRuntime.CommandLine;
using OciRuntime.Containers;
using OciRuntime.Diagnostics;
using OciRuntime.Native;

namespace OciRuntime.Commands;

/// <summary><c>ocirun wait</c>.</summary>
internal sealed class WaitCommand : Command
{
    /// <inheritdoc/>
    public override string Name => "wait";

    /// <inheritdoc/>
    public override string Summary => "wait for a container to end and print its exit code";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "<container-id>";

    /// <inheritdoc/>
    public override string Description =>
        """
        Waits until the container's first process has ended, whoever started it, and prints its exit code, 128 and the
        signal's number where a signal ended it. Exits with 0 if the code is known, else with 1: before Linux 6.15 only
        the parent of a process learns how it ended.
        """;

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        ExitStatus status = Wait(global.ToRuntimeOptions(), options.Arguments[0]);
        Output.Write(status.ShellCode.ToString(CultureInfo.InvariantCulture) + "\n");
        return 0;
    }

    private static ExitStatus Wait(RuntimeOptions options, string id)
    {
        using Container container = Container.Open(options, id);
        if (container.Record.IsCreating)
            throw new ContainerException($"cannot wait for container {id}, which is being created");
        (int pid, ulong startTime) = (container.Record.Pid, container.Record.StartTime);
        using PidFd? process = PidFd.TryOpen(pid);
        // The descriptor first: what is the right process now is the one that it holds.
        bool there = process is not null && ProcessIdentity.Read(pid) is { } found && found.StartTime == startTime;
        if (!there)
            throw new ContainerException($"container {id} has stopped, and only its parent has its exit status");
        process!.WaitForEnd(-1);
        // Until its parent has reaped it procfs tells, from then on the kernel; it may be reaped in between.
        return process.TryGetExitStatus()
            ?? ProcessIdentity.ReadExitStatus(pid, startTime)
            ?? process.TryGetExitStatus()
            ?? throw new ContainerException(
                $"container {id} has ended, and only its parent has its exit status: the kernel tells others since "
                + "Linux 6.15"
            );
    }
}
