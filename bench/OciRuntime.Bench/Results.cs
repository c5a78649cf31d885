using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace OciRuntime.Bench;

/// <summary>What one run of the bench measured, as <c>bench/results/VIEW.json</c> keeps it.</summary>
internal sealed record Results
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>Whether this runs where the clock counts instructions, as QEMU's -icount does (bench/vm.sh).</summary>
    public static bool CountsInstructions { get; } = Program.Variable("INSTRUCTIONS", "") == "1";

    /// <summary>The cgroup tree and the manager: <c>v1</c>, <c>v2-cgroupfs</c>, <c>v2-systemd</c>, <c>host</c>.</summary>
    public required string View { get; init; }

    /// <summary>The day, as ISO 8601 writes it.</summary>
    public required string Date { get; init; }

    /// <summary>The kernel and the processor.</summary>
    public required string Machine { get; init; }

    /// <summary>Times are counts of instructions: only their ratios say something.</summary>
    public bool RatiosAlone { get; init; }

    /// <summary>Samples of each verb and runtime.</summary>
    public required int Rounds { get; init; }

    /// <summary>The names of the runtimes; ours is the first.</summary>
    public required string[] Runtimes { get; init; }

    /// <summary>The verbs, in the order in which they were measured.</summary>
    public List<VerbRow> Verbs { get; init; } = [];

    /// <summary>The floor of <c>run</c> by bundle.</summary>
    public Dictionary<string, Row> Floors { get; init; } = [];

    /// <summary>What does not fit a verb: growth, memory, probes.</summary>
    public List<Table> Tables { get; init; } = [];

    /// <summary>Writes it to <paramref name="path"/>.</summary>
    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Format) + "\n");

    /// <summary>All that were kept in <paramref name="directory"/>, by name.</summary>
    public static Results[] Load(string directory) =>
        [
            .. Directory
                .GetFiles(directory, "*.json")
                .Order(StringComparer.Ordinal)
                .Select(path => JsonSerializer.Deserialize<Results>(File.ReadAllText(path), Format)!),
        ];
}

/// <summary>One verb on one bundle; a row for each runtime, in the order of <see cref="Results.Runtimes"/>.</summary>
internal sealed record VerbRow(string Bundle, string Verb, Row[] Rows);

/// <summary>A table whose lines hold one value for each runtime.</summary>
/// <param name="Section">The heading that it stands under.</param>
/// <param name="Title">What is measured, with its unit.</param>
/// <param name="Digits">Digits after the point.</param>
/// <param name="Lines">The lines.</param>
internal sealed record Table(string Section, string Title, int Digits, List<Line> Lines);

/// <summary>One line of a table.</summary>
/// <param name="Name">What differs from the other lines.</param>
/// <param name="Values">One for each runtime; without one it failed, and <paramref name="Failures"/> says why.</param>
/// <param name="Failures">The words of a runtime that could not do it.</param>
/// <param name="Floor">The value of the floor, if it was measured.</param>
internal sealed record Line(string Name, double?[] Values, string?[] Failures, double? Floor = null)
{
    /// <summary>Measures each runtime; one that fails loses its place in this line only.</summary>
    public static Line Measure(string name, List<Runtime> runtimes, Func<Runtime, double> measure, double? floor = null)
    {
        double?[] values = new double?[runtimes.Count];
        string?[] failures = new string?[runtimes.Count];
        for (int i = 0; i < runtimes.Count; i++)
        {
            Console.Error.WriteLine($"{name}: {runtimes[i].Name}");
            try
            {
                values[i] = measure(runtimes[i]);
            }
            catch (CommandFailure failure)
            {
                failures[i] = failure.Message;
                Verb.Clear(runtimes[i]);
            }
        }
        return new Line(name, values, failures, floor);
    }
}
