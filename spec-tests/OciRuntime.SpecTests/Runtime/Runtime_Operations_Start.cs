using System.Linq;
using System.Threading.Tasks;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Runtime;

/// <summary>runtime.md, "Start".</summary>
public sealed class Runtime_Operations_Start
{
    [Fact]
    public void Start_of_an_unknown_id_is_an_error() =>
        RuntimeUnderTest.Run("start", "no-such-container").Failed("does not exist");

    [Fact]
    public void Start_without_an_id_is_an_error() => RuntimeUnderTest.Run("start").Failed("requires exactly 1 argument");

    [Fact]
    public void Start_of_a_running_container_is_an_error_and_harms_nothing()
    {
        using var container = new Container("sleep 100");
        container.Create().Succeeded();
        container.Start().Succeeded();
        container.Start().Failed("running");
        Assert.Equal("running", container.Status);
    }

    [Fact]
    public void Start_of_a_stopped_container_is_an_error()
    {
        using var container = new Container("true");
        container.Create().Succeeded();
        container.Start().Succeeded();
        container.WaitFor("stopped");
        container.Start().Failed("stopped");
    }

    [Fact]
    public void Start_of_a_container_killed_before_start_is_an_error()
    {
        using var container = new Container("true");
        container.Create().Succeeded();
        container.KillWith("KILL").Succeeded();
        container.WaitFor("stopped").Start().Failed("stopped");
    }

    [RuncDiffersFact("two starts at once can both succeed: 1.1 takes no lock")]
    public void Two_starts_at_once_have_one_winner_and_one_clear_error()
    {
        using var container = new Container("sleep 100");
        container.Create().Succeeded();
        Command[] starts = Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(container.Start)))
            .GetAwaiter()
            .GetResult();
        Assert.Single(starts, start => start.ExitCode == 0);
        starts.Single(start => start.ExitCode != 0).Failed("cannot start");
        Assert.Equal("running", container.Status);
    }
}
