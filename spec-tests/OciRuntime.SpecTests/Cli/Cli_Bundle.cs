using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cli;

/// <summary>Bundles that are none, and rootfs that is none: an error before anything is made.</summary>
public sealed class Cli_Bundle
{
    [Fact]
    public void A_missing_bundle_is_an_error() =>
        RuntimeUnderTest
            .Run("create", "--bundle", "/no/such/bundle", "bundle-missing")
            .Failed("no such file or directory");

    [Fact]
    public void A_bundle_that_is_a_file_is_an_error() =>
        RuntimeUnderTest.Run("create", "--bundle", "/etc/passwd", "bundle-file").Failed("not a directory");

    [Fact]
    public void A_bundle_without_a_config_is_an_error()
    {
        using var container = new Container();
        RuntimeUnderTest.Run("create", "--bundle", container.Bundle, container.Id).Failed("config.json");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"ociVersion\": 1}")]
    [InlineData("{\"process\": {\"args\": {}}}")]
    [InlineData("\u0000\u0001")]
    public void A_bundle_with_a_broken_config_is_an_error(string text)
    {
        using var container = new Container();
        container.HostFile("config.json", text);
        RuntimeUnderTest.Run("create", "--bundle", container.Bundle, container.Id)
            .Failed(RuntimeUnderTest.IsRunc ? "" : "invalid config");
        Assert.Empty(container.FindLeftovers());
    }

    [RuncDiffersFact("reads for ever")]
    public void A_config_without_an_end_is_an_error()
    {
        using var container = new Container();
        File.CreateSymbolicLink(Path.Combine(container.Bundle, "config.json"), "/dev/zero");
        RuntimeUnderTest.Run("create", "--bundle", container.Bundle, container.Id).Failed("file too large");
        Assert.Empty(container.FindLeftovers());
    }

    [RuncDiffersFact("takes as much memory as a config needs")]
    public void A_config_that_is_larger_than_memory_is_an_error()
    {
        using var container = new Container("true");
        container.Config["annotations"] = new JsonObject { ["large"] = new string('x', 60 << 20) };
        container.Create().Failed("cannot allocate memory");
        Assert.Empty(container.FindLeftovers());
    }

    [RuncDiffersFact("1.1 cannot reserve the heap's arena map then")]
    public void Create_works_if_the_caller_may_use_little_memory()
    {
        using var container = new Container("echo in");
        container.WriteConfig();
        string command =
            $"ulimit -d 32768; exec {RuntimeUnderTest.Binary} --root {TestRun.StateRoot} run --bundle "
            + $"{container.Bundle} {container.Id}";
        Assert.Equal("in", Command.Run("sh", ["-c", command]).Succeeded().Text);
    }

    [Fact]
    public void A_config_that_is_a_directory_is_an_error()
    {
        using var container = new Container();
        container.HostDirectory("config.json");
        RuntimeUnderTest.Run("create", "--bundle", container.Bundle, container.Id).Failed("is a directory");
    }

    [Fact]
    public void Without_the_option_the_bundle_is_the_working_directory()
    {
        using var container = new Container("echo here");
        container.WriteConfig();
        Assert.Equal(
            "here",
            Command
                .Run(RuntimeUnderTest.Binary, ["--root", TestRun.StateRoot, "run", container.Id], container.Bundle)
                .Succeeded()
                .Text
        );
    }

    [Fact]
    public void A_bundle_may_be_a_relative_path()
    {
        using var container = new Container("sleep 100");
        container.WriteConfig();
        Command
            .Run(
                RuntimeUnderTest.Binary,
                ["--root", TestRun.StateRoot, "create", "--bundle", "./" + container.Id, container.Id],
                TestRun.WorkDirectory
            )
            .Succeeded();
        Assert.Equal(container.Bundle, (string)container.State()["bundle"]!);
    }

    [Fact]
    public void A_bundle_without_its_rootfs_is_an_error()
    {
        using var container = new Container();
        container.Config["root"] = new JsonObject { ["path"] = "nowhere" };
        container.Create().Failed("no such file or directory");
        Assert.Empty(container.FindLeftovers());
    }

    [Fact]
    public void A_rootfs_that_is_a_file_is_an_error()
    {
        using var container = new Container();
        container.HostFile("file", "x");
        container.Config["root"] = new JsonObject { ["path"] = "file" };
        container.Create().Failed("not a directory");
        Assert.Empty(container.FindLeftovers());
    }

    [Fact]
    public void A_rootfs_that_is_a_link_to_a_directory_works_or_is_refused_with_nothing_left()
    {
        using var container = new Container("echo in");
        File.CreateSymbolicLink(Path.Combine(container.Bundle, "link"), "rootfs");
        container.Config["root"] = new JsonObject { ["path"] = "link" };
        Command run = container.Run();
        // since 2024 runc resolves the link; 1.1 refuses it
        if (run.ExitCode == 0) Assert.Equal("in", run.Text);
        else run.Failed("rootfs");
    }

    [Fact]
    public void A_rootfs_with_an_absolute_path_works()
    {
        using var container = new Container("echo in");
        container.Config["root"] = new JsonObject { ["path"] = container.Rootfs };
        Assert.Equal("in", container.Output());
    }

    [Fact]
    public void The_bundle_is_not_written_to()
    {
        using var container = new Container("true");
        container.WriteConfig();
        string before = Listing(container.Bundle);
        container.Output();
        Assert.Equal(before, Listing(container.Bundle));
    }

    private static string Listing(string directory) =>
        Command.Run("find", [directory, "-printf", "%p %m %s\\n"]).Output;
}
