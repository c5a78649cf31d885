using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Exec;

/// <summary>The options of <c>exec</c> that say what the process is.</summary>
public sealed class Exec_Options
{
    [Fact]
    public void Exec_has_the_containers_process_but_for_its_arguments()
    {
        using var container = new Container("sleep 1000");
        container.Process["env"] = Config.Array("PATH=/bin", "GREETING=hello", $"CONTAINER={container.Id}");
        container.Process["cwd"] = "/home";
        container.Process["user"] = new JsonObject
        {
            ["uid"] = 1000,
            ["gid"] = 1001,
            ["additionalGids"] = new JsonArray(7, 8),
        };
        container.Begin();
        Assert.Equal(
            "hello /home uid=1000(user) gid=1001 groups=7,8",
            Flat(container.Exec("sh", "-c", "echo $GREETING; pwd; id"))
        );
    }

    [Fact]
    public void Exec_cwd_is_the_working_directory()
    {
        using Container container = new Container("sleep 1000").Begin();
        Assert.Equal("/tmp", container.ExecWith(["--cwd", "/tmp"], "pwd").Succeeded().Text);
    }

    [Fact]
    public void Exec_in_a_missing_cwd_is_an_error_and_does_not_make_it()
    {
        using Container container = new Container("sleep 1000").Begin();
        Command failed = container
            .ExecWith(["--cwd", "/nowhere"], "pwd")
            .Failed("chdir to cwd (\"/nowhere\") set in config.json failed");
        Assert.Contains("no such file or directory", failed.Error, StringComparison.Ordinal);
        Assert.Equal(255, failed.ExitCode);
        Assert.False(Directory.Exists(container.InRootfs("nowhere")));
    }

    [Fact]
    public void Exec_in_a_relative_cwd_is_an_error()
    {
        using Container container = new Container("sleep 1000").Begin();
        container.ExecWith(["--cwd", "tmp"], "pwd").Failed("absolute");
    }

    [Theory]
    [InlineData("--env")]
    [InlineData("-e")]
    public void Exec_env_adds_and_replaces_variables(string option)
    {
        using var container = new Container("sleep 1000");
        container.Process["env"] = Config.Array("PATH=/bin", "A=old", $"CONTAINER={container.Id}");
        container.Begin();
        Assert.Equal(
            "new b=c ,",
            container
                .ExecWith([option, "A=new", option, "B=b=c", option, "C=,"], "sh", "-c", "echo $A $B $C")
                .Succeeded()
                .Text
        );
    }

    [Theory]
    [InlineData("1000", "uid=1000(user) gid=5 groups=9")]
    [InlineData("1000:33", "uid=1000(user) gid=33 groups=9")]
    [InlineData("0:0", "uid=0(root) gid=0(root) groups=9")]
    [InlineData("123456", "uid=123456 gid=5 groups=9")]
    public void Exec_user_replaces_uid_and_gid(string user, string id)
    {
        using var container = new Container("sleep 1000");
        container.Process["user"] = new JsonObject { ["uid"] = 0, ["gid"] = 5, ["additionalGids"] = new JsonArray(9) };
        container.Begin();
        Assert.Equal(id, container.ExecWith(["--user", user], "id").Succeeded().Text);
        Assert.Equal(id, container.ExecWith(["-u", user], "id").Succeeded().Text);
    }

    [Theory]
    [InlineData("root", "uid")]
    [InlineData("0:wheel", "gid")]
    public void Exec_user_that_is_no_number_is_an_error(string user, string message)
    {
        using Container container = new Container("sleep 1000").Begin();
        container.ExecWith(["--user", user], "id").Failed(message);
    }

    [Fact]
    public void Exec_additional_gids_add_to_the_configs()
    {
        using var container = new Container("sleep 1000");
        container.Process["user"] = new JsonObject { ["uid"] = 0, ["gid"] = 0, ["additionalGids"] = new JsonArray(9) };
        container.Begin();
        Assert.Equal(
            "uid=0(root) gid=0(root) groups=9,10,11",
            container.ExecWith(["-g", "10", "-g", "11"], "id").Succeeded().Text
        );
        Assert.Equal(
            "uid=0(root) gid=0(root) groups=9,12",
            container.ExecWith(["--additional-gids", "12"], "id").Succeeded().Text
        );
        container.ExecWith(["--additional-gids", "-1"], "id").Failed("additional");
    }

    [Fact]
    public void Exec_HOME_is_that_of_the_user()
    {
        using Container container = new Container("sleep 1000").Begin();
        Assert.Equal("/home/user", container.ExecWith(["--user", "1000"], "sh", "-c", "echo $HOME").Succeeded().Text);
    }

    [Fact]
    public void Exec_cap_adds_to_bounding_permitted_and_effective()
    {
        using Container container = new Container("sleep 1000").Begin();
        const ulong SysAdmin = 1ul << 21; // linux/capability.h
        ulong[] before = Sets(container.Exec("cat", "/proc/self/status")),
            after = Sets(container.ExecWith(["--cap", "CAP_SYS_ADMIN"], "cat", "/proc/self/status"));
        Assert.Equal(0ul, before[2] & SysAdmin);
        Assert.Equal([before[0], before[1] | SysAdmin, before[2] | SysAdmin, before[3] | SysAdmin, 0], after);
    }

    [Fact]
    public void Exec_no_new_privs_is_set()
    {
        using Container container = new Container("sleep 1000").Begin();
        Assert.Equal("NoNewPrivs:\t0", container.Exec("grep", "NoNewPrivs", "/proc/self/status").Succeeded().Text);
        Assert.Equal(
            "NoNewPrivs:\t1",
            container.ExecWith(["--no-new-privs"], "grep", "NoNewPrivs", "/proc/self/status").Succeeded().Text
        );
    }

    [NoLabelsFact]
    public void Exec_labels_that_the_host_cannot_apply_are_errors()
    {
        using Container container = new Container("sleep 1000").Begin();
        container.ExecWith(["--process-label", "system_u:system_r:container_t:s0"], "true").Failed("selinux");
        container.ExecWith(["--apparmor", "container-default"], "true").Failed("apparmor");
    }

    [Fact]
    public void Exec_without_a_process_file_needs_a_command()
    {
        using Container container = new Container("sleep 1000").Begin();
        container.Exec().Failed("args");
    }

    [Fact]
    public void Options_after_the_command_of_exec_are_the_commands()
    {
        using Container container = new Container("sleep 1000").Begin();
        Assert.Equal("-t --cwd /x", container.Exec("echo", "-t", "--cwd", "/x").Succeeded().Text);
    }

    private static ulong[] Sets(Command status) =>
        status
            .Succeeded()
            .Lines.Where(line => line.StartsWith("Cap", StringComparison.Ordinal))
            .Select(line => Convert.ToUInt64(line.Split('\t')[1], 16))
            .ToArray()
            is [var inheritable, var permitted, var effective, var bounding, var ambient]
        ? [inheritable, permitted, effective, bounding, ambient]
        : throw new InvalidOperationException(status.Output);

    private static string Flat(Command command) => command.Succeeded().Text.Replace('\n', ' ');
}

/// <summary>A test that needs a host without labels; skipped elsewhere, with that reason.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NoLabelsFactAttribute : FactAttribute
{
    public NoLabelsFactAttribute()
    {
        if (File.Exists("/sys/fs/selinux/enforce") || Directory.Exists("/sys/kernel/security/apparmor"))
            Skip = "this host has SELinux or AppArmor";
    }
}
