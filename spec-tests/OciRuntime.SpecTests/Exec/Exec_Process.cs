using System;
using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Exec;

/// <summary>
/// <c>exec --process FILE</c>: the whole process from a file, as Podman, containerd and CRI-O ask for it.
/// </summary>
public sealed class Exec_Process
{
    [Fact]
    public void Exec_takes_the_whole_process_from_the_file()
    {
        using var container = new Container("sleep 1000");
        container.Process["user"] = new JsonObject { ["uid"] = 3, ["gid"] = 3, ["additionalGids"] = new JsonArray(9) };
        container.Process["noNewPrivileges"] = true;
        container.Begin();
        JsonObject process = Process(container, "sh", "-c", "id; pwd; echo $ONE; grep NoNewPrivs /proc/self/status");
        process["cwd"] = "/tmp";
        process["env"] = Config.Array("PATH=/bin", "ONE=1");
        process["user"] = new JsonObject { ["uid"] = 1000, ["gid"] = 1000 };
        Assert.Equal(
            ["uid=1000(user) gid=1000(user)", "/tmp", "1", "NoNewPrivs:\t0"],
            Exec(container, process).Succeeded().Lines
        );
    }

    [RuncDiffersFact("it takes the umask of the container, whatever the file says")]
    public void Exec_umask_is_the_files_or_else_the_containers()
    {
        using var container = new Container("sleep 1000");
        container.Process["user"] = new JsonObject { ["uid"] = 0, ["gid"] = 0, ["umask"] = 7 };
        container.Begin();
        JsonObject process = Process(container, "sh", "-c", "umask");
        Assert.Equal("0007", container.Exec("sh", "-c", "umask").Succeeded().Text);
        Assert.Equal("0007", Exec(container, process).Succeeded().Text);
        process["user"]!["umask"] = 63;
        Assert.Equal("0077", Exec(container, process).Succeeded().Text);
    }

    [Fact]
    public void Exec_capabilities_are_the_process_files()
    {
        using Container container = new Container("sleep 1000").Begin();
        JsonObject process = Process(container, "grep", "CapEff", "/proc/self/status");
        process["capabilities"] = Config.Capabilities("CAP_SYS_ADMIN");
        Assert.Equal("CapEff:\t0000000000200000", Exec(container, process).Succeeded().Text);
    }

    [Fact]
    public void Exec_rlimits_are_the_process_files()
    {
        using Container container = new Container("sleep 1000").Begin();
        // in blocks of 512 bytes; not RLIMIT_NOFILE, which Go programs change
        JsonObject process = Process(container, "sh", "-c", "ulimit -c; ulimit -Hc");
        process["rlimits"] = new JsonArray(
            new JsonObject
            {
                ["type"] = "RLIMIT_CORE",
                ["soft"] = 5120,
                ["hard"] = 10240,
            }
        );
        Assert.Equal(["10", "20"], Exec(container, process).Succeeded().Lines);
    }

    [Fact]
    public void Exec_oomScoreAdj_is_the_process_files()
    {
        using Container container = new Container("sleep 1000").Begin();
        JsonObject process = Process(container, "cat", "/proc/self/oom_score_adj");
        process["oomScoreAdj"] = 321;
        Command done = Exec(container, process).Succeeded();
        // runc takes it from the container's config only
        if (!RuntimeUnderTest.IsRunc) Assert.Equal("321", done.Text);
    }

    [RuncDiffersFact("1.1 knows no scheduler")]
    public void Exec_scheduler_is_the_process_files()
    {
        using Container container = new Container("sleep 1000").Begin();
        JsonObject process = Process(container, "probe", "scheduler");
        process["scheduler"] = new JsonObject { ["policy"] = "SCHED_BATCH", ["nice"] = 5 };
        Assert.StartsWith("policy=3 nice=5 ", Exec(container, process).Succeeded().Text, StringComparison.Ordinal);
    }

    [RuncDiffersFact("1.1 knows no ioPriority")]
    public void Exec_ioPriority_is_the_process_files()
    {
        using Container container = new Container("sleep 1000").Begin();
        JsonObject process = Process(container, "probe", "ioprio");
        process["ioPriority"] = new JsonObject { ["class"] = "IOPRIO_CLASS_IDLE", ["priority"] = 0 };
        Assert.Equal("3 0", Exec(container, process).Succeeded().Text);
    }

    [RuncDiffersFact("1.1 knows no execCPUAffinity")]
    public void ExecCPUAffinity_final_is_where_the_process_runs()
    {
        using Container container = new Container("sleep 1000").Begin();
        JsonObject process = Process(container, "grep", "Cpus_allowed_list", "/proc/self/status");
        string one = FirstCpu();
        process["execCPUAffinity"] = new JsonObject { ["initial"] = one, ["final"] = one };
        Assert.Equal($"Cpus_allowed_list:\t{one}", Exec(container, process).Succeeded().Text);
        process["execCPUAffinity"] = new JsonObject { ["initial"] = one };
        Assert.StartsWith("Cpus_allowed_list:", Exec(container, process).Succeeded().Text, StringComparison.Ordinal);
    }

    [RuncDiffersFact("1.1 knows no execCPUAffinity")]
    public void ExecCPUAffinity_of_the_config_holds_for_exec_and_not_for_init()
    {
        using var container = new Container("sleep 1000");
        container.Process["execCPUAffinity"] = new JsonObject { ["final"] = FirstCpu() };
        container.Begin();
        Assert.Equal(Allowed("/proc/self/status"), Allowed($"/proc/{container.Pid}/status"));
        Assert.Equal(
            $"Cpus_allowed_list:\t{FirstCpu()}",
            container.Exec("grep", "Cpus_allowed_list", "/proc/self/status").Succeeded().Text
        );
    }

    [RuncDiffersFact("1.1 knows no execCPUAffinity")]
    public void ExecCPUAffinity_without_any_cpu_of_the_host_is_an_error()
    {
        using Container container = new Container("sleep 1000").Begin();
        JsonObject process = Process(container, "true");
        process["execCPUAffinity"] = new JsonObject { ["final"] = "8000" };
        Assert.Equal(255, Exec(container, process).Failed("/process/execCPUAffinity/final").ExitCode);
        process["execCPUAffinity"] = new JsonObject { ["initial"] = "8000" };
        Exec(container, process).Failed("/process/execCPUAffinity/initial");
        process["execCPUAffinity"] = new JsonObject { ["initial"] = "one" };
        Exec(container, process).Failed("execCPUAffinity");
    }

    [RuncDiffersFact("1.1 hands on its own affinity")]
    public void Exec_does_not_inherit_the_callers_affinity()
    {
        using Container container = new Container("sleep 1000").Begin();
        Command bound = Command.Run(
            "taskset",
            [
                "-c",
                FirstCpu(),
                RuntimeUnderTest.Binary,
                "--root",
                TestRun.StateRoot,
                "exec",
                container.Id,
                "grep",
                "Cpus_allowed_list",
                "/proc/self/status",
            ]
        );
        Assert.Equal(Allowed($"/proc/{container.Pid}/status"), bound.Succeeded().Text);
    }

    [RuncDiffersFact("1.1 hands on its own affinity")]
    public void Create_does_not_inherit_the_callers_affinity()
    {
        using Container container = new Container().Args("grep", "Cpus_allowed_list", "/proc/self/status");
        container.WriteConfig();
        string[] run =
        [
            RuntimeUnderTest.Binary,
            "--root",
            TestRun.StateRoot,
            "run",
            "--bundle",
            container.Bundle,
            container.Id,
        ];
        Assert.Equal(
            Command.Run(run[0], run[1..]).Succeeded().Text,
            Command.Run("taskset", ["-c", FirstCpu(), .. run]).Succeeded().Text
        );
    }

    [Theory]
    [InlineData("""{"args":[],"cwd":"/"}""", "args")]
    [InlineData("""{"args":["true"],"cwd":"x"}""", "cwd")]
    [InlineData("""{"args":["true"]}""", "cwd")]
    [InlineData("{", "")]
    public void Exec_of_a_file_that_is_no_process_is_an_error(string text, string message)
    {
        using Container container = new Container("sleep 1000").Begin();
        Command failed = container.ExecWith(["--process", container.HostFile("process.json", text)]).Failed(message);
        Assert.Equal(255, failed.ExitCode);
    }

    [Fact]
    public void Exec_of_a_missing_process_file_is_an_error()
    {
        using Container container = new Container("sleep 1000").Begin();
        container.ExecWith(["--process", "/nowhere/process.json"]).Failed("no such file");
    }

    private static JsonObject Process(Container container, params string[] args) => new()
    {
        ["args"] = Config.Array(args),
        ["cwd"] = "/",
        ["env"] = Config.Array("PATH=/bin", $"CONTAINER={container.Id}"),
        ["user"] = new JsonObject { ["uid"] = 0, ["gid"] = 0 },
    };

    private static Command Exec(Container container, JsonObject process) =>
        container.ExecWith(["--process", container.HostFile("process.json", process.ToJsonString())]);

    /// <summary>A CPU that this process may use.</summary>
    private static string FirstCpu() => Allowed("/proc/self/status").Split('\t')[1].Split(',', '-')[0];

    private static string Allowed(string status)
    {
        foreach (string line in File.ReadLines(status))
            if (line.StartsWith("Cpus_allowed_list", StringComparison.Ordinal)) return line;
        throw new InvalidOperationException(status);
    }

    [RuncDiffersFact("runc tells the first mistake alone, and no place")]
    public void All_mistakes_of_type_and_value_in_a_process_file_are_told_with_their_places()
    {
        using var container = new Container("sleep 100");
        container.Begin();
        const string text = """{"args":"sh","cwd":"rel","env":["A=1",5],"user":{"uid":"root"}}""";
        Assert.Equal(
            "ocirun: exec failed: invalid config: a string where an array belongs, at line 1, byte 9 "
                + "[config: /process/args]; `5` where a string belongs, at line 1, byte 39 [config: /process/env/1]; "
                + "a string where a whole number from 0 to 4294967295 belongs, at line 1, byte 56 "
                + "[config: /process/user/uid]; `rel` is not an absolute path [config: /process/cwd]\n",
            container.ExecWith(["--process", container.HostFile("process.json", text)]).Failed().Error);
    }
}
