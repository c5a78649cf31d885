using System;
using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Security;

/// <summary>config-linux.md, Seccomp, listenerPath and The Container Process State.</summary>
public class SeccompListenerTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_agent_gets_the_listener_and_the_state_and_answers_a_call(bool noNewPrivileges)
    {
        using Container container = Probes.Container("/probe", "mkdir", "/made");
        container.Process["noNewPrivileges"] = noNewPrivileges;
        JsonObject profile = container.Seccomp("ALLOW", "NOTIFY mkdir,mkdirat");
        using var agent = new SeccompAgent(container);
        profile["listenerPath"] = agent.Socket;
        profile["listenerMetadata"] = "colour=blue";
        Assert.Equal("ok", container.Output());
        Assert.True(Directory.Exists(Path.Combine(container.Rootfs, "made-by-agent")));
        Assert.False(Directory.Exists(Path.Combine(container.Rootfs, "made")));
        JsonNode state = State(agent.Finish());
        CheckState(state, container, "creating");
        Assert.Equal((int)state["pid"]!, (int)state["state"]!["pid"]!);
    }

    [Program32Fact]
    public void A_32_bit_programs_call_reaches_the_agent()
    {
        using Container container = Probes.Container("/probe32", "mkdir", "/made");
        JsonObject profile = container.Seccomp("ALLOW", "NOTIFY mkdir,mkdirat");
        profile["architectures"] = Config.Array(Machine.SeccompName, Machine.SeccompName32);
        using var agent = new SeccompAgent(container);
        profile["listenerPath"] = agent.Socket;
        Assert.Equal("ok", container.Output());
        Assert.True(Directory.Exists(Path.Combine(container.Rootfs, "made-by-agent")));
        agent.Finish();
    }

    [Fact]
    public void Exec_has_a_listener_of_its_own_and_sends_the_state_of_the_running_container()
    {
        using Container container = Probes.Container("/probe", "sleep");
        JsonObject profile = container.Seccomp("ALLOW", "NOTIFY mkdir,mkdirat");
        profile["listenerMetadata"] = "colour=blue";
        int init;
        using (var first = new SeccompAgent(container))
        {
            profile["listenerPath"] = first.Socket;
            container.Create().Succeeded();
            container.Start().Succeeded();
            init = container.Pid;
        }
        File.Delete(Path.Combine(container.Bundle, "agent"));
        using var agent = new SeccompAgent(container);
        Assert.Equal("ok", RuntimeUnderTest.Run("exec", container.Id, "/probe", "mkdir", "/made").Succeeded().Text);
        JsonNode state = State(agent.Finish());
        CheckState(state, container, "running");
        Assert.Equal(init, (int)state["state"]!["pid"]!);
        Assert.NotEqual(init, (int)state["pid"]!);
    }

    private static JsonNode State(string text)
    {
        // runc 1.1.5 keeps a copy of the connection: the spec's MUST be closed is not kept there
        string end = RuntimeUnderTest.IsRunc ? "\nopen\n" : "\nclosed\n";
        Assert.EndsWith(end, text, StringComparison.Ordinal);
        return JsonNode.Parse(text[..^end.Length])!;
    }

    private static void CheckState(JsonNode state, Container container, string status)
    {
        Assert.NotEmpty((string)state["ociVersion"]!);
        Assert.Equal("seccompFd", (string?)Assert.Single(state["fds"]!.AsArray()));
        Assert.Equal("colour=blue", (string?)state["metadata"]);
        Assert.True((int)state["pid"]! > 1);
        Assert.Equal(status, (string?)state["state"]!["status"]);
        Assert.Equal(container.Bundle, (string?)state["state"]!["bundle"]);
        Assert.Equal(container.Id, (string?)state["state"]!["id"]);
    }

    [Fact]
    public void A_listenerPath_without_an_agent_is_an_error_and_nothing_starts()
    {
        using Container container = Probes.Container("/probe", "mkdir", "/made");
        container.Seccomp("ALLOW", "NOTIFY mkdir,mkdirat")["listenerPath"] = Path.Combine(container.Bundle, "nobody");
        Assert.Equal("", container.Run().Failed("nobody").Output);
        Assert.False(Directory.Exists(Path.Combine(container.Rootfs, "made")));
    }

    [Fact]
    public void A_listenerPath_without_a_NOTIFY_rule_is_ignored()
    {
        using Container container = Probes.Container("/probe", "mkdir", "/made");
        container.Seccomp("ALLOW", "ERRNO getppid")["listenerPath"] = "/nowhere/agent";
        Assert.Equal("ok", container.Output());
        Assert.True(Directory.Exists(Path.Combine(container.Rootfs, "made")));
    }

    [Fact]
    public void A_NOTIFY_rule_without_listenerPath_is_an_error()
    {
        using Container container = Probes.Container("/probe", "mkdir", "/made");
        container.Seccomp("ALLOW", "NOTIFY mkdir,mkdirat");
        container.Run().Failed("listenerPath");
    }
}
