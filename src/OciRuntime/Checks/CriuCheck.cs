namespace OciRuntime.Checks;

/// <summary>criu, which <c>checkpoint</c> and <c>restore</c> need; a config never does.</summary>
internal static class CriuCheck
{
    /// <summary>Looks for it.</summary>
    public static void Run(CheckTarget target, CheckReport report)
    {
        if (target.Spec is not null) return;
        string? path = HostText.FindProgram("criu");
        report.Add(new CheckResult(
            "criu",
            path is null ? CheckState.Missing : CheckState.Ok,
            path is null ? "not found: containers cannot be checkpointed" : $"`{path}`")
        {
            Advice = path is null ? "install criu" : null,
        });
    }
}
