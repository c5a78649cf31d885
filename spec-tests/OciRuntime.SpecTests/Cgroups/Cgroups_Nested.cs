using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cgroups;

/// <summary>
/// Containers in a container: the runtime runs in its own container and makes cgroups below that one's.
/// </summary>
public sealed class Cgroups_Nested
{
    private const string Static =
        "Debian's runc is linked dynamically and does not run in the root filesystem of a test";

    // In v2 a cgroup with processes hands no controllers on: who makes containers moves out of the way, as every engine
    // in a container does.
    private const string MakeRoom =
        "[ ! -e /sys/fs/cgroup/cgroup.procs ] || { mkdir /sys/fs/cgroup/me && echo $$ "
        + ">/sys/fs/cgroup/me/cgroup.procs; }; ";

    [RuncDiffersFact(Static)]
    public void A_container_in_a_container_runs_below_its_cgroup()
    {
        using Container outer = Outer(
            MakeRoom + "runtime --root /tmp/state run --bundle /inner nested && ls /tmp/state",
            "cat /proc/self/cgroup; echo inner"
        );
        string output = outer.Output();
        Assert.Contains(":/nested\n", output, System.StringComparison.Ordinal);
        Assert.EndsWith("inner", output, System.StringComparison.Ordinal);
        Assert.Empty(outer.FindLeftovers());
    }

    [RuncDiffersFact(Static)]
    public void Containers_in_a_container_end_and_are_removed_with_it()
    {
        using Container outer = Outer(Detached, "sleep 100");
        // without a pid namespace of its own the kernel ends nobody with the first process
        outer.Linux["namespaces"] = Config.Namespaces("network", "ipc", "uts", "mount", "cgroup");
        outer.Begin();
        Container.WaitForText(outer.InRootfs("home/ready"));
        Assert.NotEqual("", Nested(outer));
        outer.Delete("--force").Succeeded();
        Assert.Empty(outer.FindLeftovers());
    }

    [RuncDiffersFact(Static)]
    public void Kill_all_reaches_containers_in_a_container()
    {
        using Container outer = Outer(Detached, "trap '' TERM; sleep 100 & wait");
        outer.Linux["namespaces"] = Config.Namespaces("network", "ipc", "uts", "mount", "cgroup");
        outer.Begin();
        Container.WaitForText(outer.InRootfs("home/ready"));
        RuntimeUnderTest.Run("pause", outer.Id).Succeeded();
        outer.Kill("--all", outer.Id, "KILL").Succeeded();
        outer.WaitFor("stopped");
        Wait.Until(() => Nested(outer).Length == 0, "end of the inner container", () => Nested(outer));
    }

    [RuncDiffersFact(Static)]
    public void A_runtime_to_which_an_outer_filter_refuses_faccessat2_leaves_nothing()
    {
        using Container outer = Outer(
            MakeRoom
                + "runtime --root /tmp/state run --bundle /inner nested; echo $?; ls /tmp/state; find "
                    + "/sys/fs/cgroup/ -name nested",
            "echo inner"
        );
        const int Eperm = 1; // errno(3)
        var refused = new JsonObject
        {
            ["names"] = Config.Array("faccessat2"),
            ["action"] = "SCMP_ACT_ERRNO",
            ["errnoRet"] = Eperm,
        };
        outer.Linux["seccomp"] = new JsonObject
        {
            ["defaultAction"] = "SCMP_ACT_ALLOW",
            ["syscalls"] = new JsonArray(refused),
        };
        Assert.Equal("inner\n0", outer.Output());
    }

    private const string Detached =
        MakeRoom
        + "runtime --root /tmp/state create --bundle /inner nested && runtime --root /tmp/state start nested && "
            + "echo ready >/home/ready; sleep 100";

    private static string Nested(Container outer)
    {
        try
        {
            return File.ReadAllText(HostCgroups.DirectoryOf(outer, "pids") + "/nested/cgroup.procs");
        }
        catch (DirectoryNotFoundException) when (RuntimeUnderTest.UsesSystemd)
        {
            // systemd removes a scope with its last process
            return "";
        }
    }

    /// <summary>A container with the runtime, cgroups that it may write, and the bundle <c>/inner</c>.</summary>
    private static Container Outer(string script, string innerScript)
    {
        var outer = new Container(script);
        string[] all =
        [
            .. Config.DefaultCapabilities,
            "CAP_SYS_ADMIN",
            "CAP_SETPCAP",
            "CAP_DAC_OVERRIDE",
            "CAP_FOWNER",
            "CAP_SYS_CHROOT",
            "CAP_SYS_PTRACE",
        ];
        outer.Process["capabilities"] = Config.Capabilities(all);
        // a cgroup namespace: without, cgroup v2 shows the whole host's tree
        outer.Linux["namespaces"] = Config.Namespaces("pid", "network", "ipc", "uts", "mount", "cgroup");
        outer.Resources["devices"] = new JsonArray(new JsonObject { ["allow"] = true, ["access"] = "rwm" });
        outer.Add(
            Config.Mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime"),
            Config.Bind(RuntimeUnderTest.Binary, "/bin/runtime", "bind", "ro")
        );
        JsonObject inner = Config.Minimal(outer.Id);
        inner["process"]!["args"] = Config.Array("sh", "-c", innerScript);
        inner["process"]!["capabilities"] = Config.Capabilities();
        inner["linux"]!["cgroupsPath"] = "/nested";
        inner["linux"]!["namespaces"] = Config.Namespaces("pid", "ipc", "uts", "mount");
        inner["mounts"] = new JsonArray(Config.Mount("/proc", "proc", "proc"), Config.Mount("/dev", "tmpfs", "tmpfs"));
        TestRun.MakeRootfs(outer.InRootfs("inner/rootfs"));
        File.WriteAllText(outer.InRootfs("inner/config.json"), inner.ToJsonString());
        return outer;
    }
}
