using System;
using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Checkpoint;

/// <summary>What the options of checkpoint and restore change, and kinds of containers.</summary>
public sealed class Checkpoint_Options
{
    [CriuTheory]
    [InlineData("--manage-cgroups-mode", "soft")]
    [InlineData("--manage-cgroups-mode=full")]
    [InlineData("--empty-ns", "network")]
    [InlineData("--ext-unix-sk", "--file-locks")]
    [InlineData("--auto-dedup")]
    public void Each_option_of_checkpoint_and_restore_is_passed_to_criu(params string[] options)
    {
        using var container = new Checkpointed();
        int count = container.Started().Count;
        container.Dump(options).Succeeded();
        container.Restored(options).Counted(count + 1);
    }

    [CriuFact("--manage-cgroups-mode=ignore came with runc 1.2")]
    public void Checkpoint_can_ignore_cgroups()
    {
        using var container = new Checkpointed();
        int count = container.Started().Count;
        container.Dump("--manage-cgroups-mode=ignore").Succeeded();
        container.Restored("--manage-cgroups-mode=ignore").Counted(count + 1);
    }

    /// <summary>go-runc gives a restore the options of the checkpoint too.</summary>
    [CriuFact("runc knows them at the checkpoint only")]
    public void A_restore_takes_what_the_checkpoint_takes()
    {
        using var container = new Checkpointed();
        int count = container.Started().Count;
        container.Dump().Succeeded();
        container.Container.HostDirectory("earlier");
        container
            .Engine.Client(
                ["-p", "STATUS=3"],
                Checkpointed.Quiet(
                    container.RestoreLine("--parent-path", "../earlier", "--pre-dump", "--status-fd", "3")
                )
            )
            .Succeeded();
        container.Counted(count + 1);
    }

    [CriuTheory]
    [InlineData("checkpoint", "--manage-cgroups-mode", "none")]
    [InlineData("checkpoint", "--empty-ns", "ipc")]
    [InlineData("checkpoint", "--page-server", "nowhere")]
    [InlineData("checkpoint", "--parent-path", "/absolute")]
    [InlineData("checkpoint", "--no-such-option")]
    [InlineData("restore", "--manage-cgroups-mode", "none")]
    [InlineData("restore", "--no-such-option")]
    public void A_wrong_checkpoint_option_is_an_error_and_nothing_is_done(params string[] words)
    {
        using var container = new Checkpointed();
        container.Started();
        string id = words[0] == "restore" ? container.Id + "r" : container.Id;
        Assert.NotEqual(
            0,
            container.Engine.Call([words[0], "--image-path", container.Images, .. words[1..], id]).ExitCode
        );
        Assert.Equal("running", (string)container.State()["status"]!);
    }

    /// <summary>
    /// The container talks to itself over 127.0.0.1: the connection is kept only where that is asked for.
    /// </summary>
    [CriuFact("runc leaves the loopback device of a restored network namespace down")]
    public void Checkpoint_keeps_tcp_connections_if_asked()
    {
        using var container = new Checkpointed();
        File.CreateSymbolicLink(container.Container.InRootfs("bin/nc"), "busybox");
        container.Container.Script =
            "sleep 1000 | nc -l -p 7000 >/count/got & sleep 0.3; i=0; while :; do i=$((i+1)); echo $i >/count/n; "
            + "echo $i; sleep 0.05; done | nc 127.0.0.1 7000";
        container.Started();
        container.Dump().Failed("tcp");
        Assert.Equal("running", (string)container.State()["status"]!);
        container.Dump("--tcp-established").Succeeded();
        container.Restored("--tcp-established");
        long before = Received(container);
        Wait.Until(() => Received(container) > before, "further bytes over the connection");
    }

    private static long Received(Checkpointed container) =>
        container.Engine.Call("exec", container.Id, "wc", "-c", "/count/got").Succeeded().Output is { } text
            ? long.Parse(text.Split(' ')[0])
            : 0;

    [CriuFact("runc leaves the loopback device of a restored network namespace down")]
    public void Restore_brings_the_loopback_device_up()
    {
        using var container = new Checkpointed();
        container.Started().Dump().Succeeded();
        container.Restored();
        Assert.Contains(
            "LOOPBACK,UP",
            container.Engine.Call("exec", container.Id, "ip", "link").Succeeded().Output,
            StringComparison.Ordinal
        );
    }

    [CriuFact("criu in a user namespace cannot open its images in the directory that runc closes to others")]
    public void A_container_with_a_user_namespace_is_checkpointed_and_restored()
    {
        using var container = new Checkpointed();
        ((JsonArray)container.Container.Linux["namespaces"]!).Add((JsonNode)new JsonObject { ["type"] = "user" });
        foreach (string map in (string[])["uidMappings", "gidMappings"])
            container.Container.Linux[map] = new JsonArray(
                new JsonObject
                {
                    ["containerID"] = 0,
                    ["hostID"] = 100000,
                    ["size"] = 65536,
                }
            );
        Command.Run("chown", ["-R", "100000:100000", container.Container.Rootfs]).Succeeded();
        int count = container.Started().Count;
        container.Dump().Succeeded();
        container.Restored().Counted(count + 1);
        Assert.Equal("0", container.Engine.Call("exec", container.Id, "id", "-u").Succeeded().Text);
        Assert.Equal(100000u, (uint)new Mono.Unix.UnixDirectoryInfo($"/proc/{container.State()["pid"]}").OwnerUserId);
    }

    [CriuFact("id-mapped mounts came with runc 1.2")]
    public void Checkpoint_of_an_id_mapped_mount_is_refused()
    {
        using var container = new Checkpointed();
        JsonObject mount = Config.Bind(container.Container.HostDirectory("v"), "/mnt", "bind");
        foreach (string map in (string[])["uidMappings", "gidMappings"])
            mount[map] = new JsonArray(new JsonObject { ["containerID"] = 0, ["hostID"] = 3000, ["size"] = 10 });
        container.Container.Add(mount);
        container.Started().Dump().Failed("[config: /mounts/5/uidMappings]");
        Assert.Equal("running", (string)container.State()["status"]!);
    }

    [CriuFact]
    public void Several_processes_with_a_seccomp_filter_and_no_new_privileges_are_restored()
    {
        using var container = new Checkpointed();
        container.Container.Process["noNewPrivileges"] = true;
        container.Container.Linux["seccomp"] = new JsonObject
        {
            ["defaultAction"] = "SCMP_ACT_ALLOW",
            ["syscalls"] = new JsonArray(
                new JsonObject { ["names"] = Config.Array("mkdir", "mkdirat"), ["action"] = "SCMP_ACT_ERRNO" }
            ),
        };
        container.Container.Script =
            "sleep 1000 & sleep 1000 & i=0; while :; do i=$((i+1)); mkdir /count/x 2>/dev/null && echo made "
            + ">/count/made; echo $i >/count/n; sleep 0.05; done";
        int count = container.Started().Count;
        container.Dump().Succeeded();
        container.Restored().Counted(count + 2);
        container.Engine.Call("exec", container.Id, "cat", "/count/made").Failed("No such file or directory");
        string status = File.ReadAllText($"/proc/{container.State()["pid"]}/status");
        Assert.Contains("Seccomp:\t2", status, StringComparison.Ordinal);
        Assert.Contains("NoNewPrivs:\t1", status, StringComparison.Ordinal);
    }

    [CriuFact("runc 1.1 leaves criu and its mounts to themselves")]
    public void A_killed_checkpoint_leaves_a_container_that_goes_on_or_can_be_deleted()
    {
        for (int milliseconds = 5; milliseconds < 300; milliseconds += 30)
        {
            using var container = new Checkpointed();
            container.Started();
            container.Engine.Client(
                [],
                [
                    "/usr/bin/timeout",
                    "-s",
                    "KILL",
                    $"{milliseconds / 1000.0:0.000}",
                    .. container.Engine.Line(
                        "checkpoint",
                        "--image-path",
                        container.Images,
                        "--work-path",
                        container.Work,
                        container.Id
                    ),
                ]
            );
            // what is left is asserted when the container is disposed of
            container.Engine.Call("delete", "--force", container.Id).Succeeded();
        }
    }

    /// <summary>The directory that both used is the runtime's own business, and gone.</summary>
    [CriuFact("runc 1.1 leaves the mount of criu's root behind")]
    public void A_killed_restore_leaves_nothing_that_delete_does_not_remove()
    {
        using var container = new Checkpointed("--root", $"{TestRun.WorkDirectory}/killed");
        container.Started().Dump().Succeeded();
        for (int milliseconds = 5; milliseconds < 300; milliseconds += 20)
        {
            container.Engine.Client(
                [],
                [
                    "/usr/bin/timeout",
                    "-s",
                    "KILL",
                    $"{milliseconds / 1000.0:0.000}",
                    .. Checkpointed.Quiet(container.RestoreLine()),
                ]
            );
            container.Engine.Call("delete", "--force", container.Id).Succeeded();
            Assert.Empty(Leftovers.Find(container.Id, container.Engine.Bundle + "/", $"{TestRun.WorkDirectory}/killed"));
        }
        container.Restored().Counted(2);
    }
}
