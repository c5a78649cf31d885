using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace OciRuntime.Bench;

/// <summary>
/// Measures runtimes in one interleaved run and writes the tables and the plot. Environment: OCIRUN (the program),
/// PEERS
/// (further runtimes, by comma), ROUNDS, VERBS (names by comma; all without), VIEW (how the cgroup tree is called in
/// the
/// tables), MEASURE (bench/measure.c compiled), FLOOR (bench/floor compiled), PROFILE (the engine's seccomp profile).
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        string results = arguments[0];
        string work = Directory.CreateTempSubdirectory("ocirun-bench-").FullName;
        string[] wanted = Variable("VERBS", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
        int rounds = int.Parse(Variable("ROUNDS", "30"));
        List<Runtime> runtimes =
        [
            Runtime.Identify(Variable("OCIRUN", "ocirun"), work),
            .. Variable("PEERS", "crun,runc").Split(',').Select(path => Runtime.Identify(path, work)),
        ];
        Bundle[] bundles =
        [
            Bundle.Minimal(work),
            Bundle.Engine(work, Variable("PROFILE", "/usr/share/containers/seccomp.json")),
        ];
        try
        {
            Report report = new(runtimes, rounds, Variable("VIEW", "as the host has it"));
            foreach (Bundle bundle in bundles)
            {
                foreach (Verb verb in Verb.All.Where(verb => Selected(verb.Name)))
                {
                    Console.Error.WriteLine($"{bundle.Name}: {verb.Name}");
                    report.Add(bundle, verb, Rows.Measure(runtimes, bundle, verb, rounds));
                }
                if (Selected("floor")) report.AddFloor(bundle, Floor.Measure(bundle, rounds));
            }
            if (Selected("memory")) report.AddMemory(Memory.Measure(runtimes, bundles[1]));
            if (Selected("growth")) report.AddGrowth(Growth.Measure(runtimes, bundles, rounds));
            report.Write(results);
        }
        finally
        {
            foreach (Runtime runtime in runtimes) Verb.Clear(runtime);
            Directory.Delete(work, recursive: true);
        }
        return 0;

        bool Selected(string name) => wanted.Length == 0 || wanted.Contains(name);
    }

    /// <summary>An environment variable, or what it is without.</summary>
    internal static string Variable(string name, string otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : otherwise;
}
