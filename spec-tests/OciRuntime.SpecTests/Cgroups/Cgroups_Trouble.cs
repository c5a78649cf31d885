using System.Diagnostics;
using System.IO;
using System.Linq;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cgroups;

/// <summary>
/// What a container, or somebody else, does to its cgroups: a clear error each, no hang, and nothing is left.
/// </summary>
public sealed class Cgroups_Trouble
{
    private const int Patience = 20_000; // ms for a verb that may wait for the kernel, but not for ever

    [Fact]
    public void Kill_all_ends_processes_that_fork_all_the_time()
    {
        using var container = new Container(
            "f() { while true; do (: ; sleep 0.01) & (:) & wait $!; done; }; f & f & f & f & echo ready "
            + ">/home/ready; wait"
        );
        // without a pid namespace the kernel does not end the others with the first
        container.Linux["namespaces"] = Config.Namespaces("network", "ipc", "uts", "mount");
        container.Begin();
        Container.WaitForText(container.InRootfs("home/ready"));
        container.Kill("--all", container.Id, "KILL").Succeeded();
        container.WaitFor("stopped");
        WaitUntilEmpty(container);
    }

    [Fact]
    public void Kill_all_reaches_processes_whose_init_is_gone()
    {
        using var container = new Container("trap '' TERM HUP; sleep 100 & echo ready >/home/ready; exit 0");
        container.Linux["namespaces"] = Config.Namespaces("network", "ipc", "uts", "mount");
        container.Begin();
        container.WaitFor("stopped");
        Assert.NotEmpty(Processes(container));
        container.Kill("--all", container.Id, "KILL").Succeeded();
        WaitUntilEmpty(container);
    }

    [Fact]
    public void Kill_all_of_a_paused_container_ends_it()
    {
        using var container = new Container("sleep 100 & sleep 100");
        container.Linux["namespaces"] = Config.Namespaces("network", "ipc", "uts", "mount");
        container.Begin();
        RuntimeUnderTest.Run("pause", container.Id).Succeeded();
        container.Kill("--all", container.Id, "KILL").Succeeded();
        container.WaitFor("stopped");
        WaitUntilEmpty(container);
    }

    [LimitsFact("runc 1.1 keeps what it has read of a cgroup, and finds another error first")]
    public void Kill_all_of_a_container_whose_cgroup_is_gone_says_so()
    {
        using var container = new Container("sleep 100");
        container.Begin();
        foreach (string directory in HostCgroups.DirectoriesOf(container).ToArray())
            MoveUp(container, directory);
        foreach (
            string[] verb in (string[][])
                [
                    ["update", "--pids-limit", "5", container.Id],
                    ["pause", container.Id],
                    ["events", "--stats", container.Id],
                ]
        )
            RuntimeUnderTest.Run(verb).Failed("is gone");
        container.Delete("--force").Succeeded();
        Assert.Empty(container.FindLeftovers());
    }

    [V1Fact]
    public void One_hierarchy_that_is_gone_does_not_keep_a_container_from_being_deleted()
    {
        using var container = new Container("sleep 100");
        container.Begin();
        MoveUp(container, HostCgroups.DirectoryOf(container, "pids"));
        RuntimeUnderTest.Run("update", "--pids-limit", "5", container.Id).Failed("pids");
        container.Delete("--force").Succeeded();
        Assert.Empty(container.FindLeftovers());
    }

    [RuncDiffersFact("runc thaws the container's own cgroup only, and leaves what is frozen below")]
    public void Kill_ends_a_container_that_froze_itself_in_a_cgroup_below_its_own()
    {
        using Container container = Frozen(new Container("sleep 100"));
        container.KillWith("KILL").Succeeded();
        container.WaitFor("stopped");
    }

    [RuncDiffersFact("runc thaws the container's own cgroup only, and leaves what is frozen below")]
    public void Delete_of_a_container_that_froze_itself_in_a_cgroup_below_its_own_does_not_wait()
    {
        const int Promptly = 3_000; // ms: it was ten seconds
        using Container container = Frozen(new Container("sleep 100"));
        var watch = Stopwatch.StartNew();
        container.Delete("--force").Succeeded();
        Assert.True(watch.ElapsedMilliseconds < Promptly, $"{watch.ElapsedMilliseconds} ms");
        Assert.Empty(container.FindLeftovers());
    }

    [RuncDiffersFact("runc 1.1 signals whatever is in the cgroup")]
    public void Kill_all_and_ps_of_a_stopped_container_do_not_reach_another_in_its_cgroup()
    {
        if (RuntimeUnderTest.UsesSystemd) return; // which gives each its own
        using var first = new Container("true");
        first.Begin().WaitFor("stopped");
        using var second = new Container("sleep 100");
        second.Linux["cgroupsPath"] = (string)first.Linux["cgroupsPath"]!;
        second.Begin();
        Assert.Contains(
            RuntimeUnderTest.Run("ps", "--format", "json", first.Id).Succeeded().Text,
            (string[])["[]", "null"]
        );
        first.Kill("--all", first.Id, "KILL").Succeeded();
        Assert.Equal("running", second.Status);
        first.Delete("--force").Succeeded();
        Assert.Equal("running", second.Status);
    }

    [RuncDiffersFact("runc before 1.2 kills the first process alone")]
    public void Kill_without_a_pid_namespace_ends_every_process_and_also_those_that_outlive_the_first()
    {
        using var container = new Container("trap '' TERM HUP; sleep 100 & sleep 100 & echo ready >/home/ready; wait");
        container.Linux["namespaces"] = Config.Namespaces("network", "ipc", "uts", "mount");
        container.Begin();
        Container.WaitForText(container.InRootfs("home/ready"));
        container.KillWith("KILL").Succeeded();
        container.WaitFor("stopped");
        WaitUntilEmpty(container);
        using var left = new Container("trap '' TERM HUP; sleep 100 & echo ready >/home/ready; exit 0");
        left.Linux["namespaces"] = Config.Namespaces("network", "ipc", "uts", "mount");
        left.Begin().WaitFor("stopped");
        Assert.NotEmpty(Processes(left));
        left.KillWith("KILL").Succeeded();
        WaitUntilEmpty(left);
    }

    /// <summary>Begins a container whose only process is frozen in a cgroup below the container's.</summary>
    private static Container Frozen(Container container)
    {
        container.Begin();
        string inner = HostCgroups.DirectoryOf(container, "freezer") + "/inner";
        Directory.CreateDirectory(inner);
        File.WriteAllText(inner + "/cgroup.procs", $"{container.Pid}");
        File.WriteAllText(
            inner + (HostCgroups.IsUnified ? "/cgroup.freeze" : "/freezer.state"),
            HostCgroups.IsUnified ? "1" : "FROZEN"
        );
        return container;
    }

    [RuncDiffersFact("runc thaws the container's own cgroup only, and leaves what is frozen below")]
    public void A_container_that_froze_a_cgroup_below_its_own_is_deleted()
    {
        using var container = new Container("sleep 100 & sleep 100");
        container.Linux["namespaces"] = Config.Namespaces("network", "ipc", "uts", "mount");
        container.Begin();
        string inner = HostCgroups.DirectoryOf(container, "freezer") + "/inner";
        Directory.CreateDirectory(inner);
        string other = WaitForTwo(container).First(pid => pid != $"{container.Pid}");
        File.WriteAllText(inner + "/cgroup.procs", other);
        File.WriteAllText(
            inner + (HostCgroups.IsUnified ? "/cgroup.freeze" : "/freezer.state"),
            HostCgroups.IsUnified ? "1" : "FROZEN"
        );
        var watch = Stopwatch.StartNew();
        container.Delete("--force").Succeeded();
        Assert.True(watch.ElapsedMilliseconds < Patience);
        Assert.Empty(container.FindLeftovers());
    }

    [Fact]
    public void Create_in_a_frozen_cgroup_is_refused()
    {
        if (RuntimeUnderTest.UsesSystemd) return; // which makes its own
        using var container = new Container("true");
        string directory = HostCgroups.DirectoryOf(container, "freezer");
        string state = directory + (HostCgroups.IsUnified ? "/cgroup.freeze" : "/freezer.state");
        Directory.CreateDirectory(directory);
        try
        {
            File.WriteAllText(state, HostCgroups.IsUnified ? "1" : "FROZEN");
            var watch = Stopwatch.StartNew();
            container.Create().Failed("frozen");
            Assert.True(watch.ElapsedMilliseconds < Patience);
        }
        finally
        {
            // runc leaves it
            if (File.Exists(state)) File.WriteAllText(state, HostCgroups.IsUnified ? "0" : "THAWED");
            foreach (string made in HostCgroups.DirectoriesOf(container).ToArray()) Mono.Unix.Native.Syscall.rmdir(made);
        }
    }

    [RuncDiffersFact("runc removes it")]
    public void Create_refused_by_a_frozen_cgroup_leaves_that_cgroup()
    {
        if (RuntimeUnderTest.UsesSystemd) return; // which makes its own
        using var container = new Container("true");
        string directory = HostCgroups.DirectoryOf(container, "freezer");
        string state = directory + (HostCgroups.IsUnified ? "/cgroup.freeze" : "/freezer.state");
        Directory.CreateDirectory(directory);
        try
        {
            File.WriteAllText(state, HostCgroups.IsUnified ? "1" : "FROZEN");
            container.Create().Failed("frozen");
            Assert.Equal([directory], HostCgroups.DirectoriesOf(container));
        }
        finally
        {
            if (File.Exists(state)) File.WriteAllText(state, HostCgroups.IsUnified ? "0" : "THAWED");
            Mono.Unix.Native.Syscall.rmdir(directory);
        }
    }

    private static void MoveUp(Container container, string directory)
    {
        string parent = Path.GetDirectoryName(Path.GetDirectoryName(directory))!;
        foreach (string pid in File.ReadAllLines(directory + "/cgroup.procs"))
            File.WriteAllText(parent + "/cgroup.procs", pid);
        // systemd may be quicker
        Wait.Until(
            () => Mono.Unix.Native.Syscall.rmdir(directory) == 0 || !Directory.Exists(directory),
            $"removal of {directory} of {container.Id}");
    }

    private static string[] Processes(Container container)
    {
        try
        {
            return
            [
                .. HostCgroups
                    .DirectoriesOf(container)
                    .Take(1)
                    .SelectMany(directory => File.ReadAllLines(directory + "/cgroup.procs")),
            ];
        }
        catch (DirectoryNotFoundException) when (RuntimeUnderTest.UsesSystemd)
        {
            // systemd removes a scope with its last process
            return [];
        }
    }

    private static string[] WaitForTwo(Container container)
    {
        Wait.Until(() => Processes(container).Length >= 2, "second process");
        return Processes(container);
    }

    private static void WaitUntilEmpty(Container container)
    {
        Wait.Until(
            () => Processes(container).Length == 0,
            "end of all processes",
            () => string.Join(' ', Processes(container)));
    }
}
