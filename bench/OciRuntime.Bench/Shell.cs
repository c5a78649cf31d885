using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;

namespace OciRuntime.Bench;

/// <summary>Runs programs.</summary>
internal static class Shell
{
    /// <summary>Standard output of a command that succeeds.</summary>
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
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)}: exit code {process.ExitCode}: {errors.Result}"
            );
        return output;
    }

    /// <summary>The exit code of a command whose streams lead to /dev/null.</summary>
    public static int Run(params IEnumerable<string> command)
    {
        using Process process = Process.Start(
            new ProcessStartInfo("sh", ["-c", "exec \"$@\" </dev/null >/dev/null 2>&1", "sh", .. command])
        )!;
        process.WaitForExit();
        return process.ExitCode;
    }

    /// <summary>One measured run of commands, one after the other.</summary>
    public static Sample Measure(string measure, IEnumerable<string[]> commands)
    {
        double[] numbers =
        [
            .. Output(measure, Join(commands))
                .Split(' ', '\n')
                .Where(word => word.Length > 0)
                .Select(word => double.Parse(word, CultureInfo.InvariantCulture)),
        ];
        return new Sample(numbers[0], numbers[1], numbers[2], numbers[3]);
    }

    /// <summary>
    /// The system calls of commands with all their children, strace(1), and of the program that runs them.
    /// </summary>
    public static int SystemCalls(string measure, IEnumerable<string[]> commands)
    {
        string counts = Path.GetTempFileName();
        Run(["strace", "-f", "-c", "-U", "calls,name", "-o", counts, measure, .. Join(commands)]);
        string total = File.ReadLines(counts).Last(line => line.EndsWith("total", StringComparison.Ordinal));
        File.Delete(counts);
        return int.Parse(total.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
    }

    private static List<string> Join(IEnumerable<string[]> commands)
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
