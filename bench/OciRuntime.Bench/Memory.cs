using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;

namespace OciRuntime.Bench;

/// <summary>What a container costs in memory.</summary>
/// <param name="WaitingRss">A created container's process, KiB.</param>
/// <param name="WaitingPss">The mean of 200 of them, KiB.</param>
/// <param name="SmallestLimit">The smallest memory limit with which <c>run</c> works, KiB.</param>
internal sealed record Memory(double WaitingRss, double WaitingPss, int SmallestLimit)
{
    private const int Containers = 200;

    /// <summary>Measures each runtime.</summary>
    public static Memory[] Measure(List<Runtime> runtimes, Bundle bundle) =>
        [.. runtimes.Select(runtime => Measure(runtime, bundle))];

    private static Memory Measure(Runtime runtime, Bundle bundle)
    {
        Console.Error.WriteLine($"memory: {runtime.Name}");
        List<int> pids = [];
        for (int i = 0; i < Containers; i++)
        {
            string id = $"waiting{i}",
                directory = bundle.For(id, null, "sleep", "100000"),
                pid = Path.Combine(directory, "pid");
            if (Shell.Run(runtime.Command("create", "--bundle", directory, "--pid-file", pid, id)) != 0)
                throw new InvalidOperationException($"{runtime.Name} cannot create {id}");
            pids.Add(int.Parse(File.ReadAllText(pid), CultureInfo.InvariantCulture));
        }
        double rss = Rollup(pids[0], "Rss:"), pss = pids.Average(pid => Rollup(pid, "Pss:"));
        Verb.Clear(runtime);
        return new Memory(rss, pss, Smallest(runtime, bundle));
    }

    private static double Rollup(int pid, string field)
    {
        string line = File.ReadLines($"/proc/{pid}/smaps_rollup")
            .First(line => line.StartsWith(field, StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }

    private static int Smallest(Runtime runtime, Bundle bundle)
    {
        const int page = 4;
        int fails = 0, works = 64 << 10;
        while (works - fails > 16 * page)
        {
            int middle = (works + fails) / 2 / page * page;
            if (Works(runtime, bundle, middle)) works = middle;
            else fails = middle;
        }
        return works;
    }

    private static bool Works(Runtime runtime, Bundle bundle, int kib)
    {
        string directory = bundle.For("small", config =>
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
