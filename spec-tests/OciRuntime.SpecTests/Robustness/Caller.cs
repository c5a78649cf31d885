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

    [Fact]
    public void A_stack_of_16_KiB_is_enough_for_the_runtime_and_is_the_containers_limit_also()
    {
        using var container = new Container("ulimit -s; exit 5");
        container.WriteConfig();
        Command run = Shell("ulimit -s 16", "run", "--bundle", container.Bundle, container.Id);
        Assert.Equal((5, "16"), (run.ExitCode, run.Text));
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
