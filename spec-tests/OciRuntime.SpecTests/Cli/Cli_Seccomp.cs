using System.IO;
using OciRuntime.SpecTests.Harness;
using OciRuntime.SpecTests.Security;

namespace OciRuntime.SpecTests.Cli;

/// <summary><c>seccomp</c> on a container instead of a file.</summary>
public class Cli_Seccomp
{
    [RuncDiffersFact("it has no such command")]
    public void The_filter_of_a_running_container_is_explained_by_its_id()
    {
        using Container container = new("sleep 1000");
        container.Seccomp("ALLOW", "ERRNO mount");
        container.Begin();
        // What the container was created with counts, not what the bundle holds by now.
        File.Delete(Path.Combine(container.Bundle, "config.json"));
        Command explained = RuntimeUnderTest.Run("seccomp", "--explain", "mount", container.Id).Succeeded();
        Assert.Contains("mount(): ERRNO 1 (EPERM), /linux/seccomp/syscalls/0", explained.Output);
        Assert.Contains("(mount)", RuntimeUnderTest.Run("seccomp", container.Id).Succeeded().Output);
        RuntimeUnderTest
            .Run("seccomp", "nobody")
            .Failed("JSON specification file nobody not found, and there is no container of that name");
    }
}
