using OciRuntime.Config;

namespace OciRuntime.Containers;

/// <summary>The state that hooks read.</summary>
internal static class HookStates
{
    /// <summary>The spec's state of <paramref name="record"/>, with this status and pid.</summary>
    public static State Make(ContainerRecord record, string status, int pid) => new()
    {
        Version = SpecVersion.Current,
        ID = record.Id,
        Status = status,
        Pid = pid,
        Bundle = record.Bundle,
        Annotations = record.Annotations,
    };
}
