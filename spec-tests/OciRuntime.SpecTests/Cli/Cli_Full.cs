using OciRuntime.SpecTests.Harness;

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
    public void Output_that_cannot_be_written_is_an_error(string word) =>
        Shell("exec \"$1\" --root \"$2\" \"$3\" >/dev/full", TestRun.StateRoot, word).Failed("no space left on device");

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
}
