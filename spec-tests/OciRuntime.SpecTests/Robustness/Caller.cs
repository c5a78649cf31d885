using System;
using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Robustness;

/// <summary>What a caller may leave to the runtime: ignored signals, small limits, a directory that is gone.</summary>
public sealed class Caller
{
    private static readonly string[] s_ignoringChildren =
    [
        "perl",
        "-e",
        "$SIG{CHLD} = 'IGNORE'; exec @ARGV",
        RuntimeUnderTest.Binary,
        .. RuntimeUnderTest.Global,
    ];

    /// <summary>Calls the runtime as a daemon does that lets the kernel reap its children; waitid(2), NOTES.</summary>
    private static Command IgnoringChildren(params string[] words) =>
        Command.Run("env", [.. s_ignoringChildren, .. words]);

    /// <summary>
    /// Calls the runtime by a shell that runs <paramref name="before"/> first. Its output goes through a pipe: a limit
    /// of files holds for a file, too.
    /// </summary>
    private static Command Shell(string before, params string[] words) =>
        Command.Run(
            "bash",
            [
                "-c",
                $"({before}; exec \"$@\") 2>&1 | cat; exit ${{PIPESTATUS[0]}}",
                "sh",
                RuntimeUnderTest.Binary,
                .. RuntimeUnderTest.Global,
                .. words,
            ]
        );

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Run_and_exec_of_a_caller_that_ignores_SIGCHLD_end_with_the_programs_code(bool userNamespace)
    {
        using var container = new Container("exit 3");
        if (userNamespace) container.AddUserNamespace();
        string file = Path.Combine(container.Bundle, "hook");
        container.Config["hooks"] = JsonNode.Parse(
            $"{{\"createRuntime\":[{{\"path\":\"/bin/sh\",\"args\":[\"sh\",\"-c\",\"echo >{file}\"]}}]}}"
        );
        container.WriteConfig();
        Assert.Equal(3, IgnoringChildren("run", "--bundle", container.Bundle, container.Id).ExitCode);
        Assert.True(File.Exists(file));
        Assert.Empty(container.FindLeftovers());
        container.Script = "sleep 1000";
        container.Begin();
        Assert.Equal(4, IgnoringChildren("exec", container.Id, "sh", "-c", "exit 4").ExitCode);
        Assert.Contains(
            "sleep 1000",
            IgnoringChildren("ps", container.Id).Succeeded().Output,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void SIGCHLD_that_the_caller_ignores_is_not_ignored_in_the_container()
    {
        using var container = new Container("grep SigIgn /proc/self/status");
        container.WriteConfig();
        string line = IgnoringChildren("run", "--bundle", container.Bundle, container.Id).Succeeded().Text;
        Assert.Equal(0, Convert.ToInt64(line.Split('\t')[1], 16) & 0x10000); // SIGCHLD is 17
    }

    [Fact]
    public void A_limit_that_lets_no_file_be_written_is_an_error_and_nothing_is_left()
    {
        using var container = new Container("true");
        container.WriteConfig();
        Command run = Shell("ulimit -f 0", "run", "--bundle", container.Bundle, container.Id);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("state", run.Output, StringComparison.Ordinal);
        Assert.Empty(container.FindLeftovers());
    }

    [RuncDiffersFact("1.1 ends early in a stack of 16 KiB; 1.5 runs the container")]
    public void A_stack_of_16_KiB_is_enough_for_the_runtime_and_is_the_containers_limit_also()
    {
        using var container = new Container("ulimit -s; exit 5");
        container.WriteConfig();
        Command run = Shell("ulimit -s 16", "run", "--bundle", container.Bundle, container.Id);
        Assert.Equal((5, "16"), (run.ExitCode, run.Text));
    }

    private const string KeepsItsOwn = "1.1 gives the program the limit that it took for itself; 1.2 does not";

    private static Container WithBinds(int count, bool userNamespace, string script)
    {
        var container = new Container(script);
        if (userNamespace) container.AddUserNamespace();
        string source = container.HostDirectory("source");
        for (int i = 0; i < count; i++)
        {
            Directory.CreateDirectory(container.InRootfs($"mnt/{i}"));
            container.Add(Config.Bind(source, $"/mnt/{i}"));
        }
        container.WriteConfig();
        return container;
    }

    [RuncDiffersTheory(KeepsItsOwn)]
    [InlineData(1500, true, 1024)]
    [InlineData(150, true, 20)]
    [InlineData(150, false, 20)]
    [InlineData(150, true, 256)]
    public void A_soft_limit_of_open_files_does_not_limit_mounts_and_is_the_programs(int count, bool userNamespace,
        int limit)
    {
        using Container container = WithBinds(count, userNamespace,
            "ulimit -Sn; grep -c ' /mnt/' /proc/self/mountinfo; ls /proc/self/fd | wc -l");
        Command run = Shell($"ulimit -Sn {limit}", "run", "--bundle", container.Bundle, container.Id);
        Assert.Equal($"{limit}\n{count}\n4", run.Text);
    }

    [RuncDiffersFact(KeepsItsOwn)]
    public void A_soft_limit_of_open_files_is_the_limit_of_hooks_and_of_what_exec_runs()
    {
        using Container container = WithBinds(150, true, "sleep 1000");
        string hook = container.HostDirectory("hooks");
        File.SetUnixFileMode(hook, (UnixFileMode)0x1FF); // 0777: a hook of the container writes there
        Directory.CreateDirectory(container.InRootfs("hooks"));
        container.Add(Config.Bind(hook, "/hooks"));
        container.Config["hooks"] = new JsonObject
        {
            ["createRuntime"] = Limit($"{hook}/createRuntime"),
            ["createContainer"] = Limit($"{hook}/createContainer"),
            ["startContainer"] = Limit("/hooks/startContainer"),
        };
        container.WriteConfig();
        // Not by a pipe, which the container would keep open.
        string[] create = ["create", "--bundle", container.Bundle, container.Id];
        Command.Run("bash", ["-c", "ulimit -Sn 20; exec \"$@\"", "sh", RuntimeUnderTest.Binary,
            .. RuntimeUnderTest.Global, .. create]).Succeeded();
        container.Start().Succeeded();
        Assert.Equal("20", Shell("ulimit -Sn 20", "exec", container.Id, "sh", "-c", "ulimit -Sn").Text);
        container.WaitFor("running");
        foreach (string kind in (string[])["createRuntime", "createContainer", "startContainer"])
            Assert.Equal("20\n", File.ReadAllText(Path.Combine(hook, kind)));
    }

    private static JsonArray Limit(string file) => (JsonArray)JsonNode.Parse(
        $"[{{\"path\":\"/bin/sh\",\"args\":[\"sh\",\"-c\",\"ulimit -Sn >{file}\"]}}]")!;

    [RuncDiffersFact("1.1 says `bad file descriptor`")]
    public void A_hard_limit_of_open_files_that_is_too_low_is_named()
    {
        using Container container = WithBinds(300, true, "true");
        Command run = Shell("ulimit -n 256", "run", "--bundle", container.Bundle, container.Id);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("the limit of open files, RLIMIT_NOFILE, is 256", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("invalid config", run.Output, StringComparison.Ordinal);
        Assert.Empty(container.FindLeftovers());
    }

    [Theory]
    [InlineData("--root")]
    [InlineData("--pid-file")]
    public void A_relative_path_in_a_directory_that_is_gone_is_an_error_that_says_so(string option)
    {
        using var container = new Container("true");
        container.WriteConfig();
        string[] words =
            option == "--root"
                ? ["--root", "relative", "list"]
                : [.. RuntimeUnderTest.Global, "run", "--bundle", container.Bundle, "--pid-file", "pid", container.Id];
        Command failed = Command.Run(
            "sh",
            [
                "-c",
                "mkdir \"$1\"; cd \"$1\"; rmdir \"$1\"; shift; exec \"$@\"",
                "sh",
                Path.Combine(container.Bundle, "gone"),
                RuntimeUnderTest.Binary,
                .. words,
            ]
        );
        failed.Failed("no such file or directory");
        Assert.DoesNotContain("internal", failed.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("exec")]
    public void The_guard_of_the_sealed_binary_in_the_environment_changes_nothing(string verb)
    {
        using var container = new Container("exit 6");
        container.WriteConfig();
        if (verb == "exec")
        {
            container.Script = "sleep 1000";
            container.Begin();
        }
        string[] words =
            verb == "run"
                ? ["run", "--bundle", container.Bundle, container.Id]
                : ["exec", container.Id, "sh", "-c", "exit 6"];
        Assert.Equal(
            6,
            Command
                .Run("env", ["_OCIRUN_SELF_SEALED=1", RuntimeUnderTest.Binary, .. RuntimeUnderTest.Global, .. words])
                .ExitCode
        );
    }
}
