using System;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Contract;

/// <summary>What crun has beside runc, and callers of crun use.</summary>
public sealed class Contract_Crun
{
    private const string Crun = "an extension of crun's";

    private static Command Mounts(Container container, string act, params JsonObject[] mounts) =>
        Command.Run(RuntimeUnderTest.Binary, [.. RuntimeUnderTest.Global, "mounts", act, container.Id, "-"],
            input: container.HostFile("mounts.json", new JsonArray([.. mounts.Select(one => one.DeepClone())]).ToJsonString()));

    [RuncDiffersTheory(Crun)]
    [InlineData(false)]
    [InlineData(true)]
    public void Mounts_are_added_to_a_running_container_and_removed(bool userNamespace)
    {
        using var container = new Container("sleep 1000");
        if (userNamespace) container.AddUserNamespace();
        string source = container.HostDirectory("source"), file = container.HostFile("source/file", "text");
        foreach (string name in (string[])["mnt", "tmp", "proc2"])
            Directory.CreateDirectory(container.InRootfs(name));
        File.WriteAllText(container.InRootfs("file"), "");
        container.Begin();
        JsonObject[] mounts =
        [
            Config.Bind(source, "/mnt", "rbind", "ro"), Config.Bind(file, "/file"),
            Config.Mount("/tmp", "tmpfs", "tmpfs", "size=1m"), Config.Mount("/proc2", "proc", "proc"),
        ];
        Mounts(container, "add", mounts).Succeeded();
        const string look = "cat /mnt/file /file; touch /mnt/x; ls -d /proc2/1 /proc2/self/ns; touch /tmp/x; "
            + "grep -cE ' /(mnt|file|tmp|proc2) ' /proc/self/mountinfo";
        Command seen = container.Exec("sh", "-c", look);
        Assert.Equal("texttext/proc2/1\n/proc2/self/ns\n4", seen.Text);
        Assert.Contains("Read-only file system", seen.Error, StringComparison.Ordinal);
        Mounts(container, "remove", mounts).Succeeded();
        Assert.Equal("0", container.Exec("sh", "-c", look).Lines[^1]);
    }

    [RuncDiffersFact(Crun)]
    public void A_mount_that_is_added_through_a_link_of_the_image_stays_in_the_container()
    {
        using var container = new Container("sleep 1000");
        string source = container.HostDirectory("source"), outside = container.HostDirectory("outside");
        File.CreateSymbolicLink(container.InRootfs("link"), "/../../.." + outside);
        container.Begin();
        Mounts(container, "add", Config.Bind(source, "/link/new")).Succeeded();
        Assert.Empty(Directory.GetFileSystemEntries(outside));
        Assert.Equal("1", container.Exec("sh", "-c", $"grep -c ' {outside}/new ' /proc/self/mountinfo").Text);
    }

    [RuncDiffersFact(Crun)]
    public void A_mount_that_cannot_be_added_takes_those_before_it_with_it()
    {
        using var container = new Container("sleep 1000");
        string source = container.HostDirectory("source");
        container.Begin();
        File.WriteAllText(container.InRootfs("file"), "");
        Mounts(container, "add", Config.Bind(source, "/mnt"), Config.Bind(source, "/file")).Failed("/mounts/1");
        Assert.Equal("0", container.Exec("sh", "-c", "grep -c ' /mnt ' /proc/self/mountinfo").Text);
    }

    [RuncDiffersTheory(Crun)]
    [InlineData("remove", "/", "is the root itself")]
    [InlineData("remove", "/bin", "nothing is mounted there")]
    [InlineData("add", "/proc/self", "inside /proc")]
    [InlineData("frobnicate", "/mnt", "not add or remove")]
    public void Mounts_that_cannot_be_changed_are_told(string act, string destination, string message)
    {
        using var container = new Container("sleep 1000");
        container.Begin();
        Mounts(container, act, Config.Bind("/bin", destination)).Failed(message);
    }

    [RuncDiffersTheory(Crun)]
    [InlineData(false, "idmap=uids=0-7-10;gids=0-9-10", "7 9")]
    [InlineData(false, "ridmap=uids=5-1-2#0-7-1;gids=0-9-1", "7 9")]
    [InlineData(true, "idmap=uids=@0-7-10;gids=@0-9-10", "7 9")]
    [InlineData(true, "idmap=uids=0-100003-10;gids=0-100004-10", "3 4")]
    public void The_option_idmap_may_have_mappings(bool userNamespace, string option, string owner)
    {
        using var container = new Container("stat -c '%u %g' /mnt");
        if (userNamespace) container.AddUserNamespace();
        Directory.CreateDirectory(container.InRootfs("mnt"));
        container.Add(Config.Bind(container.HostDirectory("source"), "/mnt", "bind", option));
        Assert.Equal(owner, container.Output());
    }

    [RuncDiffersTheory(Crun)]
    [InlineData("idmap=uids=0-7-10", "uids and gids come together")]
    [InlineData("idmap=uids=@0-7-10;gids=@0-9-10", "does not map")]
    [InlineData("idmap=uids=0-7;gids=0-9-10", "is not three numbers")]
    [InlineData("idmap=names=0-7-10", "is not uids= or gids=")]
    public void Mappings_of_the_option_idmap_that_cannot_be_are_told(string option, string message)
    {
        using var container = new Container("true");
        container.Add(Config.Bind(container.HostDirectory("source"), "/mnt", "bind", option));
        container.Run().Failed(message);
    }

    [RuncDiffersFact(Crun)]
    public void A_regular_expression_kills_and_deletes_each_container_that_it_matches()
    {
        using var first = new Container("sleep 1000");
        using var second = new Container("sleep 1000");
        first.Begin();
        second.Begin();
        string both = $"^({first.Id}|{second.Id})$";
        RuntimeUnderTest.Run("kill", "--regex", "^nothing-of-this-name", "KILL").Succeeded();
        Assert.Equal("running", first.Status);
        RuntimeUnderTest.Run("delete", "--regex", both).Failed("2 of 2 containers");
        RuntimeUnderTest.Run("kill", "--regex", both, "KILL").Succeeded();
        first.WaitFor("stopped");
        second.WaitFor("stopped");
        RuntimeUnderTest.Run("delete", "--regex", both).Succeeded();
        RuntimeUnderTest.Run("state", first.Id).Failed("does not exist");
        RuntimeUnderTest.Run("kill", "--regex", "(", "KILL").Failed("invalid regular expression");
        string deep = new string('(', 20_000) + "a" + new string(')', 20_000);
        RuntimeUnderTest.Run("kill", "--regex", deep, "KILL").Failed("it is longer than 1023 bytes");
    }

    [RuncDiffersFact(Crun)]
    public void Spec_writes_the_file_that_is_named()
    {
        using var container = new Container();
        string file = container.HostFile("other.json", "old");
        RuntimeUnderTest.Run("spec", "--bundle", container.Bundle, "--file", "other.json").Succeeded();
        Assert.NotNull(JsonNode.Parse(File.ReadAllText(file))!["process"]);
        Assert.False(File.Exists(Path.Combine(container.Bundle, "config.json")));
    }

    [RuncDiffersFact(Crun)]
    public void Annotations_name_files_to_which_the_output_of_all_hooks_is_appended()
    {
        using var container = new Container("true");
        string output = container.HostFile("hooks.out", "before\n"), errors = Path.Combine(container.Bundle, "hooks.err");
        container.Config["annotations"] = new JsonObject
        {
            ["run.oci.hooks.stdout"] = output,
            ["run.oci.hooks.stderr"] = errors,
        };
        var hooks = new JsonObject();
        string[] kinds = ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"];
        foreach (string kind in kinds)
            hooks[kind] = JsonNode.Parse(
                $"[{{\"path\":\"/bin/sh\",\"args\":[\"sh\",\"-c\",\"echo out {kind}; echo err {kind} >&2\"]}}]");
        container.Config["hooks"] = hooks;
        Command run = container.Run().Succeeded();
        Assert.Equal("", run.Output);
        Assert.DoesNotContain("run.oci.hooks", run.Error, StringComparison.Ordinal);
        Assert.Equal("before\nout " + string.Join("\nout ", kinds) + "\n", File.ReadAllText(output));
        Assert.Equal("err " + string.Join("\nerr ", kinds) + "\n", File.ReadAllText(errors));
    }

    [RuncDiffersFact(Crun)]
    public void A_file_for_hooks_that_cannot_be_opened_does_not_keep_a_container_from_being_deleted()
    {
        using var container = new Container("sleep 1000");
        string output = Path.Combine(container.HostDirectory("gone"), "out");
        string ran = Path.Combine(container.Bundle, "ran");
        container.Config["annotations"] = new JsonObject { ["run.oci.hooks.stdout"] = output };
        container.Config["hooks"] = JsonNode.Parse($$"""{"poststop": [{"path": "/bin/touch", "args": ["touch", "{{ran}}"]}]}""");
        container.Begin();
        Directory.Delete(Path.GetDirectoryName(output)!, recursive: true);
        Command delete = container.Delete("--force").Succeeded();
        Assert.Contains("/annotations/run.oci.hooks.stdout", delete.Error, StringComparison.Ordinal);
        Assert.True(File.Exists(ran));
        RuntimeUnderTest.Run("state", container.Id).Failed("does not exist");
    }

    [RuncDiffersFact(Crun)]
    public void A_file_for_poststart_hooks_that_cannot_be_opened_ends_the_container_as_a_hook_that_fails()
    {
        using var container = new Container("sleep 1000");
        string output = Path.Combine(container.HostDirectory("gone"), "out");
        container.Config["annotations"] = new JsonObject { ["run.oci.hooks.stderr"] = output };
        container.Config["hooks"] = JsonNode.Parse("""{"poststart": [{"path": "/bin/true"}]}""");
        container.Create().Succeeded();
        Directory.Delete(Path.GetDirectoryName(output)!, recursive: true);
        container.Start().Failed("/annotations/run.oci.hooks.stderr");
        RuntimeUnderTest.Run("state", container.Id).Failed("does not exist");
    }

    /// <summary>crun waits for a reader.</summary>
    [RuncDiffersFact(Crun)]
    public void A_FIFO_for_hooks_that_nobody_reads_is_an_error()
    {
        using var container = new Container("true");
        string output = Path.Combine(container.Bundle, "fifo");
        Command.Run("/usr/bin/mkfifo", [output]).Succeeded();
        container.Config["annotations"] = new JsonObject { ["run.oci.hooks.stdout"] = output };
        container.Config["hooks"] = JsonNode.Parse("""{"prestart": [{"path": "/bin/true"}]}""");
        container.Run().Failed("/annotations/run.oci.hooks.stdout");
    }

    [RuncDiffersTheory(Crun)]
    [InlineData("run.oci.hooks.stdout")]
    [InlineData("run.oci.hooks.stderr")]
    public void A_file_for_hooks_has_an_absolute_path(string annotation)
    {
        using var container = new Container("true");
        container.Config["annotations"] = new JsonObject { [annotation] = "hooks.out" };
        container.Run().Failed("`hooks.out` is not an absolute path");
    }

    [RuncDiffersTheory(Crun)]
    [InlineData("journald:box", "PRIORITY=3\nSYSLOG_IDENTIFIER=box\nMESSAGE\n")]
    [InlineData("syslog:box", "<11>box: container does not exist: none")]
    [InlineData("syslog:", "<11>ocirun: container does not exist: none")]
    public void Errors_go_to_the_journal_or_to_syslog(string log, string beginning)
    {
        using var container = new Container();
        string socket = Path.Combine(container.Bundle, "socket");
        using var service = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        service.Bind(new UnixDomainSocketEndPoint(socket));
        service.ReceiveTimeout = 10_000;
        WithLogServices(socket, log).Failed("does not exist");
        byte[] bytes = new byte[4096];
        string message = Encoding.UTF8.GetString(bytes, 0, service.Receive(bytes));
        Assert.StartsWith(beginning, message, StringComparison.Ordinal);
        Assert.Contains("container does not exist: none", message, StringComparison.Ordinal);
    }

    [RuncDiffersTheory(Crun)]
    [InlineData("journald:box")]
    [InlineData("syslog:box")]
    public void A_log_service_that_reads_nothing_keeps_no_command_waiting(string log)
    {
        using var container = new Container();
        string socket = Path.Combine(container.Bundle, "socket");
        using var service = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        service.Bind(new UnixDomainSocketEndPoint(socket));
        using var sender = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        sender.Connect(new UnixDomainSocketEndPoint(socket));
        sender.Blocking = false;
        while (sender.Poll(0, SelectMode.SelectWrite)) sender.Send("full"u8);
        WithLogServices(socket, log).Failed("does not exist");
    }

    /// <summary>
    /// An error with <paramref name="log"/>, where both services' places, in a mount namespace of their own, are
    /// <paramref name="socket"/>; ended after 20 s.
    /// </summary>
    private static Command WithLogServices(string socket, string log)
    {
        const string Place = "touch /tmp/null; mount --bind /dev/null /tmp/null; mount -t tmpfs tmpfs /run; "
            + "mount -t tmpfs tmpfs /dev; touch /dev/log /dev/null; mount --bind /tmp/null /dev/null; "
            + "mkdir -p /run/systemd/journal; touch /run/systemd/journal/socket; "
            + "for s in /dev/log /run/systemd/journal/socket; do mount --bind $1 $s; done; shift; exec \"$@\"";
        return Command.Run("unshare", ["-m", "sh", "-ec", Place, "sh", socket, "timeout", "20", RuntimeUnderTest.Binary,
            .. RuntimeUnderTest.Global, "--log", log, "state", "none"]);
    }

    [RuncDiffersTheory(Crun)]
    [InlineData("error", 0)]
    [InlineData("warning", 1)]
    [InlineData("debug", 1)]
    public void The_level_of_the_log_chooses_what_is_in_it(string level, int warnings)
    {
        using var container = new Container("true");
        container.Config["annotations"] = new JsonObject { ["run.oci.nothing"] = "1" };
        container.WriteConfig();
        string log = Path.Combine(container.Bundle, "log");
        RuntimeUnderTest.Run("--log", log, "--log-format", "json", "--log-level", level, "run", "--bundle",
            container.Bundle, container.Id).Succeeded();
        string text = File.Exists(log) ? File.ReadAllText(log) : "";
        Assert.Equal(warnings, text.Split("run.oci.nothing").Length > 1 ? 1 : 0);
        Assert.True(text.Split("is not an annotation that ocirun knows").Length <= 2, text);
    }

    [Fact]
    public void A_level_that_is_none_is_refused() =>
        RuntimeUnderTest.Run("--log-level", "loud", "list").Failed(RuntimeUnderTest.IsRunc ? "" : "invalid log-level");
}
