using System;
using System.Diagnostics;
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
        JsonObject profile = container.Seccomp("ALLOW", "NOTIFY mkdir");
        string socket = Path.Combine(container.Bundle, "agent");
        profile["listenerPath"] = socket;
        profile["listenerMetadata"] = "colour=blue";
        using System.Diagnostics.Process agent = System.Diagnostics.Process.Start(
            new ProcessStartInfo(Probes.Agent, socket) { RedirectStandardOutput = true })!;
        try
        {
            Assert.Equal("listening", agent.StandardOutput.ReadLine());
            Assert.Equal("ok", container.Output());
            Assert.True(Directory.Exists(Path.Combine(container.Rootfs, "made-by-agent")));
            Assert.False(Directory.Exists(Path.Combine(container.Rootfs, "made")));
            string text = agent.StandardOutput.ReadToEnd();
            // runc 1.1.5 keeps a copy of the connection: the spec's MUST be closed is not kept there
            string end = RuntimeUnderTest.IsRunc ? "\nopen\n" : "\nclosed\n";
            Assert.EndsWith(end, text);
            CheckState(JsonNode.Parse(text[..^end.Length])!, container);
            Assert.True(agent.WaitForExit(TimeSpan.FromSeconds(5)));
            Assert.Equal(0, agent.ExitCode);
        }
        finally
        {
            if (!agent.HasExited)
                agent.Kill();
        }
    }

    private static void CheckState(JsonNode state, Container container)
    {
        Assert.NotEmpty((string)state["ociVersion"]!);
        Assert.Equal("seccompFd", (string?)Assert.Single(state["fds"]!.AsArray()));
        Assert.Equal("colour=blue", (string?)state["metadata"]);
        Assert.True((int)state["pid"]! > 1);
        Assert.Equal((int)state["pid"]!, (int)state["state"]!["pid"]!);
        Assert.Equal("creating", (string?)state["state"]!["status"]);
        Assert.Equal(container.Bundle, (string?)state["state"]!["bundle"]);
        Assert.Equal(container.Id, (string?)state["state"]!["id"]);
    }

    [Fact]
    public void No_agent_at_the_path_is_an_error_and_nothing_starts()
    {
        using Container container = Probes.Container("/probe", "mkdir", "/made");
        container.Seccomp("ALLOW", "NOTIFY mkdir")["listenerPath"] = Path.Combine(container.Bundle, "nobody");
        Assert.Equal("", container.Run().Failed("nobody").Output);
        Assert.False(Directory.Exists(Path.Combine(container.Rootfs, "made")));
    }

    [Fact]
    public void Without_NOTIFY_the_path_is_ignored()
    {
        using Container container = Probes.Container("/probe", "mkdir", "/made");
        container.Seccomp("ALLOW", "ERRNO getpgrp")["listenerPath"] = "/nowhere/agent";
        Assert.Equal("ok", container.Output());
        Assert.True(Directory.Exists(Path.Combine(container.Rootfs, "made")));
    }

    [Fact]
    public void NOTIFY_without_a_path_is_an_error()
    {
        using Container container = Probes.Container("/probe", "mkdir", "/made");
        container.Seccomp("ALLOW", "NOTIFY mkdir");
        container.Run().Failed("listenerPath");
    }
}
