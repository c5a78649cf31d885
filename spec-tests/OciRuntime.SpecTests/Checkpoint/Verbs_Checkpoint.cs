using System;
using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Checkpoint;

/// <summary>checkpoint and restore with the words of each engine, and what becomes of the container.</summary>
public sealed class Verbs_Checkpoint
{
    [Theory]
    [InlineData("checkpoint")]
    [InlineData("restore")]
    public void Help_of_checkpoint_and_restore_exits_0(string verb) =>
        Assert.Contains(
            "--image-path",
            RuntimeUnderTest.Run(verb, "--help").Succeeded().Output,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_checkpoint_option_without_its_argument_has_the_words_that_Podman_looks_for() =>
        RuntimeUnderTest.Run("restore", "--lsm-mount-context").Failed("flag needs an argument");

    [Fact]
    public void Checkpoint_without_criu_names_criu()
    {
        using var container = new Checkpointed();
        container.Started();
        Command
            .Run(
                "/usr/bin/env",
                [
                    "-i",
                    "PATH=/nowhere",
                    .. container.Engine.Line("checkpoint", "--image-path", container.Images, container.Id),
                ]
            )
            .Failed("criu");
        Assert.Equal("running", (string)container.State()["status"]!);
    }

    [Fact]
    public void A_created_container_cannot_be_checkpointed()
    {
        using var container = new Container();
        container.Create().Succeeded();
        RuntimeUnderTest
            .Run("checkpoint", "--image-path", container.HostDirectory("images"), container.Id)
            .Failed("cannot be checkpointed in created state");
        RuntimeUnderTest.Run("checkpoint", "no-such-container").Failed("does not exist");
    }

    /// <summary>A file on the host's filesystem, open in the container, is not the container's to write.</summary>
    [CriuFact]
    public void A_failed_checkpoint_says_why_and_the_container_goes_on()
    {
        using var container = new Checkpointed();
        container.Engine.Started();
        container.Counted(2);
        container.Dump().Failed("dump.log");
        int count = container.Count;
        Assert.Equal("running", (string)container.State()["status"]!);
        container.Counted(count + 1);
    }

    [CriuFact]
    public void Podman_checkpoints_and_restores()
    {
        using var container = new Checkpointed("--log-format=json", "--log", "BUNDLE/oci-log");
        int count = container.Started().Count;
        container.Dump().Succeeded();
        container.Engine.Call("state", container.Id).Failed("does not exist");
        Assert.Empty(Leftovers.Processes(container.Id));
        Assert.True(File.Exists(Path.Combine(container.Work, "dump.log")));
        container.Restored();
        JsonObject state = container.State();
        Assert.Equal("running", (string)state["status"]!);
        Assert.Equal(state["pid"]!.ToString(), File.ReadAllText(container.PidFile));
        container.Counted(count + 1);
        Assert.True(container.Count < count + 200, "it began anew");
    }

    [CriuFact]
    public void Containerd_checkpoints_a_container_that_goes_on_and_restores_it_elsewhere()
    {
        using var container = new Checkpointed(
            "--root",
            $"{TestRun.WorkDirectory}/containerd/k8s.io",
            "--log",
            "BUNDLE/log.json",
            "--log-format",
            "json"
        );
        container.Started();
        container.Dump("--file-locks", "--leave-running").Succeeded();
        Assert.Equal("running", (string)container.State()["status"]!);
        container.Counted(container.Count + 1);
        container.Engine.Call("delete", "--force", container.Id).Succeeded();
        container.Restored("--file-locks").Counted(5);
    }

    [CriuFact]
    public void Docker_starts_from_a_checkpoint()
    {
        using var container = new Checkpointed("--root", $"{TestRun.WorkDirectory}/docker/moby");
        container.Started().Dump().Succeeded();
        container
            .Engine.Client(
                [],
                Checkpointed.Quiet(
                    container.Engine.Line(
                        "restore",
                        "--image-path",
                        container.Images,
                        "--work-path",
                        container.Work,
                        "--detach",
                        "--pid-file",
                        container.PidFile,
                        "-no-subreaper",
                        "--bundle",
                        container.Engine.Bundle,
                        container.Id
                    )
                )
            )
            .Succeeded();
        container.Counted(5);
    }

    [CriuFact]
    public void A_container_is_checkpointed_and_restored_several_times()
    {
        using var container = new Checkpointed();
        container.Started();
        for (int i = 0; i < 3; i++)
        {
            int count = container.Count;
            container.Dump().Succeeded();
            container.Restored().Counted(count + 2);
        }
    }

    [CriuFact]
    public void Restore_in_the_foreground_exits_with_the_containers_code()
    {
        using var container = new Checkpointed();
        container.Container.Script =
            "i=0; while [ ! -e /tmp/end ]; do i=$((i+1)); echo $i >/count/n; sleep 0.05; done; exit 7";
        container.Started().Dump().Succeeded();
        File.WriteAllText(container.Container.InRootfs("tmp/end"), "");
        Command restore = container.Engine.Client(
            [],
            Checkpointed.Quiet(
                container.Engine.Line(
                    "restore",
                    "--bundle",
                    container.Engine.Bundle,
                    "--image-path",
                    container.Images,
                    "--work-path",
                    container.Work,
                    container.Id
                )
            )
        );
        Assert.Equal(7, restore.ExitCode);
        container.Engine.Call("state", container.Id).Failed("does not exist");
    }

    [CriuFact]
    public void A_paused_container_can_be_checkpointed()
    {
        using var container = new Checkpointed();
        int count = container.Started().Count;
        container.Engine.Call("pause", container.Id).Succeeded();
        container.Dump().Succeeded();
        container.Restored();
        if ((string)container.State()["status"]! == "paused") container.Engine.Call("resume", container.Id).Succeeded();
        container.Counted(count + 1);
    }

    [CriuFact]
    public void A_pre_dump_writes_memory_or_says_that_the_kernel_does_not_track_it()
    {
        using var container = new Checkpointed();
        container.Started();
        Command dump = container.Engine.Call(
            "checkpoint",
            "--pre-dump",
            "--image-path",
            container.Engine.File("first"),
            "--work-path",
            container.Work,
            container.Id
        );
        Assert.Equal("running", (string)container.State()["status"]!);
        if (!Harness.Criu.Has("mem_dirty_track"))
        {
            dump.Failed("missing features");
            return;
        }
        dump.Succeeded();
        container.Dump("--parent-path", "../first").Succeeded();
        container.Restored().Counted(5);
    }

    [CriuFact]
    public void A_restore_of_nothing_leaves_nothing()
    {
        using var container = new Checkpointed();
        Directory.CreateDirectory(container.Images);
        File.WriteAllText(
            Path.Combine(container.Images, "descriptors.json"),
            """["/dev/null","/dev/null","/dev/null"]"""
        );
        container.Engine.Client([], container.RestoreLine()).Failed("restore.log");
        container.Engine.Call("state", container.Id).Failed("does not exist");
        Assert.DoesNotContain(container.Container.FindLeftovers(), left =>
            !left.StartsWith("state", StringComparison.Ordinal)
        );
    }
}
