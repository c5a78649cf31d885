using System;
using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Runtime;

/// <summary>runtime.md, "State" and "Query State".</summary>
public sealed class Runtime_State
{
    [Fact]
    public void State_holds_version_id_status_pid_bundle()
    {
        using var container = new Container("sleep 100");
        container.Create().Succeeded();
        JsonObject state = container.State();
        Assert.StartsWith("1.", (string)state["ociVersion"]!, StringComparison.Ordinal);
        Assert.Equal(container.Id, (string)state["id"]!);
        Assert.Equal("created", (string)state["status"]!);
        Assert.Equal(container.Bundle, (string)state["bundle"]!);
        int pid = (int)state["pid"]!;
        // the environment is not there before exec: the root is
        Assert.True(Directory.Exists($"/proc/{pid}"));
        Assert.Equal(pid.ToString(), File.ReadAllText(container.PidFile));
    }

    [Fact]
    public void State_pid_is_the_program_in_the_runtimes_pid_namespace()
    {
        using var container = new Container("sleep 100");
        container.Create().Succeeded();
        container.Start().Succeeded();
        Wait.Until(
            () => File.ReadAllText($"/proc/{container.Pid}/cmdline").StartsWith("sleep", StringComparison.Ordinal),
            "program in the command line of the pid");
        Assert.Contains(container.Id, File.ReadAllText($"/proc/{container.Pid}/environ"), StringComparison.Ordinal);
    }

    [Fact]
    public void State_created_is_an_RFC_3339_time_of_now()
    {
        using var container = new Container("sleep 100");
        container.Create().Succeeded();
        DateTimeOffset created = DateTimeOffset.Parse((string)container.State()["created"]!);
        Assert.InRange(DateTimeOffset.UtcNow - created, TimeSpan.FromSeconds(-5), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void State_has_the_annotations_of_the_config()
    {
        using var container = new Container("sleep 100");
        container.Config["annotations"] = new JsonObject
        {
            ["com.example.key"] = "a \"quoted\" wert",
            ["com.example.empty"] = "",
        };
        container.Create().Succeeded();
        Assert.Equal("a \"quoted\" wert", (string)container.State()["annotations"]!["com.example.key"]!);
        Assert.Equal("", (string)container.State()["annotations"]!["com.example.empty"]!);
    }

    [Fact]
    public void State_of_a_stopped_container_has_no_pid()
    {
        using var container = new Container("true");
        container.Create().Succeeded();
        container.Start().Succeeded();
        Assert.True((int?)container.WaitFor("stopped").State()["pid"] is null or 0);
    }

    [Fact]
    public void State_of_an_unknown_id_is_an_error() =>
        RuntimeUnderTest.Run("state", "no-such-container").Failed("does not exist");

    [Fact]
    public void State_without_an_id_is_an_error() => RuntimeUnderTest.Run("state").Failed("requires exactly 1 argument");

    [Fact]
    public void State_of_a_container_killed_from_outside_is_stopped()
    {
        using var container = new Container("sleep 100");
        container.Create().Succeeded();
        Mono.Unix.Native.Syscall.kill(container.Pid, Mono.Unix.Native.Signum.SIGKILL);
        container.WaitFor("stopped");
    }

    [RuncDiffersFact("1.1 implements another version")]
    public void The_version_is_that_of_the_spec_that_the_runtime_implements()
    {
        using var container = new Container("sleep 1000");
        container.Config["ociVersion"] = "1.0.0";
        container.Begin();
        Assert.Equal("1.3.0", (string)container.State()["ociVersion"]!);
    }
}
