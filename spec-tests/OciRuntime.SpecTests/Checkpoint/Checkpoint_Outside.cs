using System;
using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Checkpoint;

/// <summary>What lies outside of a container and is seen in it, over a checkpoint and a restore.</summary>
public sealed class Checkpoint_Outside
{
    private static Checkpointed Again(Checkpointed container, params string[] options)
    {
        int count = container.Started().Count;
        container.Dump(options).Succeeded();
        return container.Restored(options).Counted(count + 1);
    }

    [CriuFact]
    public void Restored_bind_mounts_show_what_is_in_the_source_now()
    {
        using var container = new Checkpointed();
        string file = container.Container.HostFile("hosts", "before\n");
        container.Container.HostFile("v/it", "in the directory\n");
        container.Container.Add(
            Config.Bind(file, "/etc/hosts", "rbind", "ro"),
            Config.Bind(container.Container.HostDirectory("v"), "/new/deep/directory", "rbind", "rprivate"),
            Config.Bind(container.Container.HostDirectory("v"), "/count/below/a/tmpfs", "bind"));
        int count = container.Started().Count;
        container.Dump().Succeeded();
        File.WriteAllText(file, "after\n");
        container.Restored().Counted(count + 1);
        Assert.Equal(
            "after\nin the directory\nin the directory\n",
            container
                .Engine.Call(
                    "exec",
                    container.Id,
                    "cat",
                    "/etc/hosts",
                    "/new/deep/directory/it",
                    "/count/below/a/tmpfs/it"
                )
                .Succeeded()
                .Output
        );
        container.Engine.Call("exec", container.Id, "sh", "-c", "echo >/etc/hosts").Failed("Read-only");
    }

    [CriuFact]
    public void A_bind_mount_on_a_path_through_a_link_is_restored()
    {
        using var container = new Checkpointed();
        Directory.CreateDirectory(container.Container.InRootfs("run"));
        Directory.CreateDirectory(container.Container.InRootfs("var"));
        File.CreateSymbolicLink(container.Container.InRootfs("var/run"), "/run");
        container.Container.HostFile("v/it", "here\n");
        container.Container.Add(Config.Bind(container.Container.HostDirectory("v"), "/var/run/it"));
        Again(container);
        Assert.Equal("here\n", container.Engine.Call("exec", container.Id, "cat", "/run/it/it").Succeeded().Output);
    }

    [CriuFact]
    public void Restore_makes_mount_points_in_a_new_copy_of_the_root()
    {
        using var container = new Checkpointed();
        container.Container.HostFile("v/it", "here\n");
        container.Container.Add(Config.Bind(container.Container.HostDirectory("v"), "/a/new/place"));
        container.Started().Dump().Succeeded();
        TestRun.Remove(container.Container.InRootfs("a"));
        container.Restored();
        Assert.Equal(
            "here\n",
            container.Engine.Call("exec", container.Id, "cat", "/a/new/place/it").Succeeded().Output
        );
    }

    [CriuFact]
    public void Restored_masked_and_read_only_paths_stay_so()
    {
        using var container = new Checkpointed();
        container.Container.Linux["maskedPaths"] = Config.Array(
            "/proc/kcore",
            "/proc/keys",
            "/sys/firmware",
            "/no/such/path"
        );
        container.Container.Linux["readonlyPaths"] = Config.Array("/proc/sys", "/proc/irq");
        Again(container);
        Assert.Equal("", container.Engine.Call("exec", container.Id, "cat", "/proc/keys").Succeeded().Output);
        container.Engine.Call("exec", container.Id, "sh", "-c", "echo 1 >/proc/sys/kernel/panic").Failed("Read-only");
    }

    [CriuTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cgroup_mounts_are_restored(bool ownNamespace)
    {
        using var container = new Checkpointed();
        container.Container.Add(Config.Mount("/sys/fs/cgroup", "cgroup", "cgroup", "ro", "nosuid", "noexec", "nodev"));
        if (ownNamespace)
            ((JsonArray)container.Container.Linux["namespaces"]!).Add((JsonNode)new JsonObject { ["type"] = "cgroup" });
        Again(container);
        Assert.NotEqual("", container.Engine.Call("exec", container.Id, "ls", "/sys/fs/cgroup").Succeeded().Output);
    }

    [CriuFact]
    public void Restored_processes_are_under_the_limits_of_the_config()
    {
        using var container = new Checkpointed();
        container.Container.Resources["pids"] = new JsonObject { ["limit"] = 66 };
        Again(container);
        Assert.Contains(Leftovers.Cgroups(container.Id), line =>
            File.Exists($"{line[7..]}/pids.max") && File.ReadAllText($"{line[7..]}/pids.max") == "66\n"
        );
        string[] cgroups = File.ReadAllLines($"/proc/{container.State()["pid"]}/cgroup");
        Assert.Contains(cgroups, line => line.EndsWith($"/ocirun-spec/{container.Id}", StringComparison.Ordinal));
    }

    [CriuFact]
    public void A_restored_pipe_is_the_new_callers()
    {
        using var container = new Checkpointed();
        container.Container.Script =
            "i=0; while [ ! -e /tmp/end ]; do i=$((i+1)); echo $i >/count/n; sleep 0.05; done; echo last words";
        // the far end of the pipe is outside of the container, and gone when the checkpoint is restored
        string create =
            $"\"$@\" 2>/dev/null | cat >/dev/null & while [ ! -s {container.Engine.PidFile} ]; do sleep 0.05; done";
        container
            .Engine.Client(
                [],
                [
                    "/bin/sh",
                    "-c",
                    create,
                    "sh",
                    .. container.Engine.Line(container.Engine.Create()),
                    ";",
                    .. container.Engine.Line("start", container.Id),
                ]
            )
            .Succeeded();
        container.Counted(3).Dump().Succeeded();
        File.WriteAllText(container.Container.InRootfs("tmp/end"), "");
        Command restore = container.Engine.Client(
            [],
            ["/bin/sh", "-c", "{ \"$@\" 2>/dev/null; } | cat", "sh", .. container.RestoreLine()]
        );
        Assert.Equal("last words\n", restore.Succeeded().Output);
    }

    [CriuFact]
    public void The_restored_terminal_goes_to_the_new_console_socket()
    {
        using var container = new Checkpointed();
        container.Container.Process["terminal"] = true;
        container.Container.Script =
            "i=0; while [ ! -e /tmp/end ]; do i=$((i+1)); echo $i >/count/n; sleep 0.05; done; test -t 1 && echo "
            + "last words";
        string socket = container.Engine.File("sock"),
            again = container.Engine.File("again");
        container
            .Engine.Client(
                ["-c", socket],
                [
                    .. container.Engine.Line(container.Engine.Create("--console-socket", socket)),
                    ";",
                    .. container.Engine.Line("start", container.Id),
                    ";",
                    "/bin/sleep",
                    "0.5",
                    ";",
                    .. container.Engine.Line(
                        "checkpoint",
                        "--image-path",
                        container.Images,
                        "--work-path",
                        container.Work,
                        container.Id
                    ),
                ]
            )
            .Succeeded();
        File.WriteAllText(container.Container.InRootfs("tmp/end"), "");
        Command restore = container.Engine.Client(["-c", again], container.RestoreLine("--console-socket", again));
        Assert.Contains("last words\r\n", restore.Succeeded().Output, StringComparison.Ordinal);
    }

    [CriuFact]
    public void A_network_namespace_joined_by_path_is_joined_again_at_restore()
    {
        using var pod = new Container("while :; do sleep 0.1; done");
        pod.Create().Succeeded();
        using var container = new Checkpointed();
        string path = $"/proc/{pod.Pid}/ns/net";
        container.Container.Linux["namespaces"] = Config.Namespaces("pid", "mount", "ipc", "uts", $"network:{path}");
        Again(container);
        Assert.Equal(
            new FileInfo(path).LinkTarget,
            new FileInfo($"/proc/{container.State()["pid"]}/ns/net").LinkTarget
        );
    }

    [CriuFact]
    public void Ipc_and_uts_namespaces_joined_by_path_are_joined_again_at_restore()
    {
        using var pod = new Container("while :; do sleep 0.1; done");
        pod.Create().Succeeded();
        using var container = new Checkpointed();
        container.Container.Linux["namespaces"] = Config.Namespaces(
            "pid",
            "mount",
            "network",
            $"ipc:/proc/{pod.Pid}/ns/ipc",
            $"uts:/proc/{pod.Pid}/ns/uts"
        );
        container.Container.Config.Remove("hostname");
        Again(container);
        Assert.Equal(
            new FileInfo($"/proc/{pod.Pid}/ns/uts").LinkTarget,
            new FileInfo($"/proc/{container.State()["pid"]}/ns/uts").LinkTarget
        );
    }

    [CriuFact]
    public void Restore_runs_the_network_hooks_and_delete_runs_poststop()
    {
        using var container = new Checkpointed();
        string log = container.Engine.File("hooks.log");
        var hooks = new JsonObject();
        foreach (string kind in (string[])["prestart", "createRuntime", "poststart", "poststop"])
        {
            hooks[kind] = new JsonArray(new JsonObject
            {
                ["path"] = "/bin/sh",
                ["args"] = Config.Array("sh", "-c", $"cat >{container.Engine.File(kind)}; echo {kind} >>{log}"),
            });
        }
        container.Container.Config["hooks"] = hooks;
        container.Started().Dump().Succeeded();
        Assert.Equal("prestart createRuntime poststart poststop", string.Join(' ', File.ReadAllLines(log)));
        File.Delete(log);
        container.Restored();
        Assert.Equal("prestart createRuntime", string.Join(' ', File.ReadAllLines(log)));
        JsonNode seen = JsonNode.Parse(File.ReadAllText(container.Engine.File("createRuntime")))!;
        Assert.Equal(container.State()["pid"]!.ToString(), seen["pid"]!.ToString());
        Assert.Equal(container.Id, (string)seen["id"]!);
    }

    [CriuFact]
    public void Checkpoint_keeps_file_locks_if_asked()
    {
        using var container = new Checkpointed();
        container.Container.Script =
            "exec 9>/count/lock; flock 9; i=0; while :; do i=$((i+1)); echo $i >/count/n; sleep 0.05; done";
        File.CreateSymbolicLink(container.Container.InRootfs("bin/flock"), "busybox");
        Again(container, "--file-locks");
        // flock(1): 1 if -n is given and the lock is taken
        Assert.Equal(1, container.Engine.Call("exec", container.Id, "flock", "-n", "/count/lock", "true").ExitCode);
    }

    [CriuFact("exec of runc 1.1 stays in the host's time namespace; 1.4 joins it")]
    public void Exec_in_a_restored_container_has_the_clocks_of_its_processes()
    {
        using var container = new Checkpointed();
        Again(container);
        Assert.Equal(
            new FileInfo($"/proc/{container.State()["pid"]}/ns/time").LinkTarget,
            container.Engine.Call("exec", container.Id, "readlink", "/proc/self/ns/time").Succeeded().Text
        );
    }
}
