using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Cgroups;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cli;

/// <summary><c>ocirun check</c> in the places where it has to be right.</summary>
public sealed class Cli_Check
{
    private const string Ours = "runc has no check";

    private static readonly string[] Seven =
        ["mount namespace", "pid namespace", "network namespace", "ipc namespace", "uts namespace", "cgroup namespace",
            "time namespace"];

    private static readonly string[] Everyone = ["--reuid=65534", "--regid=65534", "--clear-groups"];

    /// <summary>What was said, by name.</summary>
    private static Dictionary<string, JsonObject> Read(string output)
    {
        Dictionary<string, JsonObject> found = [];
        foreach (JsonNode? check in (JsonArray)JsonNode.Parse(output)!["checks"]!)
            found.TryAdd((string)check!["name"]!, (JsonObject)check);
        return found;
    }

    private static string State(Dictionary<string, JsonObject> checks, string name) =>
        checks.TryGetValue(name, out JsonObject? check) ? (string)check["state"]! : "not told";

    private static Command Check(params string[] arguments) => RuntimeUnderTest.Run(["check", .. arguments]);

    /// <summary>In a mount namespace of its own, after <paramref name="script"/>.</summary>
    private static Command CheckAfter(string script, params string[] arguments) => Command.Run(
        "/usr/bin/unshare",
        ["--mount", "sh", "-ec", script + "\nexec \"$@\"", "sh", RuntimeUnderTest.Binary, "check", "--format", "json",
            .. arguments]);

    [RuncDiffersFact(Ours)]
    public void On_this_machine_root_has_all_that_a_container_needs()
    {
        Command command = Check("--format", "json");
        Assert.Equal((0, ""), (command.ExitCode, command.Error));
        Assert.True((bool)JsonNode.Parse(command.Output)!["complete"]!);
        Dictionary<string, JsonObject> checks = Read(command.Output);
        // who gives the container its cgroup
        string giver = RuntimeUnderTest.UsesSystemd ? "systemd bus" : "cgroup delegation";
        foreach (string name in (string[])["kernel", "cgroups", giver, "seccomp", "filesystem proc",
            "filesystem tmpfs", "user namespace", .. Seven])
            Assert.Equal((name, "ok"), (name, State(checks, name)));
        foreach (JsonObject check in checks.Values.Where(check => (string)check["state"]! != "ok"))
            Assert.False(string.IsNullOrEmpty((string?)check["advice"]), $"no advice: {check.ToJsonString()}");
    }

    [RuncDiffersFact(Ours)]
    public void Each_line_of_text_is_state_name_finding_and_advice()
    {
        Command command = Check();
        Assert.Equal(0, command.ExitCode);
        Assert.All(command.Lines, line => Assert.Matches("^(ok|limited|missing) +[a-zA-Z/_. -]+  +.+$", line));
        Assert.Contains(command.Lines, line => line.StartsWith("ok       kernel ", StringComparison.Ordinal));
    }

    [RuncDiffersFact(Ours)]
    public void A_user_is_told_what_is_missing_of_id_maps_and_delegation()
    {
        Command command = Command.Run(
            "/usr/bin/setpriv", [.. Everyone, RuntimeUnderTest.Binary, "check", "--format", "json"]);
        Dictionary<string, JsonObject> checks = Read(command.Output);
        Assert.Equal("missing", State(checks, "subuid"));
        Assert.StartsWith("`/etc/subuid` grants ", (string)checks["subuid"]["found"]!);
        Assert.Equal("limited", State(checks, "cgroup delegation"));
        bool user = State(checks, "user namespace") == "ok";
        foreach (string name in Seven) Assert.Equal((name, user ? "ok" : "missing"), (name, State(checks, name)));
        Assert.Equal(user ? 0 : 1, command.ExitCode);
    }

    [RuncDiffersFact(Ours)]
    public void A_user_is_told_that_root_s_config_would_not_start()
    {
        using Container container = new("true");
        container.WriteConfig();
        File.SetUnixFileMode(container.Bundle, (UnixFileMode)0x1ED); // 0755
        Command command = Command.Run(
            "/usr/bin/setpriv", [.. Everyone, RuntimeUnderTest.Binary, "check", container.Bundle]);
        Assert.Equal(1, command.ExitCode);
        Assert.Equal("the container would not start", command.Lines[^1]);
        Assert.Contains(
            command.Lines, line => line.StartsWith("missing  mount namespace ", StringComparison.Ordinal));
    }

    [RuncDiffersFact(Ours)]
    public void In_an_unprivileged_container_namespaces_and_cgroups_are_missing()
    {
        using Container container = new();
        File.Copy(RuntimeUnderTest.Binary, container.InRootfs("bin/ocirun"));
        container.Args("/bin/ocirun", "check", "--format", "json");
        container.Process["capabilities"] = new JsonObject();
        Command command = container.Run();
        Assert.Equal(1, command.ExitCode);
        Dictionary<string, JsonObject> checks = Read(command.Output);
        string expected = State(checks, "user namespace") == "ok" ? "limited" : "missing";
        foreach (string name in Seven) Assert.Equal((name, expected), (name, State(checks, name)));
        Assert.Equal("missing", State(checks, State(checks, "cgroup delegation") == "not told"
            ? "cgroups" : "cgroup delegation"));
    }

    /// <summary>The kernel refuses to mount, and no filter does: no system call is missing.</summary>
    [RuncDiffersFact(Ours)]
    public void In_a_user_namespace_without_a_mount_namespace_no_system_call_is_missing()
    {
        Command command = Command.Run(
            "/usr/bin/unshare",
            ["--user", "--map-root-user", "--cgroup", RuntimeUnderTest.Binary, "check", "--format", "json"]);
        Dictionary<string, JsonObject> checks = Read(command.Output);
        Assert.Equal("ok", State(checks, "system calls"));
        Assert.Equal("ok", State(checks, "mount namespace"));
    }

    [RuncDiffersFact(Ours)]
    public void A_controller_that_was_taken_away_is_missing_for_a_config_that_needs_it()
    {
        using Container container = new("true");
        container.Resources["pids"] = new JsonObject { ["limit"] = 100 };
        container.WriteConfig();
        string fewer = container.HostFile("controllers", "cpu memory\n");
        string script = HostCgroups.IsUnified ? $"mount --bind {fewer} /sys/fs/cgroup/cgroup.controllers"
            : "umount /sys/fs/cgroup/pids";
        Command command = CheckAfter(script, container.Bundle);
        Assert.Equal(1, command.ExitCode);
        Assert.False((bool)JsonNode.Parse(command.Output)!["wouldStart"]!);
        Dictionary<string, JsonObject> checks = Read(command.Output);
        Assert.Equal("missing", State(checks, "controller pids"));
        Assert.True((bool)checks["controller pids"]["needed"]!);
        Assert.Equal(0, CheckAfter(":", container.Bundle).ExitCode);
    }

    [RuncDiffersFact(Ours)]
    public void A_tree_of_cgroup_v2_is_named_with_the_controllers_that_it_has()
    {
        const string script =
            "umount -R /sys/fs/cgroup; mount -t cgroup2 cgroup2 /sys/fs/cgroup; cat /sys/fs/cgroup/cgroup.controllers >&2";
        Command command = CheckAfter(script);
        Assert.Equal(0, command.ExitCode);
        Dictionary<string, JsonObject> checks = Read(command.Output);
        Assert.Equal("version 2", (string)checks["cgroups"]["found"]!);
        string[] available = command.Error.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        foreach (string name in (string[])["cpu", "cpuset", "memory", "pids", "io", "hugetlb"])
        {
            string expected = available.Contains(name) ? "ok" : "missing";
            Assert.Equal((name, expected), (name, State(checks, "controller " + name)));
        }
    }

    [RuncDiffersFact(Ours)]
    public void Of_a_bundle_only_what_it_needs_is_told_and_that_it_would_start()
    {
        using Container container = new("true");
        container.WriteConfig();
        Command command = Check(container.Bundle);
        Assert.Equal((0, "the container would start"), (command.ExitCode, command.Lines[^1]));
        Assert.DoesNotContain("criu", command.Output);
        Assert.DoesNotContain("filesystem overlay", command.Output);
        container.Run().Succeeded();
    }

    [RuncDiffersFact(Ours)]
    public void Of_a_bundle_a_source_a_filesystem_and_a_mistake_that_stand_in_its_way_are_told()
    {
        using Container container = new("true");
        container.Process["cwd"] = "tmp";
        container.Add(
            new JsonObject { ["destination"] = "/a", ["source"] = "/no/such", ["options"] = Config.Array(["bind"]) },
            new JsonObject { ["destination"] = "/b", ["type"] = "nosuchfs", ["source"] = "x" });
        container.WriteConfig();
        int last = container.Mounts.Count - 1;
        Command command = Check(container.Bundle);
        Assert.Equal((1, "the container would not start"), (command.ExitCode, command.Lines[^1]));
        string[] missing = command.Lines.Where(line => line.StartsWith("missing", StringComparison.Ordinal)).ToArray();
        Assert.Equal(
            [
                "missing  config                    `tmp` is not an absolute path [config: /process/cwd]",
                "missing  filesystem nosuchfs       this kernel has none; install or load its module, or use another "
                    + $"filesystem [config: /mounts/{last}/type]",
                "missing  source of a bind mount    `/no/such`: no such file or directory (ENOENT) (`/no` is missing); "
                    + $"make it, or correct the path [config: /mounts/{last - 1}/source]",
            ],
            missing);
    }
}
