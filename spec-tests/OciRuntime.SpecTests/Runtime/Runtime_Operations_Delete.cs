using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Runtime;

/// <summary>runtime.md, "Delete".</summary>
public sealed class Runtime_Operations_Delete
{
    [Fact]
    public void Delete_of_an_unknown_id_is_an_error() =>
        RuntimeUnderTest.Run("delete", "no-such-container").Failed("does not exist");

    [Fact]
    public void Delete_without_an_id_is_an_error() => RuntimeUnderTest.Run("delete").Failed("requires exactly 1 argument");

    [Fact]
    public void Delete_by_force_of_an_unknown_id_succeeds() =>
        RuntimeUnderTest.Run("delete", "--force", "no-such-container").Succeeded();

    [Fact]
    public void Delete_of_a_running_container_is_an_error_and_harms_nothing()
    {
        using var container = new Container("sleep 100");
        container.Create().Succeeded();
        container.Start().Succeeded();
        container.Delete().Failed("running");
        Assert.Equal("running", container.Status);
    }

    [Fact]
    public void Delete_removes_what_create_made_and_nothing_of_the_bundle()
    {
        using var container = new Container("true");
        container.Create().Succeeded();
        container.Start().Succeeded();
        container.WaitFor("stopped").Delete().Succeeded();
        Assert.Empty(container.FindLeftovers());
        Assert.True(System.IO.File.Exists(container.InRootfs("bin/busybox")));
        Assert.True(System.IO.File.Exists(System.IO.Path.Combine(container.Bundle, "config.json")));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Delete_by_force_ends_a_running_container(bool started)
    {
        using var container = new Container("trap '' TERM; sleep 1000 & sleep 1000 & wait; sleep 1000");
        container.Create().Succeeded();
        if (started) container.Start().Succeeded();
        container.Delete("--force").Succeeded();
        Assert.Empty(container.FindLeftovers());
    }

    [Fact]
    public void Delete_removes_cgroups_that_the_container_made_below_its_own()
    {
        using var container = new Container("mkdir -p /sys/fs/cgroup/memory/a/b && sleep 1000");
        container.Add(Config.Mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev"));
        container.Create().Succeeded();
        container.Start().Succeeded();
        container.Delete("--force").Succeeded();
        Assert.Empty(container.FindLeftovers());
    }

    [Fact]
    public void Delete_ends_processes_of_a_container_without_a_pid_namespace()
    {
        using var container = new Container("sleep 1000 & sleep 1000 & exit 0");
        container.Linux["namespaces"] = Config.Namespaces("mount", "ipc", "uts", "network");
        container.Create().Succeeded();
        container.Start().Succeeded();
        container.WaitFor("stopped").Delete("--force").Succeeded();
        Assert.Empty(container.FindLeftovers());
    }
}
