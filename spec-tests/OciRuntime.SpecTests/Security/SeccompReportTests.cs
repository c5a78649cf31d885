using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Security;

/// <summary><c>--seccomp-report</c>: what is refused is refused as without it, and written down.</summary>
public class SeccompReportTests
{
    private static readonly string Getppid = Machine.Getppid, Personality = Machine.Personality;
    private const int SIGSYS = 31;
    private const string Annotation = "run.ocirun.seccomp-report";

    private static string FileOf(Container container) => Path.Combine(container.Bundle, "report.json");

    private static JsonObject Read(string file) => (JsonObject)JsonNode.Parse(File.ReadAllText(file))!;

    private static JsonObject AwaitComplete(string file)
    {
        Wait.Until(() => (bool)Read(file)["complete"]!, "a complete report", () => File.ReadAllText(file));
        return Read(file);
    }

    private static JsonObject Only(JsonObject report) => (JsonObject)Assert.Single(report["refused"]!.AsArray())!;

    private static (Command Result, JsonObject Report) Run(Container container)
    {
        Command result = container.Run("--seccomp-report", FileOf(container));
        return (result, AwaitComplete(FileOf(container)));
    }

    private static (Command Result, JsonObject Report) Run(string rule, params string[] args)
    {
        using Container container = Probes.Container(args);
        container.Seccomp("ALLOW", rule);
        return Run(container);
    }

    [RuncDiffersFact("it has no report")]
    public void ERRNO_is_the_errno_of_the_rule_and_is_written_with_call_rule_and_program()
    {
        using Container container = Probes.Container("/probe", "call", Getppid);
        container.Seccomp("ALLOW", "LOG personality", "ERRNO getppid")["syscalls"]![1]!["errnoRet"] = 88;
        (Command result, JsonObject report) = Run(container);
        Assert.Equal("errno 88\n", result.Output);
        Assert.Equal(container.Id, (string?)report["id"]);
        JsonObject line = Only(report);
        Assert.Equal("getppid", (string?)line["call"]);
        Assert.Equal("SCMP_ACT_ERRNO", (string?)line["action"]);
        Assert.Equal("ENOTSOCK", (string?)line["errno"]);
        Assert.Equal("/linux/seccomp/syscalls/1", (string?)line["rule"]);
        Assert.Equal("probe", (string?)line["comm"]);
        Assert.Equal("/probe", (string?)line["exe"]);
        Assert.Equal(1, (int)line["count"]!);
    }

    [RuncDiffersFact("it has no report")]
    public void The_texts_that_a_refused_mount_names_are_quoted_and_repetitions_counted()
    {
        using Container container = new("for i in 1 2 3; do mount -t tmpfs src /tmp 2>&1; done; true");
        container.Seccomp("ALLOW", "ERRNO mount");
        (Command result, JsonObject report) = Run(container);
        Assert.Equal(3, result.Succeeded().Output.Split('\n').Count(line => line.Contains("permi", Ordinal)));
        JsonObject line = Only(report);
        Assert.Equal(
            """{"0":"src","1":"/tmp","2":"tmpfs"}""",
            line["texts"]!.ToJsonString()
        );
        Assert.Equal(3, (int)line["count"]!);
    }

    private const System.StringComparison Ordinal = System.StringComparison.OrdinalIgnoreCase;

    [RuncDiffersFact("it has no report")]
    public void TRAP_raises_the_kernels_own_SIGSYS_with_the_call()
    {
        (Command result, JsonObject report) = Run("TRAP getppid", "/probe", "trap", Getppid);
        Assert.Equal($"trap {Getppid} {Machine.Audit}\n", result.Output);
        Assert.Equal("SCMP_ACT_TRAP", (string?)Only(report)["action"]);
        Assert.Null(Only(report)["approximated"]);
    }

    [RuncDiffersTheory("it has no report")]
    [InlineData("KILL_THREAD")]
    [InlineData("KILL_PROCESS")]
    public void KILL_ends_the_first_process_by_SIGSYS(string action)
    {
        (Command result, JsonObject report) = Run(action + " getppid", "/probe", "call", Getppid);
        Assert.Equal(128 + SIGSYS, result.ExitCode);
        Assert.Equal("SCMP_ACT_" + action, (string?)Only(report)["action"]);
        Assert.Null(Only(report)["approximated"]);
    }

    [RuncDiffersFact("it has no report")]
    public void KILL_THREAD_ends_the_thread_and_only_it()
    {
        (Command result, JsonObject report) = Run("KILL_THREAD getppid", "/probe", "thread", Getppid);
        Assert.Equal("survived\n", result.Output);
        Assert.Equal("getppid", (string?)Only(report)["call"]);
    }

    [RuncDiffersFact("it has no report")]
    public void A_default_that_refuses_is_reported_as_such_and_newer_calls_as_newer()
    {
        const string needed =
            "ALLOW execve,write,exit_group,arch_prctl,brk,mmap,mprotect,munmap,set_tid_address,set_robust_list,rseq,"
            + "prlimit64,readlink,readlinkat,getrandom,newfstatat,fstat,openat2";
        using Container container = Probes.Container("/probe", "call", Getppid);
        container.Seccomp("ERRNO", needed)["architectures"] = Config.Array(Machine.SeccompName);
        (Command result, JsonObject report) = Run(container);
        Assert.Equal("errno 1\n", result.Output);
        Assert.Equal("/linux/seccomp/defaultAction", (string?)Only(report)["rule"]);
        container.Process["args"]![2] = Machine.Listns;
        (result, report) = Run(container);
        Assert.Equal("errno 38\n", result.Output);
        Assert.Equal("newer than every call that the profile names", (string?)Only(report)["rule"]);
    }

    [RuncDiffersFact("it has no report")]
    public void A_rule_that_compares_arguments_decides_as_without_a_report()
    {
        using Container container = Probes.Container("/probe", "call", Personality, "0x1ffffffff");
        JsonObject profile = container.Seccomp("ALLOW", "ERRNO personality");
        profile["syscalls"]![0]!["args"] = new JsonArray(
            new JsonObject { ["index"] = 0, ["op"] = "SCMP_CMP_EQ", ["value"] = 0xffffffff }
        );
        (Command result, JsonObject report) = Run(container);
        Assert.Equal(("ok\n", 0), (result.Output, report["refused"]!.AsArray().Count));
        container.Process["args"]![3] = "0xffffffff";
        (result, report) = Run(container);
        Assert.Equal("errno 1\n", result.Output);
        Assert.Equal("0xffffffff", (string?)Only(report)["arguments"]![0]);
    }

    [Program32Fact(RuncDiffers = "it has no report")]
    public void A_32_bit_program_is_killed_as_a_foreign_one_and_refused_by_its_own_numbers()
    {
        using Container container = Probes.Container("/probe32");
        JsonObject profile = container.Seccomp("ALLOW", "ERRNO personality,getppid");
        (Command result, JsonObject report) = Run(container);
        Assert.Equal(128 + SIGSYS, result.ExitCode);
        Assert.Equal("an architecture that the profile does not name", (string?)Only(report)["rule"]);
        Assert.Null(Only(report)["approximated"]);
        profile["architectures"] = Config.Array(Machine.SeccompName, Machine.SeccompName32);
        (result, report) = Run(container);
        Assert.Equal("11", result.Output);
        Assert.All(
            report["refused"]!.AsArray(),
            line => Assert.Equal(Machine.SeccompName32, (string?)line!["architecture"])
        );
    }

    [RuncDiffersFact("it has no report")]
    public void A_created_container_and_one_more_process_have_reports_of_their_own()
    {
        using Container container = Probes.Container("/probe", "sleep");
        container.Seccomp("ALLOW", "ERRNO getppid");
        string first = FileOf(container), second = first + ".exec";
        container.Create("--seccomp-report", first).Succeeded();
        container.Start().Succeeded();
        Command exec = RuntimeUnderTest.Run(
            "exec", "--seccomp-report", second, container.Id, "/probe", "call", Getppid
        );
        Assert.Equal("errno 1\n", exec.Output);
        Assert.Equal("getppid", (string?)Only(AwaitComplete(second))["call"]);
        Assert.False((bool)Read(first)["complete"]!);
        container.KillWith("KILL").Succeeded();
        Assert.Empty(AwaitComplete(first)["refused"]!.AsArray());
    }

    [RuncDiffersFact("it has no report")]
    public void A_container_deleted_before_its_start_leaves_a_complete_report_and_no_supervisor()
    {
        using Container container = Probes.Container("/probe", "sleep");
        container.Seccomp("ALLOW", "ERRNO getppid");
        container.Create("--seccomp-report", FileOf(container)).Succeeded();
        container.Delete("--force").Succeeded();
        AwaitComplete(FileOf(container));
    }

    [RuncDiffersFact("it has no report")]
    public void The_annotation_asks_for_a_report_as_the_option_does()
    {
        using Container container = Probes.Container("/probe", "call", Getppid);
        container.Seccomp("ALLOW", "ERRNO getppid");
        container.Config["annotations"] = new JsonObject { [Annotation] = FileOf(container) };
        Assert.Equal("errno 1\n", container.Run().Output);
        Assert.Equal("getppid", (string?)Only(AwaitComplete(FileOf(container)))["call"]);
        container.Config["annotations"]![Annotation] = "report.json";
        container.Run().Failed("`report.json` is not an absolute path");
    }

    /// <summary>Podman takes annotations over from an image, which must not write to the host.</summary>
    [RuncDiffersTheory("it has no such annotations")]
    [InlineData("run.ocirun.seccomp-report", null)]
    [InlineData("run.oci.hooks.stdout", null)]
    [InlineData("run.oci.hooks.stderr", null)]
    [InlineData("run.ocirun.seccomp-report", "elsewhere")]
    [InlineData("run.ocirun.seccomp-report", "")] // the bundle, from where the path leads out
    public void A_file_that_an_annotation_names_is_in_the_directory_that_the_caller_gave(string name, string? directory)
    {
        using Container container = new("true");
        container.Seccomp("ALLOW", "ERRNO getpgrp");
        container.Config["hooks"] = JsonNode.Parse("""{"poststart": [{"path": "/bin/true"}]}""");
        string file = container.Bundle + (directory == "" ? "/../" + container.Id + ".out" : "/out");
        container.Config["annotations"] = new JsonObject { [name] = file };
        container.WriteConfig();
        if (directory is not null) directory = Path.Combine(container.Bundle, directory);
        var environment = new Dictionary<string, string?> { ["OCIRUN_ANNOTATION_FILES"] = null };
        string[] allow = directory is null ? [] : ["--annotation-files", directory];
        string[] words = [.. RuntimeUnderTest.Global, .. allow, "run", "--bundle", container.Bundle, container.Id];
        Command.Run(RuntimeUnderTest.Binary, words, environment: environment)
            .Failed($"`{file}` is a file of the host, and ");
        Assert.False(File.Exists(file));
    }

    [RuncDiffersFact("it has no report")]
    public void A_report_that_cannot_be_written_is_a_warning()
    {
        using Container container = new("mkdir /tmp/new 2>/dev/null; echo ended");
        container.Seccomp("ALLOW", "ERRNO mkdir", "ERRNO mkdirat");
        container.WriteConfig();
        string script = "mount -t tmpfs -o size=4k tmpfs \"$1\" && head -c 4096 /dev/zero >\"$1/full\"; d=$1; shift; "
            + "exec \"$@\" --seccomp-report \"$d/report\" --bundle \"$(dirname \"$d\")\" " + container.Id;
        Command run = Command.Run(
            "/usr/bin/unshare",
            [
                "-m", "/bin/sh", "-c", script, "sh", container.HostDirectory("full"), RuntimeUnderTest.Binary,
                .. RuntimeUnderTest.Global, "run",
            ]
        );
        Assert.Equal("ended\n", run.Succeeded().Output);
        Assert.Contains("the seccomp report is not complete", run.Error, StringComparison.Ordinal);
    }

    [RuncDiffersFact("it has no report")]
    public void A_name_that_is_taken_leaves_no_report()
    {
        using Container container = new("sleep 1000");
        container.Seccomp("ALLOW", "ERRNO getppid");
        container.Begin();
        container.Run("--seccomp-report", FileOf(container)).Failed("already exists");
        Assert.False(File.Exists(FileOf(container)));
    }

    [RuncDiffersFact("it has no report")]
    public void A_profile_that_notifies_an_agent_cannot_have_a_report()
    {
        using Container container = Probes.Container("/probe", "call", Getppid);
        container.Seccomp("ALLOW", "NOTIFY getppid")["listenerPath"] = "/run/agent";
        container.Run("--seccomp-report", FileOf(container)).Failed("a filter has one listener");
        Assert.False(File.Exists(FileOf(container)));
        container.Linux.Remove("seccomp");
        container.Run("--seccomp-report", FileOf(container)).Failed("the config has no seccomp filter");
    }

    [RuncDiffersFact("it has no report")]
    public void A_file_that_is_no_report_is_left_alone()
    {
        using Container container = Probes.Container("/probe", "call", Getppid);
        container.Seccomp("ALLOW", "ERRNO getppid");
        string file = container.HostFile("important", "root:x:0:0\n");
        container.Run("--seccomp-report", file).Failed("it is there already and is no seccomp report");
        Assert.Equal("root:x:0:0\n", File.ReadAllText(file));
        string link = Path.Combine(container.Bundle, "link");
        File.CreateSymbolicLink(link, Path.Combine(container.Bundle, "elsewhere"));
        container.Run("--seccomp-report", link).Failed("ELOOP");
        Assert.False(File.Exists(Path.Combine(container.Bundle, "elsewhere")));
    }

    [RuncDiffersFact("it has no report")]
    public void A_refused_call_stays_refused_when_the_supervisor_is_gone()
    {
        using Container container = new("mkfifo /go; read x < /go; mount -t tmpfs src /tmp; echo $? > /code");
        container.Seccomp("ALLOW", "ERRNO mount");
        container.Create("--seccomp-report", FileOf(container)).Succeeded();
        container.Start().Succeeded();
        Wait.Until(() => File.Exists(container.InRootfs("go")), "the container's pipe");
        Kill(container.Id);
        File.WriteAllText(container.InRootfs("go"), "on\n");
        Assert.NotEqual("0\n", Container.WaitForText(container.InRootfs("code")));
    }

    [RuncDiffersFact("it has no report")]
    public void A_start_whose_supervisor_is_gone_says_so()
    {
        using Container container = Probes.Container("/probe", "sleep");
        container.Seccomp("ALLOW", "ERRNO getppid");
        container.Create("--seccomp-report", FileOf(container)).Succeeded();
        Kill(container.Id);
        container.Start().Failed("tell the supervisor of the seccomp report: broken pipe (EPIPE)");
    }

    [RuncDiffersFact("it has no report")]
    public void The_supervisor_has_four_descriptors_two_capabilities_and_a_session_of_its_own()
    {
        using Container container = Probes.Container("/probe", "sleep");
        container.Seccomp("ALLOW", "ERRNO getppid");
        container.Create("--seccomp-report", FileOf(container)).Succeeded();
        container.Start().Succeeded();
        int supervisor = FindSupervisor(container.Id);
        string proc = $"/proc/{supervisor}/";
        const int SysPtraceAndKill = (1 << 19) | (1 << 5);
        Wait.Until(
            () => File.ReadAllText(proc + "status").Contains($"CapPrm:\t{SysPtraceAndKill:x16}", Ordinal),
            "the supervisor without its other capabilities",
            () => File.ReadAllText(proc + "status")
        );
        Wait.Until(
            () => Directory.GetFileSystemEntries(proc + "fd").Any(fd => Target(fd).Contains("seccomp", Ordinal)),
            "the listener",
            () => string.Join(' ', Directory.GetFileSystemEntries(proc + "fd").Select(Target))
        );
        Assert.All(
            (string[])["0", "1", "2"],
            number => Assert.Equal("/dev/null", Target(proc + "fd/" + number))
        );
        Assert.Equal(supervisor.ToString(), File.ReadAllText(proc + "stat").Split(") ")[1].Split(' ')[3]);
        Assert.Equal("/", new DirectoryInfo(proc + "cwd").ResolveLinkTarget(false)!.FullName);
        // Nobody but it may have the listener: refused calls would wait for ever after its end.
        Assert.DoesNotContain(
            Directory.GetFileSystemEntries($"/proc/{container.Pid}/fd"),
            fd => Target(fd).Contains("seccomp", Ordinal)
        );
    }

    private static void Kill(string id)
    {
        Command.Run("kill", ["-KILL", FindSupervisor(id).ToString()]).Succeeded();
        Wait.Until(() => FindSupervisor(id) == -1, "the end of the supervisor");
    }

    private static string Target(string link) => File.ResolveLinkTarget(link, false)?.FullName ?? "";

    private static int FindSupervisor(string id)
    {
        foreach (string folder in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out int pid)) continue;
            try
            {
                string line = File.ReadAllText(folder + "/cmdline");
                if (line.Contains("seccomp-supervisor\0" + id + "\0", System.StringComparison.Ordinal)) return pid;
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }
        return -1;
    }
}
