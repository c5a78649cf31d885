using System.Collections.Generic;
namespace OciRuntime.Commands;

/// <summary>The commands, by name.</summary>
internal static class CommandTable
{
    /// <summary>
    /// The command called <paramref name="name"/>, or null. Only that one is made: the others' tables cost nothing.
    /// </summary>
    public static Command? Find(string name) => name switch
    {
        "check" => new CheckCommand(),
        "checkpoint" => new CheckpointCommand(),
        "create" => new CreateCommand(),
        "delete" => new DeleteCommand(),
        "events" => new EventsCommand(),
        "exec" => new ExecCommand(),
        "features" => new FeaturesCommand(),
        "kill" => new KillCommand(),
        "list" => new ListCommand(),
        "mounts" => new MountsCommand(),
        "pause" => new PauseCommand(),
        "plan" => new PlanCommand(),
        "ps" => new PsCommand(),
        "restore" => new RestoreCommand(),
        "resume" => new ResumeCommand(),
        "run" => new RunCommand(),
        "seccomp" => new SeccompCommand(),
        SeccompReport.Supervisor.Verb => new SeccompSupervisorCommand(),
        "spec" => new SpecCommand(),
        "start" => new StartCommand(),
        "state" => new StateCommand(),
        "update" => new UpdateCommand(),
        "validate" => new ValidateCommand(),
        "wait" => new WaitCommand(),
        _ => null,
    };

    /// <summary>The names of all of them.</summary>
    public static IEnumerable<string> Names
    {
        get
        {
            foreach (Command command in All()) yield return command.Name;
        }
    }

    /// <summary>All of them in the order of the help text.</summary>
    public static IEnumerable<Command> All() =>
    [
        new CheckCommand(), new CheckpointCommand(), new CreateCommand(), new DeleteCommand(), new EventsCommand(),
        new ExecCommand(),
        new FeaturesCommand(), new KillCommand(), new ListCommand(), new MountsCommand(), new PauseCommand(),
        new PlanCommand(),
        new PsCommand(), new RestoreCommand(), new ResumeCommand(), new RunCommand(), new SeccompCommand(),
        new SpecCommand(), new StartCommand(), new StateCommand(), new UpdateCommand(),
        new ValidateCommand(), new WaitCommand(),
    ];
}
