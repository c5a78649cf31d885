using System.IO;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Runtime;

/// <summary>runtime.md, "Lifecycle".</summary>
public sealed class Runtime_Lifecycle
{
    [Fact]
    public void Create_does_not_run_the_program_and_start_does()
    {
        using var container = new Container("echo ran >/home/mark; sleep 100");
        container.Create().Succeeded();
        Assert.Equal("created", container.Status);
        Assert.False(File.Exists(container.InRootfs("home/mark")));
        container.Start().Succeeded();
        Container.WaitForText(container.InRootfs("home/mark"));
        Assert.Equal("running", container.Status);
    }

    [Fact]
    public void The_container_is_stopped_when_its_program_ends()
    {
        using var container = new Container("exit 3");
        container.Create().Succeeded();
        container.Start().Succeeded();
        container.WaitFor("stopped");
        container.Delete().Succeeded();
        RuntimeUnderTest.Run("state", container.Id).Failed("does not exist");
    }

    [Fact]
    public void Changes_to_config_after_create_have_no_effect()
    {
        using var container = new Container("echo first >/home/mark");
        container.Create().Succeeded();
        container.Script = "echo second >/home/mark";
        container.WriteConfig();
        container.Start().Succeeded();
        Assert.Equal("first\n", Container.WaitForText(container.InRootfs("home/mark")));
    }

    [Fact]
    public void A_deleted_id_can_be_used_again()
    {
        using var container = new Container("true");
        for (int i = 0; i < 2; i++)
        {
            container.Create().Succeeded();
            container.Start().Succeeded();
            container.WaitFor("stopped").Delete().Succeeded();
        }
    }
}
