using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;

namespace OciRuntime.Bench;

/// <summary>What a container costs in memory.</summary>
internal static class Memory
{
    private const int Containers = 200;

    /// <summary>Measures each runtime; KiB.</summary>
    public static Table Measure(List<Runtime> runtimes, Bundle bundle)
    {
        List<(double Rss, double Pss)> waiting = [];
        Line rss = Line.Measure(
            "RSS of a created container that waits for start",
            runtimes,
            runtime =>
            {
                waiting.Add(Waiting(runtime, bundle));
                return waiting[^1].Rss;
            }
        );
        Queue<(double Rss, double Pss)> left = new(waiting);
        Line pss = new(
            $"PSS of one among {Containers} that wait",
            [.. rss.Values.Select(value => value is null ? (double?)null : left.Dequeue().Pss)],
            rss.Failures
        );
        Line limit = Line.Measure(
            "the smallest memory limit with which `run` works",
            runtimes,
            runtime => Smallest(runtime, bundle)
        );
        return new Table("Memory", "The engine bundle, KiB", 0, [rss, pss, limit]);
    }

    private static (double Rss, double Pss) Waiting(Runtime runtime, Bundle bundle)
    {
        List<int> pids = [];
        for (int i = 0; i < Containers; i++)
        {
            string id = $"waiting{i}",
                directory = bundle.For(runtime, id, null, "sleep", "100000"),
                pid = Path.Combine(directory, "pid");
            Shell.Succeed(runtime.Command("create", "--bundle", directory, "--pid-file", pid, id));
            pids.Add(int.Parse(File.ReadAllText(pid), CultureInfo.InvariantCulture));
        }
        double rss = Rollup(pids[0], "Rss:"), pss = pids.Average(pid => Rollup(pid, "Pss:"));
        Verb.Clear(runtime);
        return (rss, pss);
    }

    private static double Rollup(int pid, string field)
    {
        string line = File.ReadLines($"/proc/{pid}/smaps_rollup")
            .First(line => line.StartsWith(field, System.StringComparison.Ordinal));
        return double.Parse(
            line.Split(' ', System.StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture
        );
    }

    private static int Smallest(Runtime runtime, Bundle bundle)
    {
        const int Page = 4;
        int fails = 0, works = 64 << 10;
        while (works - fails > 16 * Page)
        {
            int middle = (works + fails) / 2 / Page * Page;
            if (Works(runtime, bundle, middle)) works = middle;
            else fails = middle;
        }
        return works;
    }

    private static bool Works(Runtime runtime, Bundle bundle, int kib)
    {
        string directory = bundle.For(runtime, "small", config =>
            config["linux"]!["resources"]!["memory"] = new JsonObject { ["limit"] = (long)kib << 10 }
        );
        // Three times: how much is charged when differs a little.
        bool works = true;
        for (int i = 0; works && i < 3; i++)
            works = Shell.Run(["timeout", "20", .. runtime.Command("run", "--bundle", directory, "small")]) == 0;
        Shell.Run(runtime.Command("delete", "--force", "small"));
        return works;
    }
}
