using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cgroups;

/// <summary>A normal user's containers in scopes of the user's own systemd, which has been given controllers.</summary>
public sealed class Cgroups_Rootless : IDisposable
{
    private readonly Container _container = new("sleep 1000");
    private readonly string _directory, _runtime;

    public Cgroups_Rootless()
    {
        _directory = Directory.CreateDirectory(Path.Combine(_container.Bundle, "user")).FullName;
        _runtime = Path.Combine(_directory, Path.GetFileName(RuntimeUnderTest.Binary));
        // where the tests' runtime lies may be nobody's but root's
        File.Copy(RuntimeUnderTest.Binary, _runtime);
        JsonObject linux = _container.Linux;
        linux["cgroupsPath"] = $"user.slice:spec:{_container.Id}";
        linux["namespaces"] = Config.Namespaces("user", "pid", "network", "ipc", "uts", "mount");
        foreach (string mapping in (string[])["uidMappings", "gidMappings"])
            linux[mapping] = new JsonArray(
                new JsonObject
                {
                    ["containerID"] = 0,
                    ["hostID"] = UserSystemdFactAttribute.User,
                    ["size"] = 1,
                }
            );
        linux["resources"] = JsonNode.Parse(
            """{"memory":{"limit":67108864},"pids":{"limit":77},"cpu":{"shares":512,"quota":20000,"period":50000}}"""
        );
    }

    public void Dispose()
    {
        if (Directory.Exists(Path.Combine(_directory, "state", _container.Id))) Run("delete", "--force", _container.Id);
        _container.Dispose();
    }

    [UserSystemdFact]
    public void Limits_of_a_rootless_scope_reach_the_kernel_and_update_changes_them()
    {
        Begin();
        Assert.Equal(("67108864", "77", "20000 50000"), (Read("memory.max"), Read("pids.max"), Read("cpu.max")));
        Run("update", "--pids-limit", "55", "--memory", "33554432", _container.Id).Succeeded();
        Assert.Equal(("33554432", "55", "20000 50000"), (Read("memory.max"), Read("pids.max"), Read("cpu.max")));
        Command
            .Run("setpriv", [.. s_become, "systemctl", "--user", "daemon-reload"], environment: s_environment)
            .Succeeded();
        Assert.Equal(("33554432", "55", "20000 50000"), (Read("memory.max"), Read("pids.max"), Read("cpu.max")));
    }

    [UserSystemdFact]
    public void Exec_joins_a_rootless_scope_and_pause_freezes_it()
    {
        Begin();
        string ofExec = Run("exec", _container.Id, "cat", "/proc/self/cgroup").Succeeded().Text;
        // 1.1 stays where it is when the kernel refuses the move, and does not ask systemd for it
        if (!RuntimeUnderTest.IsRunc) Assert.Contains(Cgroup(), ofExec);
        Assert.Equal("here", Run("exec", _container.Id, "echo", "here").Succeeded().Text);
        Run("pause", _container.Id).Succeeded();
        Assert.Contains("frozen 1", Read("cgroup.events").Split('\n'));
        Run("resume", _container.Id).Succeeded();
        Assert.Contains("frozen 0", Read("cgroup.events").Split('\n'));
        Assert.Contains("\"pids\"", Run("events", "--stats", _container.Id).Succeeded().Text);
    }

    [UserSystemdFact]
    public void Delete_removes_a_rootless_scope()
    {
        Begin();
        string cgroup = HostCgroups.Root + Cgroup();
        Assert.True(Directory.Exists(cgroup));
        Run("kill", _container.Id, "KILL").Succeeded();
        Wait.Until(
            () => Run("state", _container.Id).Succeeded().Text.Contains("\"stopped\"", StringComparison.Ordinal),
            "stopped container");
        Run("delete", _container.Id).Succeeded();
        Assert.False(Directory.Exists(cgroup));
        Assert.Equal(
            "inactive",
            Command
                .Run(
                    "setpriv",
                    [.. s_become, "systemctl", "--user", "is-active", Path.GetFileName(cgroup)],
                    environment: s_environment
                )
                .Text
        );
    }

    private static readonly string[] s_become =
        [$"--reuid={UserSystemdFactAttribute.User}", $"--regid={UserSystemdFactAttribute.User}", "--clear-groups"];

    private static readonly Dictionary<string, string?> s_environment = new()
    {
        ["XDG_RUNTIME_DIR"] = $"/run/user/{UserSystemdFactAttribute.User}",
        ["DBUS_SESSION_BUS_ADDRESS"] = $"unix:path=/run/user/{UserSystemdFactAttribute.User}/bus",
    };

    private Command Run(params IEnumerable<string> words) =>
        Command.Run(
            "setpriv",
            [.. s_become, _runtime, "--root", Path.Combine(_directory, "state"), "--systemd-cgroup", .. words],
            environment: s_environment
        );

    private void Begin()
    {
        _container.WriteConfig();
        Command.Run("chown", ["-R", $"{UserSystemdFactAttribute.User}", _directory]).Succeeded();
        Run("create", "--bundle", _container.Bundle, "--pid-file", Path.Combine(_directory, "pid"), _container.Id)
            .Succeeded();
        Run("start", _container.Id).Succeeded();
    }

    private string Cgroup() =>
        File.ReadAllLines($"/proc/{File.ReadAllText(Path.Combine(_directory, "pid"))}/cgroup")
            .Single(line => line.StartsWith("0::", StringComparison.Ordinal))[3..];

    private string Read(string file) => File.ReadAllText($"{HostCgroups.Root}{Cgroup()}/{file}").TrimEnd('\n');
}

/// <summary>
/// A test that needs the systemd of a normal user with memory, cpu and pids to give; skipped elsewhere, with that
/// reason.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UserSystemdFactAttribute : FactAttribute
{
    /// <summary>The user's id; 0 where there is none.</summary>
    public static int User { get; } =
        !Directory.Exists("/run/user")
            ? 0
            : Directory
                .GetDirectories("/run/user")
                .Where(directory => File.Exists(directory + "/bus") && directory != "/run/user/0")
                .Select(directory => int.Parse(Path.GetFileName(directory)))
                .FirstOrDefault();

    public UserSystemdFactAttribute()
    {
        if (!RuntimeUnderTest.UsesSystemd) Skip = "CGROUP_MANAGER=systemd is not set (make vm-test does)";
        else if (User == 0) Skip = "no normal user's systemd runs";
    }
}
