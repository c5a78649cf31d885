using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading.Tasks;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Robustness;

/// <summary>Many containers at once leave nothing behind.</summary>
[Trait("Category", "Stress")]
public sealed class Stress
{
    private const int AtOnce = 8;

    /// <summary>STRESS_CYCLES says how many; disposing a container asserts that it left nothing.</summary>
    [Fact]
    public async Task Create_start_delete_eight_at_a_time_leaves_nothing()
    {
        await Repeat("STRESS_CYCLES", 200, AtOnce, Cycle);
        Assert.Empty(Leftovers.Cgroups($"spec-{Environment.ProcessId}-stress"));
    }

    /// <summary>STRESS_EXECS says how many.</summary>
    [Fact]
    public async Task Exec_four_at_a_time_leaves_nothing()
    {
        using Container container = new Container("sleep 1000").Begin();
        string[] state = Directory.GetFileSystemEntries(Path.Combine(TestRun.StateRoot, container.Id));
        int descriptors = Directory.GetFileSystemEntries($"/proc/{container.Pid}/fd").Length;
        await Repeat("STRESS_EXECS", 100, 4, number => Exec(container, number));
        Wait.Until(
            () => RuntimeUnderTest.Run("ps", "--format", "json", container.Id).Text == $"[{container.Pid}]",
            "the last process to leave"
        );
        Assert.Equal(state, Directory.GetFileSystemEntries(Path.Combine(TestRun.StateRoot, container.Id)));
        Assert.Equal(descriptors, Directory.GetFileSystemEntries($"/proc/{container.Pid}/fd").Length);
        Assert.Equal(["ptmx"], container.Exec("ls", "/dev/pts").Succeeded().Lines);
    }

    /// <summary>Attached, with a terminal, detached, and one that cannot run, in turn.</summary>
    private static void Exec(Container container, int number)
    {
        switch (number % 4)
        {
            case 0:
                Command done = container.Exec("sh", "-c", $"echo {number}; kill -9 $$");
                Assert.Equal((137, $"{number}"), (done.ExitCode, done.Text));
                break;
            case 1:
                using (Pty pty = Pty.Open())
                using (
                    Process process = pty.StartRuntime(
                        "exec",
                        "--tty",
                        container.Id,
                        "sh",
                        "-c",
                        $"echo {number}; exit 3"
                    )
                )
                {
                    Assert.True(process.WaitForExit(30_000));
                    Assert.Equal(3, process.ExitCode);
                    pty.WaitFor($"{number}");
                }
                break;
            case 2:
                container.ExecWith(["--detach"], "sleep", "0.05").Succeeded();
                break;
            default:
                container.Exec("nothing").Failed("executable file not found");
                break;
        }
    }

    private static async Task Repeat(string variable, int standard, int atOnce, Action<int> action)
    {
        int cycles = int.Parse(Environment.GetEnvironmentVariable(variable) ?? $"{standard}");
        var failures = new List<string>();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, cycles),
            new ParallelOptions { MaxDegreeOfParallelism = atOnce },
            (number, _) =>
        {
            try
            {
                action(number);
            }
            // a cycle that fails is counted, not the end of the others
            catch (Exception failure)
            {
                lock (failures) failures.Add($"{number}: {failure.Message}");
            }
            return ValueTask.CompletedTask;
        });
        Assert.True(failures.Count == 0, $"{failures.Count} of {cycles} failed, first {failures.FirstOrDefault()}");
    }

    private static void Cycle(int number)
    {
        using var container = new Container(number % 2 == 0 ? "true" : "sleep 1000");
        container.Create().Succeeded();
        container.Start().Succeeded();
        if (number % 2 == 0) container.WaitFor("stopped").Delete().Succeeded();
        else container.Delete("--force").Succeeded();
    }
}
