using System;
using System.IO;
using System.Threading.Tasks;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cli;

/// <summary><c>wait</c>: the exit code of a container that somebody else started.</summary>
public class Cli_Wait
{
    private static bool KernelTells =>
        Version.TryParse(File.ReadAllText("/proc/sys/kernel/osrelease").Split('-')[0].Trim(), out Version? version)
        && version >= new Version(6, 15);

    private static Task<Command> Begin(Container container) =>
        Task.Run(() => RuntimeUnderTest.Run("wait", container.Id));

    [RuncDiffersTheory("it has no wait")]
    [InlineData("exit 3", "3")]
    [InlineData("kill -9 $$", "0")] // the first process of a PID namespace is not ended by its own signal
    [InlineData("exit 0", "0")]
    public void A_containers_exit_code_is_printed_whoever_reaps_it(string end, string expected)
    {
        if (!KernelTells) return;
        using Container container = new("mkfifo /go; read x < /go; " + end);
        using System.Diagnostics.Process run = container.RunAttached();
        Wait.Until(() => File.Exists(container.InRootfs("go")), "the container's pipe");
        Task<Command> waiting = Begin(container);
        Wait.Until(() => IsWaiting(container.Id), "wait that waits");
        File.WriteAllText(container.InRootfs("go"), "on\n");
        Assert.Equal(expected, waiting.GetAwaiter().GetResult().Succeeded().Text);
        run.WaitForExit();
    }

    [RuncDiffersFact("it has no wait")]
    public void A_signal_is_128_and_its_number_also_in_a_container_that_was_not_started()
    {
        if (!KernelTells) return;
        using Container container = new("sleep 1000");
        container.Create().Succeeded();
        Task<Command> waiting = Begin(container);
        Wait.Until(() => IsWaiting(container.Id), "wait that waits");
        container.KillWith("KILL").Succeeded();
        Assert.Equal("137", waiting.GetAwaiter().GetResult().Succeeded().Text);
    }

    [RuncDiffersFact("it has no wait")]
    public void A_container_that_has_stopped_has_no_exit_code_to_find()
    {
        using Container container = new("exit 3");
        container.Run("--keep");
        Command late = RuntimeUnderTest.Run("wait", container.Id).Failed("only its parent has its exit status");
        Assert.Equal((1, ""), (late.ExitCode, late.Output));
        RuntimeUnderTest.Run("wait", "nobody").Failed("does not exist");
    }

    /// <summary>Only once it is in poll(2) has it the descriptor with which it learns the code.</summary>
    private static bool IsWaiting(string id)
    {
        foreach (string directory in Directory.GetDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(directory), out int _)) continue;
            try
            {
                if (
                    File.ReadAllText(directory + "/cmdline").EndsWith("wait\0" + id + "\0", StringComparison.Ordinal)
                    && File.ReadAllText(directory + "/syscall").StartsWith("7 ", StringComparison.Ordinal)
                )
                    return true;
            }
            catch (IOException)
            {
                // It ended meanwhile.
            }
        }
        return false;
    }
}
