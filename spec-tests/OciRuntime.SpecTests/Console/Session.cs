using System;
using System.Diagnostics;
using System.IO;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Console;

/// <summary>
/// A command with a terminal, by <c>run</c> or <c>exec --tty</c>, called from a terminal of the tests.
/// </summary>
internal sealed class Session : IDisposable
{
    private readonly Pty _pty;
    private readonly Process _process;

    /// <param name="pty">The caller's terminal.</param>
    /// <param name="verb"><c>run</c> or <c>exec</c>.</param>
    /// <param name="command">The command.</param>
    public Session(Pty pty, string verb, params string[] command)
        : this(pty, verb, "", "", command)
    {
    }

    /// <summary>
    /// The same in a shell, which puts <paramref name="before"/> and <paramref name="after"/> around the command.
    /// </summary>
    public Session(Pty pty, string verb, string before, string after, string[] command)
    {
        _pty = pty;
        Container = new Container("sleep 1000");
        foreach (string applet in (string[])["tty", "stty"])
            File.CreateSymbolicLink(Container.InRootfs("bin/" + applet), "busybox");
        string[] words;
        if (verb == "run")
        {
            Container.Args(command);
            Container.Process["terminal"] = true;
            Container.WriteConfig();
            words = ["run", "--bundle", Container.Bundle, Container.Id];
        }
        else
        {
            Container.Begin();
            words = ["exec", "--tty", Container.Id, .. command];
        }
        _process = before.Length + after.Length == 0
            ? pty.StartRuntime(words)
                : pty.Start(
                    "sh",
                    [
                        "-c",
                        $"{before} \"$@\" {after}",
                        "sh",
                        RuntimeUnderTest.Binary,
                        "--root",
                        TestRun.StateRoot,
                        .. words,
                    ]
                );
    }

    public Container Container { get; }

    /// <summary>Waits for its end.</summary>
    public int ExitCode()
    {
        Assert.True(_process.WaitForExit(30_000), $"still running; so far: {_pty.Output}");
        return _process.ExitCode;
    }

    /// <summary>How many bytes the runtime has written, in the words of /proc/PID/io, proc(5).</summary>
    public string Written => File.ReadAllLines($"/proc/{_process.Id}/io")[1];

    /// <summary>
    /// Ends it with a signal to the runtime, which is sent once; to runc, which loses those that come early, until it
    /// ends.
    /// </summary>
    public int EndWith(string signal)
    {
        do Signal(signal);
        while (RuntimeUnderTest.IsRunc && !_process.WaitForExit(1_000));
        return ExitCode();
    }

    /// <summary>Sends a signal to the runtime itself.</summary>
    public void Signal(string name) => Command.Run("kill", [$"-{name}", $"{_process.Id}"]).Succeeded();

    public void Dispose()
    {
        Container.Delete("--force");
        if (!_process.WaitForExit(5_000)) _process.Kill(entireProcessTree: true);
        _process.Dispose();
        Container.Dispose();
    }
}
