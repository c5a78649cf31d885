using System.Collections.Generic;
using System.IO;
using System.Text.Json.Nodes;

namespace OciRuntime.Bench;

/// <summary>How a run's cost grows with what is there already and with the size of its config.</summary>
internal static class Growth
{
    private const int Masked = 512;
    private static readonly int[] Steps = [1, 10, 100, 500];

    /// <summary>Measures each runtime.</summary>
    public static List<Table> Measure(List<Runtime> runtimes, Bundle minimal, Bundle engine, int rounds)
    {
        List<Line> lines = [];
        int there = 0;
        foreach (int step in Steps)
        {
            int from = there;
            lines.Add(
                Line.Measure(
                    $"as container number {step}",
                    runtimes,
                    runtime =>
                    {
                        for (int i = from; i < step - 1; i++) Verb.Start(runtime, minimal, $"crowd{i}");
                        return Run(runtime, engine.For(runtime, "nth"), rounds);
                    }
                )
            );
            there = step - 1;
        }
        foreach (Runtime runtime in runtimes) Verb.Clear(runtime);
        lines.Add(ManyMounts(runtimes, engine, rounds));
        lines.Add(ManyMasked(runtimes, engine, rounds));
        lines.Add(
            Line.Measure(
                "with a config of 1 MB",
                runtimes,
                runtime =>
                    Run(runtime, engine.For(runtime, "large", config => config["annotations"] = Annotations()), rounds)
            )
        );
        return
        [
            new Table("Growth", "CPU of `run` with the engine bundle, ms", 2, lines),
            new Table(
                "Growth",
                "Containers per second, 16 at a time, minimal bundle",
                0,
                [Line.Measure("run", runtimes, runtime => PerSecond(runtime, minimal))]
            ),
        ];
    }

    private static double Run(Runtime runtime, string directory, int rounds)
    {
        List<double> samples = [];
        for (int i = 0; i < rounds; i++)
            samples.Add(Shell.Measure(Rows.Measures, [runtime.Command("run", "--bundle", directory, "growing")]).Cpu / 1000);
        return Numbers.Summarize(samples).Median;
    }

    private static JsonObject Annotations()
    {
        JsonObject all = [];
        for (int i = 0; i < 10_000; i++) all[$"org.example.number{i}"] = new string('x', 75);
        return all;
    }

    /// <summary>As the directory of each CPU below /sys on a large node of Kubernetes; runc#5275.</summary>
    private static Line ManyMasked(List<Runtime> runtimes, Bundle bundle, int rounds)
    {
        for (int i = 0; i < Masked; i++)
            Directory.CreateDirectory(Path.Combine(bundle.DirectoryPath, "rootfs/masked", $"cpu{i}"));
        return Line.Measure(
            $"with {Masked} masked directories more",
            runtimes,
            runtime => Run(runtime, bundle.For(runtime, "masked", Mask), rounds),
            Floor.Measure(bundle, rounds, Masked).Cpu.Median / 1000
        );

        static void Mask(JsonObject config)
        {
            JsonArray masked = config["linux"]!["maskedPaths"]!.AsArray();
            for (int i = 0; i < Masked; i++) masked.Add((JsonNode)$"/masked/cpu{i}");
        }
    }

    private static Line ManyMounts(List<Runtime> runtimes, Bundle bundle, int rounds)
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
            double floor = Floor.Measure(bundle, rounds).Cpu.Median / 1000;
            return Line.Measure(
                "with 1,000 more mounts on the host",
                runtimes,
                runtime => Run(runtime, bundle.For(runtime, "mounts"), rounds),
                floor
            );
        }
        finally
        {
            Shell.Run("sh", "-c", "umount -l \"$1\"", "sh", at);
        }
    }

    private static double PerSecond(Runtime runtime, Bundle bundle)
    {
        const int Containers = 160;
        for (int i = 0; i < Containers; i++) bundle.For(runtime, $"side{i}");
        var watch = System.Diagnostics.Stopwatch.StartNew();
        string systemd = Runtime.Systemd ? "--systemd-cgroup" : "";
        string script =
            "seq 0 $3 | xargs -P 16 -I{} sh -c '\"$0\" --root \"$1\" $3 run --bundle \"$2/of-side{}-$4\" side{} "
            + "</dev/null >/dev/null 2>&1 || exit 255' \"$0\" \"$1\" \"$2\" \"$4\" \"$5\"";
        Shell.Output(
            "sh",
            "-c",
            script,
            runtime.Path,
            runtime.Root,
            bundle.DirectoryPath,
            (Containers - 1).ToString(System.Globalization.CultureInfo.InvariantCulture),
            systemd,
            runtime.Key
        );
        return Containers / watch.Elapsed.TotalSeconds;
    }
}
