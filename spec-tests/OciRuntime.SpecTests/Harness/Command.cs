using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Threading;

namespace OciRuntime.SpecTests.Harness;

/// <summary>A finished program: its exit code, and what it wrote.</summary>
internal sealed record Command(int ExitCode, string Output, string Error)
{
    private static int s_number;

    /// <summary>
    /// Runs a program to its end. Its output goes to files, because a created container inherits the descriptors and a
    /// pipe
    /// would stay open as long as the container lives.
    /// </summary>
    public static Command Run(
        string program,
        IEnumerable<string> arguments,
        string? directory = null,
        string input = "/dev/null",
        IReadOnlyDictionary<string, string?>? environment = null,
        int seconds = 60
    )
    {
        string stem = Path.Combine(TestRun.WorkDirectory, $"run-{Interlocked.Increment(ref s_number)}");
        using Process process = Start(program, arguments, stem, directory, input, environment);
        if (!process.WaitForExit(TimeSpan.FromSeconds(seconds)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException(
                $"{program} {string.Join(' ', arguments)} did not end in {seconds} s: {ReadAndForget(stem + ".err")}"
            );
        }
        return new Command(process.ExitCode, ReadAndForget(stem + ".out"), ReadAndForget(stem + ".err"));
    }

    /// <summary>Starts a program whose output goes to <c>STEM.out</c> and <c>STEM.err</c>.</summary>
    public static Process Start(string program, IEnumerable<string> arguments, string stem, string? directory = null,
        string input = "/dev/null", IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo("/bin/sh") { WorkingDirectory = directory ?? "/" };
        foreach (
            string word in (string[])
                [
                    "-c",
                    "in=$1 stem=$2; shift 2; exec \"$@\" <\"$in\" >\"$stem.out\" 2>\"$stem.err\"",
                    "sh",
                    input,
                    stem,
                    program,
                ]
        )
            start.ArgumentList.Add(word);
        foreach (string word in arguments) start.ArgumentList.Add(word);
        if (environment is not null)
            foreach ((string name, string? value) in environment) start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} does not start");
    }

    /// <summary>The output without the last line's end.</summary>
    public string Text => Output.TrimEnd('\n');

    /// <summary>The output's lines.</summary>
    public string[] Lines => Text.Length == 0 ? [] : Text.Split('\n');

    /// <summary>Itself, having ended with 0; the assertion shows what it wrote.</summary>
    public Command Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Error}{Output}");
        return this;
    }

    /// <summary>
    /// Itself, having failed and said <paramref name="message"/> on standard error, whose text form escapes quotes.
    /// </summary>
    public Command Failed(string message = "")
    {
        Assert.True(ExitCode != 0, $"it succeeded: {Output}{Error}");
        Assert.Contains(
            message,
            Error.Replace("\\\"", "\"", StringComparison.Ordinal),
            StringComparison.OrdinalIgnoreCase
        );
        return this;
    }

    private static string ReadAndForget(string file)
    {
        string text = File.Exists(file) ? File.ReadAllText(file) : "";
        File.Delete(file);
        return text;
    }
}
