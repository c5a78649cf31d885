using System;
using System.IO;
using System.Linq;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Robustness;

/// <summary>Things in a state directory that ocirun did not put there: docs/adr/0015-state-directory.md.</summary>
public sealed class StateDirectory_Damage
{
    private const string Reason = "1.1 waits for the writer of a FIFO, and deletes nothing whose state it cannot read";

    // a hang ends with 124, timeout(1)
    private static Command Verb(params string[] words) =>
        Command.Run("/usr/bin/timeout", ["10", RuntimeUnderTest.Binary, .. RuntimeUnderTest.Global, .. words]);

    private static string StateOf(Container container) => Path.Combine(TestRun.StateRoot, container.Id);

    /// <summary>Puts something of <paramref name="kind"/> at the place of a file.</summary>
    private static void Plant(string kind, string path)
    {
        string command = kind switch
        {
            "FIFO" => "mkfifo \"$1\"",
            "directory" => "mkdir -p \"$1/a/b\" && touch \"$1/a/b/c\"",
            "device" => "mknod \"$1\" c 1 5", // /dev/zero, which has no end
            "symbolic link" => "ln -s /dev/zero \"$1\"",
            _ => "truncate -s 1G \"$1\"",
        };
        Command.Run("/bin/sh", ["-c", $"rm -f \"$1\" && {command}", "sh", path]).Succeeded();
    }

    [RuncDiffersTheory(Reason)]
    [InlineData("FIFO", "is a FIFO")]
    [InlineData("directory", "is a directory")]
    [InlineData("device", "is a device")]
    [InlineData("symbolic link", "is a symbolic link")]
    [InlineData("file", "is too large")]
    public void A_record_that_is_no_file_is_told_by_each_verb_and_deleted_by_force(string kind, string message)
    {
        using var container = new Container("sleep 1000");
        using var other = new Container("sleep 1000");
        other.Create().Succeeded();
        container.Create().Succeeded();
        Plant(kind, Path.Combine(StateOf(container), "state.json"));
        string id = container.Id;
        string[][] verbs =
        [
            ["state", id], ["ps", id], ["kill", id], ["exec", id, "true"], ["events", "--stats", id], ["start", id],
            ["update", "--pids-limit", "9", id], ["pause", id], ["resume", id], ["wait", id], ["delete", id],
        ];
        foreach (string[] words in verbs) Verb(words).Failed("state.json " + message);
        Command list = Verb("list", "--quiet").Succeeded();
        Assert.Contains(other.Id, list.Lines);
        Assert.Contains("state.json " + message, list.Error, StringComparison.Ordinal);
        Verb("delete", "--force", id).Succeeded();
        Assert.False(Directory.Exists(StateOf(container)));
        Wait.Until(() => !Leftovers.Processes(id).Any(), "the process to end");
        // Their names were in the record.
        Wait.Until(() => RemoveCgroups(id), "the cgroups to be empty");
    }

    [RuncDiffersTheory(Reason)]
    [InlineData("FIFO", "is a FIFO")]
    [InlineData("directory", "is a directory")]
    [InlineData("device", "is a device")]
    [InlineData("symbolic link", "is a symbolic link")]
    [InlineData("file", "is too large")]
    public void A_saved_config_that_is_no_file_is_told_by_exec_and_deleted(string kind, string message)
    {
        using var container = new Container("sleep 1000");
        container.Begin();
        Plant(kind, Path.Combine(StateOf(container), "config.json"));
        Verb("exec", container.Id, "true").Failed("config.json " + message);
        Verb("state", container.Id).Succeeded();
        Verb("delete", "--force", container.Id).Succeeded();
        Assert.Empty(container.FindLeftovers());
    }

    [RuncDiffersTheory("1.1 has other files")]
    [InlineData("state.json.new", "FIFO")]
    [InlineData("state.json.new", "directory")]
    [InlineData("state.json.new", "device")]
    [InlineData("start.sock", "FIFO")]
    [InlineData("start.sock", "directory")]
    [InlineData("unknown", "FIFO")]
    [InlineData("unknown", "directory")]
    [InlineData("unknown", "symbolic link")]
    public void Whatever_lies_beside_the_record_does_not_stop_a_verb(string name, string kind)
    {
        using var container = new Container("sleep 1000");
        container.Begin();
        Plant(kind, Path.Combine(StateOf(container), name));
        // device rules make it write the record again
        string rules = container.HostFile("rules", "{\"devices\": [{\"allow\": true, \"access\": \"rwm\"}]}");
        Verb("update", "--resources", rules, container.Id).Succeeded();
        Verb("update", "--pids-limit", "99", container.Id).Succeeded();
        Verb("pause", container.Id).Succeeded();
        Verb("delete", "--force", container.Id).Succeeded();
        Assert.Empty(container.FindLeftovers());
    }

    [RuncDiffersFact("1.1 deletes what is mounted there")]
    public void Delete_follows_no_link_and_crosses_no_mount()
    {
        using var container = new Container("true");
        container.Begin().WaitFor("stopped");
        string precious = container.HostDirectory("precious"), state = StateOf(container);
        File.WriteAllText(Path.Combine(precious, "file"), "");
        string mount = Path.Combine(state, "a", "mount");
        Directory.CreateDirectory(mount);
        File.CreateSymbolicLink(Path.Combine(state, "a", "link"), precious);
        Command.Run("/bin/mount", ["--bind", precious, mount]).Succeeded();
        try
        {
            Verb("delete", container.Id).Failed("/a/mount`: device or resource busy (EBUSY) (something is mounted there)");
            Assert.False(File.Exists(Path.Combine(state, "a", "link")));
        }
        finally
        {
            Command.Run("/bin/umount", [mount]).Succeeded();
        }
        Assert.True(File.Exists(Path.Combine(precious, "file")));
        Verb("delete", "--force", container.Id).Succeeded();
        Assert.False(Directory.Exists(state));
    }

    private static bool RemoveCgroups(string id)
    {
        foreach (string line in Leftovers.Cgroups(id)) Mono.Unix.Native.Syscall.rmdir(line["cgroup ".Length..]);
        return !Leftovers.Cgroups(id).Any();
    }
}
