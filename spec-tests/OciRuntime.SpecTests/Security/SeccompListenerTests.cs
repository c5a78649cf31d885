using System;
using System.Diagnostics;
using System.IO;
using System.Text.Json.Nodes;

namespace OciRuntime.SpecTests.Security;

/// <summary>config-linux.md, Seccomp, listenerPath and The Container Process State.</summary>
public class SeccompListenerTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_agent_gets_the_listener_and_the_state_and_answers_a_call(bool noNewPrivileges)
    {
        using ConfinedContainer container = new("/probe", "mkdir", "/made");
        container.Process["noNewPrivileges"] = noNewPrivileges;
        JsonObject profile = container.Seccomp("ALLOW", "NOTIFY mkdir");
        string socket = Path.Combine(container.Folder, "agent");
        profile["listenerPath"] = socket;
        profile["listenerMetadata"] = "colour=blue";
        using System.Diagnostics.Process agent = System.Diagnostics.Process.Start(
            new ProcessStartInfo(ConfinedContainer.Agent, socket) { RedirectStandardOutput = true })!;
        try
        {
            Assert.Equal("listening", agent.StandardOutput.ReadLine());
            (int code, string output, string errors) = container.Run();
            Assert.Equal((0, "ok\n", ""), (code, output, errors));
            Assert.True(Directory.Exists(Path.Combine(container.Folder, "rootfs", "made-by-agent")));
            Assert.False(Directory.Exists(Path.Combine(container.Folder, "rootfs", "made")));
            string text = agent.StandardOutput.ReadToEnd();
            // runc 1.1.5 keeps a copy of the connection: the spec's MUST be closed is not kept there
            string end = ConfinedContainer.IsRunc ? "\nopen\n" : "\nclosed\n";
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

    private static void CheckState(JsonNode state, ConfinedContainer container)
    {
        Assert.NotEmpty((string)state["ociVersion"]!);
        Assert.Equal("seccompFd", (string?)Assert.Single(state["fds"]!.AsArray()));
        Assert.Equal("colour=blue", (string?)state["metadata"]);
        Assert.True((int)state["pid"]! > 1);
        Assert.Equal((int)state["pid"]!, (int)state["state"]!["pid"]!);
        Assert.Equal("creating", (string?)state["state"]!["status"]);
        Assert.Equal(container.Folder, (string?)state["state"]!["bundle"]);
        Assert.StartsWith("confined-", (string)state["state"]!["id"]!);
    }

    [Fact]
    public void No_agent_at_the_path_is_an_error_and_nothing_starts()
    {
        using ConfinedContainer container = new("/probe", "mkdir", "/made");
        container.Seccomp("ALLOW", "NOTIFY mkdir")["listenerPath"] = Path.Combine(container.Folder, "nobody");
        (int code, string output, string errors) = container.Run();
        Assert.NotEqual(0, code);
        Assert.Equal("", output);
        Assert.Contains("nobody", errors);
        Assert.False(Directory.Exists(Path.Combine(container.Folder, "rootfs", "made")));
    }

    [Fact]
    public void Without_NOTIFY_the_path_is_ignored()
    {
        using ConfinedContainer container = new("/probe", "mkdir", "/made");
        container.Seccomp("ALLOW", "ERRNO getpgrp")["listenerPath"] = "/nowhere/agent";
        Assert.Equal((0, "ok\n"), (container.Run().Code, Directory.Exists(Path.Combine(container.Folder, "rootfs", "made")) ? "ok\n" : ""));
    }

    [Fact]
    public void NOTIFY_without_a_path_is_an_error()
    {
        using ConfinedContainer container = new("/probe", "mkdir", "/made");
        container.Seccomp("ALLOW", "NOTIFY mkdir");
        (int code, _, string errors) = container.Run();
        Assert.NotEqual(0, code);
        Assert.Contains("listenerPath", errors);
    }
}
