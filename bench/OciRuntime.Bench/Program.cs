using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace OciRuntime.Bench;

/// <summary>
/// <c>ocirun-bench measure DIRECTORY</c> measures runtimes in one interleaved run and keeps the result in
/// <c>DIRECTORY/VIEW.json</c>; <c>ocirun-bench page DIRECTORY PAGE</c> writes the tables and the charts of all results that
/// are kept there. Environment of the first: OCIRUN (the program), PEERS (more runtimes, by comma), ROUNDS, VERBS (names by
/// comma; all without), BUNDLES (minimal, engine), VIEW (how the cgroup tree is called), SYSTEMD (cgroups are made by systemd),
/// INSTRUCTIONS (the clock counts them), MEASURE (bench/measure.c compiled), FLOOR (bench/floor compiled), PROFILE (the engine's
/// seccomp profile).
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["measure", string directory]:
                Directory.CreateDirectory(directory);
                Measure().Save(Path.Combine(directory, Variable("VIEW", "host") + ".json"));
                return 0;
            case ["page", string directory, string page]:
                Page.Write(Results.Load(directory), page);
                return 0;
            default:
                Console.Error.WriteLine("ocirun-bench measure DIRECTORY | page DIRECTORY PAGE");
                return 2;
        }
    }

    private static Results Measure()
    {
        string work = Directory.CreateTempSubdirectory("ocirun-bench-").FullName;
        string[] wanted = Variable("VERBS", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        int rounds = int.Parse(Variable("ROUNDS", "30"), CultureInfo.InvariantCulture);
        List<Runtime> runtimes = Runtime.Identify(
            [Variable("OCIRUN", "ocirun"), .. Variable("PEERS", "crun,runc").Split(',')],
            work
        );
        Bundle minimal = Bundle.Minimal(work);
        Bundle engine = Bundle.Engine(work, Variable("PROFILE", "/usr/share/containers/seccomp.json"));
        Results results = new()
        {
            View = Variable("VIEW", "host"),
            Date = DateTime.UtcNow.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Machine = Machine(),
            RatiosAlone = Results.CountsInstructions,
            Rounds = rounds,
            Runtimes = [.. runtimes.Select(runtime => runtime.Name)],
        };
        try
        {
            string[] bundles = Variable("BUNDLES", "minimal,engine").Split(',');
            foreach (Bundle bundle in new[] { minimal, engine }.Where(bundle => bundles.Contains(bundle.Name)))
            {
                foreach (Verb verb in Verb.All.Where(verb => Selected(verb.Name)))
                {
                    Console.Error.WriteLine($"{bundle.Name}: {verb.Name}");
                    results.Verbs.Add(new(bundle.Name, verb.Name, Rows.Measure(runtimes, bundle, verb, rounds)));
                }
                if (Selected("floor")) results.Floors[bundle.Name] = Floor.Measure(bundle, rounds);
            }
            if (Selected("probes")) results.Tables.Add(Probes.Measure(runtimes, engine));
            if (Selected("memory")) results.Tables.Add(Memory.Measure(runtimes, engine));
            if (Selected("growth")) results.Tables.AddRange(Growth.Measure(runtimes, minimal, engine, rounds));
        }
        finally
        {
            foreach (Runtime runtime in runtimes) Verb.Clear(runtime);
            Directory.Delete(work, recursive: true);
        }
        return results;

        bool Selected(string name) => wanted.Length == 0 || wanted.Contains(name);
    }

    /// <summary>An environment variable, or what it is without.</summary>
    internal static string Variable(string name, string otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : otherwise;

    private static string Machine()
    {
        if (Results.CountsInstructions)
            return $"Linux {Shell.Output("uname", "-r").Trim()} on an emulated processor whose clock counts instructions";
        string cpu = File.ReadLines("/proc/cpuinfo")
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            ?.Split(": ")[1]
            ?? "";
        return $"Linux {Shell.Output("uname", "-r").Trim()}, {Environment.ProcessorCount} cores of {cpu}";
    }
}
