using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Robustness;

/// <summary>Many containers at once leave nothing behind.</summary>
[Trait("Category", "Stress")]
public sealed class Stress
{
    private const int AtOnce = 8;

    /// <summary>STRESS_CYCLES says how many; disposing a container asserts that it left nothing.</summary>
    [Fact]
    public async Task Create_start_delete_eight_at_a_time_leaves_nothing()
    {
        int cycles = int.Parse(Environment.GetEnvironmentVariable("STRESS_CYCLES") ?? "200");
        var failures = new List<string>();
        await Parallel.ForEachAsync(Enumerable.Range(0, cycles), new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, (number, _) =>
        {
            try
            {
                Cycle(number);
            }
            // a cycle that fails is counted, not the end of the others
            catch (Exception failure)
            {
                lock (failures) failures.Add($"{number}: {failure.Message}");
            }
            return ValueTask.CompletedTask;
        });
        Assert.True(failures.Count == 0, $"{failures.Count} of {cycles} failed, first {failures.FirstOrDefault()}");
        Assert.Empty(Leftovers.Cgroups($"spec-{Environment.ProcessId}-stress"));
    }

    private static void Cycle(int number)
    {
        using var container = new Container(number % 2 == 0 ? "true" : "sleep 1000");
        container.Create().Succeeded();
        container.Start().Succeeded();
        if (number % 2 == 0) container.WaitFor("stopped").Delete().Succeeded();
        else container.Delete("--force").Succeeded();
    }
}
