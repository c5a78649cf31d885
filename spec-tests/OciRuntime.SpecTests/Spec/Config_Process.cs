using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Spec;

/// <summary>config.md, "Process".</summary>
public sealed class Config_Process
{
    [Fact]
    public void Args_arrive_as_they_are()
    {
        using var container = new Container().Args(
            "printf",
            "[%s]",
            "",
            "a b",
            "$HOME",
            "*",
            "\u00e4\u4e16",
            "new\nline",
            "\\"
        );
        Assert.Equal("[][a b][$HOME][*][\u00e4\u4e16][new\nline][\\]", container.Run().Succeeded().Output);
    }

    [Fact]
    public void Args_0_is_found_along_the_PATH_of_the_container()
    {
        using var container = new Container("echo wrong");
        System.IO.Directory.CreateDirectory(container.InRootfs("other"));
        System.IO.File.CreateSymbolicLink(container.InRootfs("other/only-here"), "/bin/busybox");
        container.Args("only-here");
        container.Process["env"] = Config.Array("PATH=/nowhere:/other:/bin", $"CONTAINER={container.Id}");
        Assert.Contains("applet not found", container.Run().Error, System.StringComparison.Ordinal);
    }

    [Fact]
    public void Args_empty_is_an_error()
    {
        using var container = new Container().Args();
        container.Run().Failed("args");
    }

    [Fact]
    public void Env_is_exactly_the_configs()
    {
        using var container = new Container().Args("env");
        container.Process["env"] = Config.Array(
            "PATH=/bin",
            "HOME=/home",
            "EMPTY=",
            "EQ=a=b=c",
            $"CONTAINER={container.Id}"
        );
        Assert.Equal(
            ["CONTAINER=" + container.Id, "EMPTY=", "EQ=a=b=c", "HOME=/home", "PATH=/bin"],
            container.Output().Split('\n').Order(System.StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Env_of_the_runtime_does_not_leak()
    {
        using var container = new Container().Args("env");
        container.WriteConfig();
        Command run = Command.Run(
            RuntimeUnderTest.Binary,
            ["--root", TestRun.StateRoot, "run", "--bundle", container.Bundle, container.Id],
            environment: new System.Collections.Generic.Dictionary<string, string?>
            {
                ["SECRET"] = "x",
                ["LISTEN_FDS"] = "0",
            }
        );
        Assert.DoesNotContain("SECRET", run.Succeeded().Output, System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/tmp")]
    [InlineData("/")]
    [InlineData("/home/not/there")]
    public void Cwd_is_the_working_directory(string cwd)
    {
        using var container = new Container().Args("pwd");
        container.Process["cwd"] = cwd;
        Assert.Equal(cwd, container.Output());
    }

    [Theory]
    [InlineData("relative")]
    [InlineData("")]
    public void Cwd_that_is_not_absolute_is_an_error(string cwd)
    {
        using var container = new Container().Args("pwd");
        container.Process["cwd"] = cwd;
        container.Run().Failed("cwd");
    }

    [Fact]
    public void User_has_uid_gid_and_additional_groups()
    {
        using var container = new Container().Args("grep", "-E", "^(Uid|Gid|Groups)", "/proc/self/status");
        container.Process["user"] = JsonNode.Parse("{\"uid\":1000,\"gid\":1001,\"additionalGids\":[5,6,70000]}");
        Assert.Equal(
            "Uid: 1000 1000 1000 1000 | Gid: 1001 1001 1001 1001 | Groups: 5 6 70000",
            OneLine(container.Output())
        );
    }

    [RuncDiffersTheory("the annotation is crun's")]
    [InlineData("1", false)]
    [InlineData("0", true)]
    public void The_annotation_of_crun_keeps_the_callers_groups(string value, bool set)
    {
        using var container = new Container().Args("grep", "^Groups", "/proc/self/status");
        container.Process["user"] = JsonNode.Parse("{\"uid\":0,\"gid\":0,\"additionalGids\":[70001]}");
        container.Config["annotations"] = new JsonObject { ["run.oci.keep_original_groups"] = value };
        Assert.Equal(set, OneLine(container.Output()).Split().Contains("70001"));
    }

    [Fact]
    public void User_without_additional_groups_has_none_of_the_runtimes()
    {
        using var container = new Container().Args("grep", "^Groups", "/proc/self/status");
        Assert.Equal("Groups:", OneLine(container.Output()).Trim());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(63)] // 077
    [InlineData(7)]
    public void Umask_is_the_configs(int umask)
    {
        using var container = new Container("umask");
        container.Process["user"] = new JsonObject { ["uid"] = 0, ["gid"] = 0, ["umask"] = umask };
        Assert.Equal(System.Convert.ToString(umask, 8).PadLeft(4, '0'), container.Output());
    }

    [Fact]
    public void Umask_is_0022_without_one()
    {
        using var container = new Container("umask");
        Assert.Equal("0022", container.Output());
    }

    [Theory]
    [InlineData("RLIMIT_NOFILE", 512, 1000, "Max open files")]
    [InlineData("RLIMIT_CORE", 0, 0, "Max core file size")]
    [InlineData("RLIMIT_CPU", 100, 200, "Max cpu time")]
    [InlineData("RLIMIT_DATA", 100000000, 100000000, "Max data size")]
    [InlineData("RLIMIT_FSIZE", 1000000, 2000000, "Max file size")]
    [InlineData("RLIMIT_STACK", 8388608, 16777216, "Max stack size")]
    [InlineData("RLIMIT_NPROC", 500, 600, "Max processes")]
    [InlineData("RLIMIT_AS", 1000000000, 1000000000, "Max address space")]
    [InlineData("RLIMIT_LOCKS", 10, 20, "Max file locks")]
    [InlineData("RLIMIT_MEMLOCK", 4096, 8192, "Max locked memory")]
    [InlineData("RLIMIT_MSGQUEUE", 1000, 2000, "Max msgqueue size")]
    [InlineData("RLIMIT_NICE", 0, 0, "Max nice priority")]
    [InlineData("RLIMIT_RSS", 1000, 2000, "Max resident set")]
    [InlineData("RLIMIT_RTPRIO", 0, 0, "Max realtime priority")]
    [InlineData("RLIMIT_RTTIME", 1000, 2000, "Max realtime timeout")]
    [InlineData("RLIMIT_SIGPENDING", 100, 200, "Max pending signals")]
    public void Rlimits_are_the_configs(string type, long soft, long hard, string line)
    {
        using var container = new Container().Args("cat", "/proc/self/limits");
        container.Process["rlimits"] = new JsonArray(
            new JsonObject
            {
                ["type"] = type,
                ["soft"] = soft,
                ["hard"] = hard,
            }
        );
        Assert.Contains($"{line} {soft} {hard}", OneLine(container.Output()), System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RLIMIT_NONSENSE", 1, 1)]
    [InlineData("nofile", 1, 1)]
    [InlineData("RLIMIT_NOFILE", 100, 10)]
    public void Rlimits_that_make_no_sense_are_an_error(string type, int soft, int hard)
    {
        using var container = new Container("true");
        container.Process["rlimits"] = new JsonArray(
            new JsonObject
            {
                ["type"] = type,
                ["soft"] = soft,
                ["hard"] = hard,
            }
        );
        container.Run().Failed("rlimit");
    }

    [RuncDiffersFact("1.1 takes the last of two entries; config.md asks for an error")]
    public void Rlimits_twice_of_one_type_is_an_error()
    {
        using var container = new Container("true");
        container.Process["rlimits"] = JsonNode.Parse(
            "[{\"type\":\"RLIMIT_CORE\",\"soft\":0,\"hard\":0},{\"type\":\"RLIMIT_CORE\",\"soft\":0,\"hard\":0}]"
        );
        container.Run().Failed("RLIMIT_CORE");
    }

    [Theory]
    [InlineData(true, "1")]
    [InlineData(false, "0")]
    public void NoNewPrivileges_is_the_configs(bool value, string expected)
    {
        using var container = new Container().Args("grep", "NoNewPrivs", "/proc/self/status");
        container.Process["noNewPrivileges"] = value;
        Assert.Equal($"NoNewPrivs:\t{expected}", container.Output());
    }

    [Fact]
    public void OomScoreAdj_is_the_configs()
    {
        using var container = new Container().Args("cat", "/proc/self/oom_score_adj");
        container.Process["oomScoreAdj"] = 321;
        Assert.Equal("321", container.Output());
    }

    [Theory]
    [InlineData(1001)]
    [InlineData(-1001)]
    public void OomScoreAdj_out_of_range_is_an_error(int value)
    {
        using var container = new Container("true");
        container.Process["oomScoreAdj"] = value;
        container.Run().Failed("oom");
    }

    [Fact]
    public void Signals_are_neither_blocked_nor_ignored()
    {
        using var container = new Container().Args("probe", "signals");
        Assert.Equal(".", container.Output());
    }

    [Fact]
    public void The_process_has_no_parent_death_signal()
    {
        using var container = new Container().Args("probe", "pdeathsig");
        Assert.Equal("0", container.Output());
    }

    [Fact]
    public void The_process_has_a_session_keyring_of_its_own()
    {
        using var container = new Container("grep keyring /proc/keys");
        Assert.Contains($" _ses.{container.Id}", container.Output(), System.StringComparison.Ordinal);
    }

    private static string OneLine(string text) =>
        string.Join(
            " | ",
            text.Split('\n')
                .Select(line => string.Join(' ', line.Split([' ', '\t'], System.StringSplitOptions.RemoveEmptyEntries)))
        );
}
