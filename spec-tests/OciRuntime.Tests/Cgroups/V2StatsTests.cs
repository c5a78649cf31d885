using System;
using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.Cgroups.Stats;
using OciRuntime.Cgroups.V2;

namespace OciRuntime.Tests.Cgroups;

/// <summary>
/// What events prints of the files of cgroup v2, on plain files, as few hosts have all controllers; and their changes.
/// </summary>
public sealed class V2StatsTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ocirun-stats-").FullName;

    public void Dispose() => Directory.Delete(_directory, true);

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_directory, file), text);

    [Fact]
    public void Stats_of_v2_are_in_the_places_that_collectors_read()
    {
        Write(
            "cpu.stat",
            "usage_usec 30\nuser_usec 20\nsystem_usec 10\nnr_periods 5\nnr_throttled 2\nthrottled_usec 7\n"
        );
        Write(
            "cpu.pressure",
            "some avg10=1.50 avg60=0.00 avg300=0.25 total=99\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n"
        );
        Write("memory.stat", "anon 4096\nfile 8192\n");
        Write("memory.current", "12288\n");
        Write("memory.max", "65536\n");
        Write("memory.peak", "16384\n");
        Write("memory.swap.current", "100\n");
        Write("memory.swap.max", "65536\n");
        Write("pids.current", "3\n");
        Write("pids.max", "20\n");
        Write("io.stat", "8:0 rbytes=1 wbytes=2 rios=3 wios=4 dbytes=0 dios=0\n");
        JsonNode line = JsonNode.Parse(EventJson.Stats("box", V2Stats.Read(_directory)))!;
        JsonNode data = line["data"]!;
        data["hugetlb"] = null; // what the host's kernel has
        Same("stats", line["type"]);
        Same("box", line["id"]);
        Same(
            """{"usage":{"total":30000,"kernel":10000,"user":20000},"throttling":{"periods":5,"throttledPeriods":2,"throttledTime":7000},"psi":{"some":{"avg10":1.5,"avg60":0,"avg300":0.25,"total":99}}}""",
            data["cpu"]
        );
        Same(
            """{"cache":8192,"usage":{"limit":65536,"usage":12288,"max":16384,"failcnt":0},"swap":{"limit":131072,"usage":12388,"failcnt":0},"raw":{"anon":4096,"file":8192}}""",
            data["memory"]
        );
        Same("""{"current":3,"limit":20}""", data["pids"]);
        Same(
            """{"ioServiceBytesRecursive":[{"major":8,"op":"Read","value":1},{"major":8,"op":"Write","value":2}],"ioServicedRecursive":[{"major":8,"op":"Read","value":3},{"major":8,"op":"Write","value":4}]}""",
            data["blkio"]
        );
        Same(
            """{"cpu_exclusive":0,"mem_hardwall":0,"mem_exclusive":0,"memory_migrate":0,"memory_spread_page":0,"memory_spread_slab":0,"memory_pressure":0,"sched_load_balance":0,"sched_relax_domain_level":0}""",
            data["cpuset"]
        );
    }

    [Fact]
    public void No_limit_of_v2_is_the_largest_number_and_for_pids_absent()
    {
        Write("memory.current", "1\n");
        Write("memory.max", "max\n");
        Write("memory.swap.current", "0\n");
        Write("memory.swap.max", "max\n");
        Write("pids.max", "max\n");
        JsonNode data = JsonNode.Parse(EventJson.Stats("box", V2Stats.Read(_directory)))!["data"]!;
        Same(
            """{"usage":{"limit":18446744073709551615,"usage":1,"failcnt":0},"swap":{"limit":18446744073709551615,"usage":1,"failcnt":0}}""",
            data["memory"]
        );
        Same("{}", data["pids"]);
    }

    [Fact]
    public void Processes_that_were_killed_for_memory_are_counted_once()
    {
        Write("memory.events", "low 0\noom 1\noom_kill 1\n");
        using V2OomWatch watch = new(_directory);
        Assert.Equal(0UL, watch.Take());
        Write("memory.events", "low 0\noom 4\noom_kill 3\n");
        Assert.Equal(2UL, watch.Take());
        Write("memory.events", "low 9\noom 4\noom_kill 3\n");
        Assert.Equal(0UL, watch.Take());
        File.Delete(Path.Combine(_directory, "memory.events"));
        Assert.Equal(0UL, watch.Take());
    }

    private static void Same(string expected, JsonNode? actual) =>
        Assert.Equal(expected, actual is JsonValue ? (string?)actual : actual?.ToJsonString());
}
