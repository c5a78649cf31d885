using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Robustness;

/// <summary>
/// <c>bench/budget.json</c>: how many system calls and page faults a verb may take with the minimal config and without
/// cgroups,
/// whose hierarchies differ from host to host. Counts hardly depend on the machine, as times do, so that a change that
/// makes the
/// runtime slower is seen here first. Both count the verb's whole tree: a <c>run</c> or <c>exec</c> holds the program,
/// busybox's
/// <c>true</c>, too.
/// </summary>
[Trait("Category", "Budget")]
public sealed class Budget
{
    /// <summary>
    /// What comes and goes: the calls that wait for another process are made again when they are too early, a pipe or a
    /// file in
    /// /proc is read in more pieces on a host with more mounts and cgroups, and the kernel maps pages of the cache
    /// around a fault
    /// only where they are in it.
    /// </summary>
    private const double Tolerance = 1.1;

    /// <summary>The same for verbs that make few.</summary>
    private const int Slack = 3;

    /// <summary>The least of a few runs counts: noise only ever adds.</summary>
    private const int Tries = 3;

    [RuncDiffersTheory("the budget is ocirun's")]
    [InlineData("run")]
    [InlineData("create+start+delete")]
    [InlineData("exec")]
    [InlineData("state")]
    [InlineData("kill")]
    [InlineData("--version")]
    public void Verb_stays_within_its_system_calls_and_page_faults(string verb)
    {
        JsonNode budget = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "budget.json")))![
            "verbs"
        ]![verb]!;
        int calls = Least(verb, SystemCalls),
            faults = Least(verb, PageFaults);
        Assert.True(calls > 10 && faults > 10, $"{verb} was not measured: {calls} system calls, {faults} page faults");
        // one message with both, so that a new budget can be copied from it
        Assert.True(
            calls <= Limit(budget, "calls") && faults <= Limit(budget, "faults"),
            $"{verb}: {calls} system calls and {faults} page faults, budget {budget.ToJsonString()} a tenth and {Slack}"
        );
    }

    private static double Limit(JsonNode budget, string what) => (int)budget[what]! * Tolerance + Slack;

    private static int Least(string verb, Func<Container, string[][], int> measure) =>
        Enumerable
            .Range(0, Tries)
            .Min(_ =>
    {
        using var container = new Container();
        return measure(container, Prepared(verb, container));
    });

    /// <summary>Does what stands before the verb, and returns its command lines.</summary>
    private static string[][] Prepared(string verb, Container container)
    {
        container.Args(verb == "run" ? ["true"] : ["sleep", "1000"]);
        container.WriteConfig();
        string[] create = ["create", "--bundle", container.Bundle, container.Id], start = ["start", container.Id];
        if (verb is "exec" or "state" or "kill")
        {
            Command.Run(RuntimeUnderTest.Binary, Words(create)).Succeeded();
            Command.Run(RuntimeUnderTest.Binary, Words(start)).Succeeded();
        }
        return verb switch
        {
            "run" => [Words(["run", "--bundle", container.Bundle, container.Id])],
            "create+start+delete" => [Words(create), Words(start), Words(["delete", "--force", container.Id])],
            "exec" => [Words(["exec", container.Id, "true"])],
            // init takes no signal that it has no handler for, pid_namespaces(7)
            "kill" => [Words(["kill", container.Id, "TERM"])],
            "--version" => [["--version"]],
            _ => [Words([verb, container.Id])],
        };
    }

    private static string[] Words(string[] verb) =>
        ["--root", TestRun.StateRoot, "--cgroup-manager", "disabled", .. verb];

    /// <summary>Of all processes, without those that measure.c makes for as many programs that do nothing.</summary>
    private static int SystemCalls(Container container, string[][] commands)
    {
        string counts = Path.Combine(container.Bundle, "calls");
        return Calls(Line(commands))
            - Calls(commands.SelectMany((_, i) => i == 0 ? [s_nothing.Value] : (string[])["--then", s_nothing.Value]));

        int Calls(IEnumerable<string> line)
        {
            Command.Run("strace", ["-f", "-c", "-U", "calls,name", "-o", counts, s_measure.Value, .. line]).Succeeded();
            return Total(counts);
        }
    }

    private static IEnumerable<string> Line(string[][] commands) =>
        commands.SelectMany(
            (words, i) =>
                i == 0 ? [RuntimeUnderTest.Binary, .. words] : (string[])["--then", RuntimeUnderTest.Binary, .. words]
        );

    // bench/measure.c and bench/nothing.c, compiled by the first who asks
    private static readonly Lazy<string> s_measure = new(() => Compiled("measure"));
    private static readonly Lazy<string> s_nothing = new(() => Compiled("nothing", "-static", "-nostdlib"));

    private static string Compiled(string name, params string[] options)
    {
        string program = Path.Combine(TestRun.WorkDirectory, name);
        Command
            .Run("gcc", ["-O2", .. options, "-o", program, Path.Combine(AppContext.BaseDirectory, name + ".c")])
            .Succeeded();
        return program;
    }

    /// <summary>Of the whole tree: the third number of measure.c.</summary>
    private static int PageFaults(Container _, string[][] commands)
    {
        Command measured = Command.Run(s_measure.Value, Line(commands)).Succeeded();
        return int.Parse(measured.Text.Split(' ')[2], CultureInfo.InvariantCulture);
    }

    private static int Total(string counts)
    {
        string total = File.ReadLines(counts).Last(line => line.EndsWith("total", StringComparison.Ordinal));
        return int.Parse(total.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0], CultureInfo.InvariantCulture);
    }
}
