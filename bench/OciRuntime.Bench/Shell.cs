using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;

namespace OciRuntime.Bench;

/// <summary>A command that failed, with its own words.</summary>
internal sealed class CommandFailure(string message) : Exception(message);

/// <summary>Runs programs.</summary>
internal static class Shell
{
    /// <summary>Standard output of a command that succeeds.</summary>
    /// <exception cref="CommandFailure">It failed; the message is the last line that it wrote to standard error.</exception>
    public static string Output(string program, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw Failure(process.ExitCode, errors.Result);
        return output;
    }

    /// <summary>The exit code of a command whose streams lead to /dev/null.</summary>
    public static int Run(params IEnumerable<string> command) => Run("/dev/null", command);

    /// <summary>Runs a command that may leave processes behind.</summary>
    /// <exception cref="CommandFailure">It failed; the message is the last line that it wrote to standard error.</exception>
    public static void Succeed(params IEnumerable<string> command)
    {
        // a file, because a process that is left behind would keep a pipe open
        string errors = Path.GetTempFileName();
        int code = Run(errors, command);
        string words = File.ReadAllText(errors);
        File.Delete(errors);
        if (code != 0) throw Failure(code, words);
    }

    /// <summary>One measured run of commands, one after the other.</summary>
    /// <param name="measure">bench/measure.c, and its option.</param>
    /// <param name="commands">The commands.</param>
    public static Sample Measure(string[] measure, IEnumerable<string[]> commands)
    {
        double[] numbers =
        [
            .. Output(measure[0], [.. measure[1..], .. Join(commands)])
                .Split(' ', '\n')
                .Where(word => word.Length > 0)
                .Select(word => double.Parse(word, CultureInfo.InvariantCulture)),
        ];
        return new Sample(numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    /// <summary>
    /// The system calls of commands with all their children, strace(1), and of the program that runs them.
    /// </summary>
    public static int SystemCalls(string[] measure, IEnumerable<string[]> commands)
    {
        string counts = Path.GetTempFileName();
        Run(["strace", "-f", "-c", "-U", "calls,name", "-o", counts, .. measure, .. Join(commands)]);
        string total = File.ReadLines(counts).Last(line => line.EndsWith("total", StringComparison.Ordinal));
        File.Delete(counts);
        return int.Parse(total.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
    }

    private static int Run(string errors, IEnumerable<string> command)
    {
        using Process process = Process.Start(
            new ProcessStartInfo("sh", ["-c", "exec \"$@\" </dev/null >/dev/null 2>\"$0\"", errors, .. command])
        )!;
        process.WaitForExit();
        return process.ExitCode;
    }

    private static CommandFailure Failure(int code, string errors) =>
        new(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).LastOrDefault()?.Trim() ?? $"exit code {code}");

    /// <summary>Commands as measure.c takes them.</summary>
    public static List<string> Join(IEnumerable<string[]> commands)
    {
        List<string> all = [];
        foreach (string[] command in commands)
        {
            if (all.Count > 0) all.Add("--then");
            all.AddRange(command);
        }
        return all;
    }
}
