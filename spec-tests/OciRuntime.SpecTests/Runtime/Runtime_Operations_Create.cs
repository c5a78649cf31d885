using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Runtime;

/// <summary>runtime.md, "Create".</summary>
public sealed class Runtime_Operations_Create
{
    [Fact]
    public void Create_with_an_id_in_use_is_an_error_and_harms_nothing()
    {
        using var container = new Container("sleep 100");
        container.Create().Succeeded();
        int pid = container.Pid;
        container.Create().Failed("exist");
        Assert.Equal("created", container.Status);
        Assert.Equal(pid, container.Pid);
    }

    [Fact]
    public void Create_without_an_id_is_an_error() => RuntimeUnderTest.Run("create").Failed("requires exactly 1 argument");

    [Fact]
    public void Start_without_a_process_is_an_error()
    {
        using var container = new Container();
        container.Config.Remove("process");
        // the spec allows create without process; both runtimes refuse it there
        container.Create().Failed("process");
    }

    [Fact]
    public void Create_applies_all_properties_but_process_args()
    {
        using var container = new Container("true");
        container.Create().Succeeded();
        string[] host =
        [
            Link("self", "mnt"),
            Link("self", "pid"),
            Link("self", "uts"),
            Link("self", "ipc"),
            Link("self", "net"),
        ];
        string pid = container.Pid.ToString();
        string[] inside = [Link(pid, "mnt"), Link(pid, "pid"), Link(pid, "uts"), Link(pid, "ipc"), Link(pid, "net")];
        for (int i = 0; i < host.Length; i++) Assert.NotEqual(host[i], inside[i]);
        Assert.Contains(container.Id, File.ReadAllText($"/proc/{pid}/cgroup"), System.StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_create_leaves_no_container()
    {
        using var container = new Container("true");
        container.Add(Config.Mount("/x", "no-such-filesystem", "none"));
        container.Create().Failed("no such device");
        RuntimeUnderTest.Run("state", container.Id).Failed("does not exist");
        Assert.Empty(container.FindLeftovers());
        Assert.False(File.Exists(container.PidFile));
    }

    [Fact]
    public void A_missing_program_is_an_error()
    {
        using var container = new Container().Args("no-such-program");
        Command create = container.Create();
        (create.ExitCode != 0 ? create : container.Start()).Failed(
            "exec: \"no-such-program\": executable file not found in $PATH"
        );
    }

    [Fact]
    public void Unknown_members_of_the_config_are_ignored()
    {
        using var container = new Container("echo fine");
        container.Config["future"] = new JsonObject { ["a"] = new JsonArray(1, 2, "x") };
        container.Linux["future"] = true;
        container.Process["future"] = JsonNode.Parse("[[{\"a\":null}]]");
        Assert.Equal("fine", container.Output());
    }

    private static string Link(string pid, string name) => new FileInfo($"/proc/{pid}/ns/{name}").LinkTarget!;
}
