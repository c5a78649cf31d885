using System.Collections.Generic;
namespace OciRuntime.Commands;

/// <summary>The verbs there are.</summary>
internal static class VerbTable
{
    /// <summary>The verb called <paramref name="name"/>, or null. Only that one is made: the others' tables cost nothing.</summary>
    public static Verb? Find(string name) => name switch
    {
        "checkpoint" => new CheckpointVerb(),
        "create" => new CreateVerb(),
        "delete" => new DeleteVerb(),
        "events" => new EventsVerb(),
        "exec" => new ExecVerb(),
        "features" => new FeaturesVerb(),
        "kill" => new KillVerb(),
        "list" => new ListVerb(),
        "pause" => new PauseVerb(),
        "plan" => new PlanVerb(),
        "ps" => new PsVerb(),
        "restore" => new RestoreVerb(),
        "resume" => new ResumeVerb(),
        "run" => new RunVerb(),
        "seccomp" => new SeccompVerb(),
        "spec" => new SpecVerb(),
        "start" => new StartVerb(),
        "state" => new StateVerb(),
        "update" => new UpdateVerb(),
        _ => null,
    };

    /// <summary>All of them in the order of the help text.</summary>
    public static IEnumerable<Verb> All() =>
    [
        new CheckpointVerb(), new CreateVerb(), new DeleteVerb(), new EventsVerb(), new ExecVerb(), new FeaturesVerb(), new KillVerb(), new ListVerb(), new PauseVerb(),
        new PlanVerb(), new PsVerb(), new RestoreVerb(), new ResumeVerb(), new RunVerb(), new SeccompVerb(), new SpecVerb(), new StartVerb(),
        new StateVerb(), new UpdateVerb(),
    ];
}
