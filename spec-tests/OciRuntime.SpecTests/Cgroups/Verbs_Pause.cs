using System.IO;
using System.Threading;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cgroups;

/// <summary><c>pause</c> and <c>resume</c>.</summary>
public sealed class Verbs_Pause
{
    [Fact]
    public void A_paused_container_does_not_run_until_resume()
    {
        using Container container = Counting();
        RuntimeUnderTest.Run("pause", container.Id).Succeeded();
        Assert.Equal("paused", container.Status);
        long before = Count(container);
        Thread.Sleep(200);
        Assert.Equal(before, Count(container));
        RuntimeUnderTest.Run("resume", container.Id).Succeeded();
        Assert.Equal("running", container.Status);
        Wait.Until(() => Count(container) != before, "further count after resume");
    }

    [Fact]
    public void A_paused_container_is_killed_by_SIGKILL()
    {
        using Container container = Counting();
        RuntimeUnderTest.Run("pause", container.Id).Succeeded();
        container.KillWith("KILL").Succeeded();
        container.WaitFor("stopped");
    }

    [Fact]
    public void A_paused_container_is_deleted_with_force()
    {
        using Container container = Counting();
        RuntimeUnderTest.Run("pause", container.Id).Succeeded();
        container.Delete("--force").Succeeded();
        Assert.Empty(container.FindLeftovers());
    }

    [Fact]
    public void Pause_of_a_stopped_container_is_an_error()
    {
        using var container = new Container("true");
        container.Create().Succeeded();
        container.Start().Succeeded();
        container.WaitFor("stopped");
        RuntimeUnderTest.Run("pause", container.Id).Failed("not running");
    }

    [Fact]
    public void Resume_of_a_running_container_is_an_error()
    {
        using Container container = Counting();
        RuntimeUnderTest.Run("resume", container.Id).Failed("not paused");
    }

    [LimitsFact]
    public void A_paused_container_can_be_updated_and_asked_for_its_processes()
    {
        using Container container = Counting();
        RuntimeUnderTest.Run("pause", container.Id).Succeeded();
        RuntimeUnderTest.Run("update", "--pids-limit", "12", container.Id).Succeeded();
        Assert.Equal("12", HostCgroups.Read(container, "pids.max"));
        Assert.Contains(
            $"{container.Pid}",
            RuntimeUnderTest.Run("ps", "--format", "json", container.Id).Succeeded().Text,
            System.StringComparison.Ordinal
        );
    }

    private static Container Counting()
    {
        var container = new Container("while true; do echo x >>/home/count; sleep 0.01; done");
        container.Create().Succeeded();
        container.Start().Succeeded();
        Container.WaitForText(container.InRootfs("home/count"));
        return container;
    }

    private static long Count(Container container) => new FileInfo(container.InRootfs("home/count")).Length;
}
