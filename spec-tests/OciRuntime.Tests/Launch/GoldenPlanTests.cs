using System;
using System.IO;
using System.Linq;

namespace OciRuntime.Tests.Launch;

/// <summary>
/// The launch plans of whole configs, compared with the plans beside them. After a wanted change:
/// <c>UPDATE_GOLDEN=1 dotnet test --filter GoldenPlan</c>, then read the difference.
/// </summary>
public sealed class GoldenPlanTests
{
    private static string GoldenDirectory => Path.Combine(Repository.Root, "spec-tests/OciRuntime.Tests/Launch/Golden");

    public static TheoryData<string> Names =>
        new(Directory.GetFiles(GoldenDirectory, "*.json").Select(f => Path.GetFileNameWithoutExtension(f)).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public void The_plan_is_the_golden_plan(string name)
    {
        string expected = Path.Combine(GoldenDirectory, name + ".plan");
        string plan = PlanTexts.Compile(File.ReadAllText(Path.Combine(GoldenDirectory, name + ".json")));
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1") File.WriteAllText(expected, plan);
        Assert.Equal(File.ReadAllText(expected), plan);
    }
}
