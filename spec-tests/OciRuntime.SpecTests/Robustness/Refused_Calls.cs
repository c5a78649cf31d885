using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.CompilerServices;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Robustness;

/// <summary>
/// The runtime under a seccomp filter that was written before a system call, as in the container of an old engine: a
/// verb works, or says which call is refused, and leaves nothing.
/// </summary>
public sealed class Refused_Calls
{
    private const string Differs = "it falls back where it can, and names no call where it cannot";

    private static readonly Lazy<string> s_program = new(Compile);

    /// <summary>Calls that ocirun does without.</summary>
    public static TheoryData<string, int> Spared => Rows(new()
    {
        ["faccessat2"] = 439,
        ["fchmodat2"] = 452,
        ["memfd_create"] = 319,
        ["keyctl"] = 250,
        ["name_to_handle_at"] = 303,
        ["set_mempolicy"] = 238,
        ["sched_setattr"] = 314,
        ["pidfd_getfd"] = 438,
        ["bpf"] = 321,
        ["rseq"] = 334,
        ["io_uring_setup"] = 425,
        ["copy_file_range"] = 326,
        ["getrandom"] = 318,
        ["membarrier"] = 324,
        ["statmount"] = 457,
        ["listmount"] = 458,
    });

    /// <summary>Calls that it needs.</summary>
    public static TheoryData<string, int> Needed => Rows(new()
    {
        ["signalfd4"] = 289,
        ["statx"] = 332,
        ["execveat"] = 322,
        ["open_tree"] = 428,
        ["move_mount"] = 429,
        ["fsopen"] = 430,
        ["fsconfig"] = 431,
        ["fsmount"] = 432,
        ["clone3"] = 435,
        ["close_range"] = 436,
        ["openat2"] = 437,
        ["mount_setattr"] = 442,
    });

    [RuncDiffersTheory(Differs)]
    [MemberData(nameof(Spared))]
    public void A_call_that_is_not_needed_may_be_refused(string call, int number)
    {
        foreach (int error in s_errors)
        {
            using var container = new Container("echo ran");
            container.WriteConfig();
            string told = $"{call} refused with {error}";
            Assert.Equal(("ran", told), (Under(number, error, "run", "-b", container.Bundle, container.Id).Text, told));
            Assert.Empty(container.FindLeftovers());
            using Container running = new Container("sleep 1000").Begin();
            Assert.Equal(("in", told), (Under(number, error, "exec", running.Id, "echo", "in").Text, told));
            Under(number, error, "kill", running.Id, "KILL").Succeeded();
            Under(number, error, "delete", "--force", running.Id).Succeeded();
            Assert.Empty(running.FindLeftovers());
        }
    }

    [RuncDiffersTheory(Differs)]
    [MemberData(nameof(Needed))]
    public void A_call_that_is_refused_is_named_and_nothing_is_left(string call, int number)
    {
        foreach (int error in s_errors)
        {
            using var container = new Container("echo ran");
            container.WriteConfig();
            Under(number, error, "run", "-b", container.Bundle, container.Id).Failed(call);
            Assert.Empty(container.FindLeftovers());
            Under(number, error, "create", "-b", container.Bundle, container.Id);
            container.Delete("--force").Succeeded();
            Assert.Empty(container.FindLeftovers());
        }
    }

    [RuncDiffersTheory(Differs)]
    [InlineData("pidfd_open", 434)]
    [InlineData("clone3", 435)]
    [InlineData("openat2", 437)]
    [InlineData("statx", 332)]
    public void Exec_kill_and_delete_say_which_call_is_refused_and_the_container_stays(string call, int number)
    {
        foreach (int error in s_errors)
        {
            using Container container = new Container("sleep 1000").Begin();
            Under(number, error, "exec", container.Id, "true").Failed(call);
            foreach (string[] verb in (string[][])[["kill", container.Id, "KILL"], ["delete", "--force", container.Id]])
            {
                // A verb without the call works.
                if (number == 435) continue;
                Under(number, error, verb).Failed(call);
                Assert.Equal("running", container.Status);
            }
            container.Delete("--force").Succeeded();
            Assert.Empty(container.FindLeftovers());
        }
    }

    [RuncDiffersFact("it has no such verb")]
    public void Check_names_the_calls_that_are_refused() =>
        Assert.Contains("a seccomp filter around ocirun refuses clone3;",
            Under(435, 38, "check").Failed().Output, StringComparison.Ordinal);

    /// <summary>EPERM is what engines' profiles answer to a call that they do not know, ENOSYS since Docker 20.10.</summary>
    private static readonly int[] s_errors = [38, 1];

    private static TheoryData<string, int> Rows(Dictionary<string, int> calls)
    {
        TheoryData<string, int> rows = [];
        // The numbers are those of x86-64.
        foreach ((string call, int number) in calls) rows.Add(call, number);
        return rows;
    }

    private static Command Under(int number, int error, params string[] words) =>
        Command.Run(s_program.Value,
            [$"{number}", $"{error}", RuntimeUnderTest.Binary, .. RuntimeUnderTest.Global, .. words]);

    private static string Compile()
    {
        string program = Path.Combine(TestRun.WorkDirectory, "refuse_call");
        Command.Run("gcc", ["-Wall", "-Wextra", "-O2", "-o", program, Path.Combine(Here(), "refuse_call.c")]).Succeeded();
        return program;
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
