using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;

namespace OciRuntime.Bench;

/// <summary>How a run's cost grows with what is there already; CPU in µs.</summary>
/// <param name="Nth">By how many containers there are.</param>
/// <param name="ManyMounts">With 1,000 mounts in the host's table.</param>
/// <param name="LargeConfig">With a config of 1 MB.</param>
/// <param name="Parallel">Containers per second, 16 at a time.</param>
internal sealed record Growth(Dictionary<int, double> Nth, double ManyMounts, double LargeConfig, double Parallel)
{
    private static readonly int[] Steps = [1, 10, 100, 500];

    /// <summary>Measures each runtime.</summary>
    public static Growth[] Measure(List<Runtime> runtimes, Bundle[] bundles, int rounds) =>
        [.. runtimes.Select(runtime => Measure(runtime, bundles, rounds))];

    private static Growth Measure(Runtime runtime, Bundle[] bundles, int rounds)
    {
        Console.Error.WriteLine($"growth: {runtime.Name}");
        Bundle minimal = bundles[0], engine = bundles[1];
        Dictionary<int, double> nth = [];
        int there = 0;
        foreach (int step in Steps)
        {
            for (; there < step - 1; there++) Verb.Start(runtime, minimal, $"crowd{there}");
            nth[step] = Run(runtime, engine.For("nth"), rounds);
        }
        Verb.Clear(runtime);
        double large = Run(runtime, engine.For("large", config => config["annotations"] = Annotations()), rounds);
        return new Growth(nth, ManyMountsCpu(runtime, engine, rounds), large, PerSecond(runtime, minimal));
    }

    private static double Run(Runtime runtime, string directory, int rounds)
    {
        List<double> samples = [];
        for (int i = 0; i < rounds; i++)
            samples.Add(
                Shell
                    .Measure(
                        Program.Variable("MEASURE", "measure"),
                        [runtime.Command("run", "--bundle", directory, "growing")]
                    )
                    .Cpu
            );
        return Numbers.Summarize(samples).Median;
    }

    private static JsonObject Annotations()
    {
        JsonObject all = [];
        for (int i = 0; i < 10_000; i++) all[$"org.example.number{i}"] = new string('x', 75);
        return all;
    }

    private static double ManyMountsCpu(Runtime runtime, Bundle bundle, int rounds)
    {
        string at = Path.Combine(bundle.DirectoryPath, "mounts");
        Directory.CreateDirectory(at);
        try
        {
            Shell.Output(
                "sh",
                "-c",
                "mount -t tmpfs none \"$1\" && cd \"$1\" && for i in $(seq 1000); do mkdir $i && mount --bind $i $i "
                + "|| exit 1; done",
                "sh",
                at
            );
            return Run(runtime, bundle.For("mounts"), rounds);
        }
        finally
        {
            Shell.Run("sh", "-c", "umount -l \"$1\"", "sh", at);
        }
    }

    private static double PerSecond(Runtime runtime, Bundle bundle)
    {
        const int containers = 160;
        for (int i = 0; i < containers; i++) bundle.For($"side{i}");
        var watch = System.Diagnostics.Stopwatch.StartNew();
        string script =
            "seq 0 $3 | xargs -P 16 -I{} sh -c '\"$0\" --root \"$1\" run --bundle \"$2/of-side{}\" side{} "
            + "</dev/null >/dev/null 2>&1 || exit 255' \"$0\" \"$1\" \"$2\"";
        Shell.Output("sh", "-c", script, runtime.Path, runtime.Root, bundle.DirectoryPath, (containers - 1).ToString());
        return containers / watch.Elapsed.TotalSeconds;
    }
}
