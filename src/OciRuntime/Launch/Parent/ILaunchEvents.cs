using OciRuntime.Native;

namespace OciRuntime.Launch.Parent;

/// <summary>
/// What the runtime does from outside while the child carries out its plan; in the order of the picture in SyncPoint.
/// </summary>
internal interface ILaunchEvents
{
    /// <summary>Writes the id maps of <paramref name="pid"/>, which has a new user namespace.</summary>
    void MapIds(int pid);

    /// <summary>The process that will be the container is <paramref name="pid"/>: cgroups, oom score.</summary>
    void ProcessCreated(int pid);

    /// <summary>Maps the ids of <paramref name="tree"/>, which mounts[<paramref name="index"/>] will be.</summary>
    void MapMount(int index, OwnedFd tree);

    /// <summary>The mounts are made, pivot_root is not: prestart and createRuntime hooks.</summary>
    void RunHooks(int pid);

    /// <summary>Sets resource limits from outside.</summary>
    void SetLimits(int pid);

    /// <summary>The filter's listener arrived.</summary>
    void SendSeccompListener(int pid, OwnedFd listener);
}
