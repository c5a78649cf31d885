using System.IO;
using OciRuntime.SpecTests.Harness;
using OciRuntime.SpecTests.Hooks;

namespace OciRuntime.SpecTests.Cli;

/// <summary>Where nothing can be written: an error that says so, and nothing is left.</summary>
public sealed class Cli_Full
{
    private static Command Shell(string script, params string[] arguments) =>
        Command.Run("/bin/sh", ["-c", script, "sh", RuntimeUnderTest.Binary, .. arguments]);

    [RuncDiffersTheory("it ignores what becomes of the output of state, and of the help")]
    [InlineData("features")]
    [InlineData("list")]
    [InlineData("--help")]
    public void Output_that_cannot_be_written_is_an_error(string word)
    {
        Directory.CreateDirectory(TestRun.StateRoot); // list has to have one
        Shell("exec \"$1\" --root \"$2\" \"$3\" >/dev/full", TestRun.StateRoot, word).Failed("no space left on device");
    }

    [RuncDiffersFact("it ignores what becomes of the output of state")]
    public void A_state_that_cannot_be_written_is_an_error()
    {
        using var container = new Container("true");
        container.Create().Succeeded();
        Shell("exec \"$1\" --root \"$2\" state \"$3\" >/dev/full", TestRun.StateRoot, container.Id)
            .Failed("no space left on device");
    }

    [RuncDiffersTheory("of a full root it says that it cannot store its state, and not why")]
    [InlineData("ro", "read-only file system")]
    [InlineData("nr_inodes=3", "no space left on device")] // the root, the container's directory, and one file in it
    [InlineData("size=4k", "no space left on device")]
    public void Create_in_a_full_state_root_is_an_error_and_leaves_nothing(string option, string message)
    {
        using var container = new Container("true");
        // more than the page that fits
        container.Config["annotations"] = new System.Text.Json.Nodes.JsonObject { ["a"] = new string('x', 5000) };
        container.WriteConfig();
        string root = container.HostDirectory("state");
        Command create = Command.Run(
            "/usr/bin/unshare",
            [
                "-m",
                "/bin/sh",
                "-c",
                "mount -t tmpfs -o \"$3\" tmpfs \"$2\" || exit 99; \"$1\" --root \"$2\" create -b \"$4\" \"$5\"; "
                + "code=$?; ls -A \"$2\"; exit $code",
                "sh",
                RuntimeUnderTest.Binary,
                root,
                option,
                container.Bundle,
                container.Id,
            ]
        );
        create.Failed(message);
        Assert.Equal("", create.Text);
    }

    [RuncDiffersFact("it keeps no record of hooks that run")]
    public void A_container_with_poststop_hooks_can_be_deleted_when_the_state_root_is_full()
    {
        using var container = new Container("sleep 1000");
        Config_Hooks.Add(container, "poststop", "echo x >>OUT/count");
        container.WriteConfig();
        InTmpfs(
                container,
                "\"$1\" --root \"$2\" create -b \"$3\" \"$4\" && cat /dev/zero >\"$2\"/full 2>/dev/null; "
                + "\"$1\" --root \"$2\" start \"$4\" && \"$1\" --root \"$2\" exec \"$4\" true && "
                + "\"$1\" --root \"$2\" pause \"$4\" && \"$1\" --root \"$2\" delete --force \"$4\""
            )
            .Succeeded();
        Assert.Equal("x\n", File.ReadAllText(container.InRootfs("home/count")));
    }

    [RuncDiffersFact("1.1 writes its state after the hooks")]
    public void A_create_whose_hook_fills_the_state_root_is_an_error_and_leaves_nothing()
    {
        using var container = new Container("sleep 1000");
        Config_Hooks.Add(container, "createRuntime", "cat /dev/zero >" + container.HostDirectory("state") + "/full; true");
        Config_Hooks.Add(container, "poststop", "echo x >>OUT/count");
        container.WriteConfig();
        InTmpfs(container, "\"$1\" --root \"$2\" create -b \"$3\" \"$4\"").Failed("no space left on device");
        Assert.Equal("x\n", File.ReadAllText(container.InRootfs("home/count")));
    }

    [RuncDiffersFact("it has started the program, and says that the container is created")]
    public void A_container_that_cannot_be_marked_as_started_still_waits_for_start()
    {
        using var container = new Container("echo x >>/home/count; sleep 1000");
        container.WriteConfig();
        InTmpfs(
                container,
                "o=\"$1 --root $2\"; $o create -b \"$3\" \"$4\" && mount -o remount,ro \"$2\" && "
                + "for i in 1 2 3; do ! $o start \"$4\" 2>>\"$3\"/said || exit 98; done; "
                + "$o state \"$4\" | grep -q '\"created\"' && [ ! -e \"$3\"/rootfs/home/count ] && "
                + "mount -o remount,rw \"$2\" && touch \"$2\"/full && $o start \"$4\" && $o exec \"$4\" true && "
                + "$o delete --force \"$4\""
            )
            .Succeeded();
        Assert.Equal("x\n", File.ReadAllText(container.InRootfs("home/count")));
        string line = File.ReadAllLines(Path.Combine(container.Bundle, "said"))[2];
        Assert.EndsWith("read-only file system (EROFS) (the container still waits for start)", line);
    }

    /// <summary>
    /// Runs <paramref name="script"/> with the runtime, a state root of 64 KiB, the bundle and the id, and looks that no
    /// state is left.
    /// </summary>
    private static Command InTmpfs(Container container, string script)
    {
        Command run = Command.Run(
            "/usr/bin/unshare",
            [
                "-m",
                "/bin/sh",
                "-c",
                $"mount -t tmpfs -o size=64k tmpfs \"$2\" || exit 99; {script}; code=$?; ls -A \"$2\"; exit $code",
                "sh",
                RuntimeUnderTest.Binary,
                container.HostDirectory("state"),
                container.Bundle,
                container.Id,
            ]
        );
        Assert.Equal("full", run.Text);
        return run;
    }
}
