using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using OciRuntime.Config;

namespace OciRuntime.Tests.Launch;

/// <summary>Reading, validating and compiling a config take time in proportion to its size.</summary>
public class PlanGrowthTests
{
    [Theory]
    [InlineData("maskedPaths", 60_000, 0.4)]
    [InlineData("maskedPaths", 500_000, 2)]
    [InlineData("readonlyPaths", 500_000, 2)]
    public void Paths_are_planned_in_linear_time(string member, int count, double seconds)
    {
        string paths = string.Join(',', Enumerable.Range(0, count).Select(i => $"\"/proc/masked/path/number{i}\""));
        byte[] json = Encoding.UTF8.GetBytes(
            "{\"ociVersion\": \"1.3.0\", \"root\": {\"path\": \"rootfs\"}, \"process\": {\"cwd\": \"/\", \"args\": "
            + "[\"sh\"]},"
                + "\"linux\": {\"namespaces\": [{\"type\": \"mount\"}], \"" + member + "\": [" + paths + "]}}");
        Config.Spec spec = SpecReader.Parse("{}"u8); // once, for the compiler's own time
        double before = ThreadSeconds();
        spec = SpecReader.Parse(json);
        Assert.Empty(SpecValidator.Validate(spec));
        PlanTexts.With(spec, (plan, _) => Assert.True(plan.Count > count));
        Assert.InRange(ThreadSeconds() - before, 0, seconds);
    }

    /// <summary>CPU time of this thread alone, since other tests run beside it; proc_pid_schedstat, in ns.</summary>
    private static double ThreadSeconds() =>
        ulong.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1e9;

    [Fact]
    public void A_masked_path_that_comes_twice_is_masked_once()
    {
        int Count(string paths)
        {
            int count = 0;
            Config.Spec spec = SpecReader.Parse(Encoding.UTF8.GetBytes(
                "{\"process\": {\"cwd\": \"/\", \"args\": [\"sh\"]}, \"root\": {\"path\": \"rootfs\"},"
                    + "\"linux\": {\"namespaces\": [{\"type\": \"mount\"}], \"maskedPaths\": [" + paths + "]}}"));
            PlanTexts.With(spec, (plan, _) => count = plan.Count);
            return count;
        }

        Assert.Equal(Count("\"/proc/a\""), Count("\"/proc/a\", \"/proc//a\", \"/proc/b/../a/\""));
    }
}
