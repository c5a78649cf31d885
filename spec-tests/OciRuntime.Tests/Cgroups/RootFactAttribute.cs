namespace OciRuntime.Tests.Cgroups;

/// <summary>A test that only root on the host can run: it makes cgroups. Skipped elsewhere, with that reason.</summary>
[System.AttributeUsage(System.AttributeTargets.Method)]
internal sealed class RootFactAttribute : FactAttribute
{
    public RootFactAttribute()
    {
        if (LibC.geteuid() != 0) Skip = "needs root, which makes cgroups";
        else if (TestCgroup.V2 is null) Skip = "needs a cgroup v2 tree";
    }
}
