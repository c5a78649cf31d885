using System.Collections.Generic;
using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cli;

/// <summary>
/// ocirun-errors(7): each code, by a failure of its kind. <c>internal</c> has none: it would be a defect.
/// </summary>
public sealed class Errors_Codes
{
    private const string Ours = "runc's log has no codes";

    private static string Code(Container container, params IEnumerable<string> verb) =>
        (string)Errors_Fields.Fail(container, verb).Failure["code"]!;

    [RuncDiffersTheory(Ours)]
    [InlineData("state")]
    [InlineData("exec", "ID")]
    [InlineData("no-such-command")]
    [InlineData("kill", "ID", "NO_SUCH_SIGNAL")]
    [InlineData("create", "--bundle", "BUNDLE", "a/b")]
    [InlineData("create", "--no-such-option", "x")]
    [InlineData("checkpoint", "--manage-cgroups-mode", "none", "ID")]
    public void Code_usage_is_a_wrong_command_line(params string[] verb)
    {
        using Container container = new Container("sleep 100").Begin();
        Assert.Equal("usage", Code(container, System.Array.ConvertAll(verb, word => word == "ID" ? container.Id
                    : word == "BUNDLE" ? container.Bundle
                    : word)));
    }

    [RuncDiffersFact(Ours)]
    public void Code_config_is_a_config_that_is_wrong()
    {
        using var container = new Container("true");
        container.Process["cwd"] = "relative";
        Assert.Equal("config", Code(container, "create", "--bundle", container.Bundle, container.Id));
    }

    [RuncDiffersFact(Ours)]
    public void Code_config_is_also_a_config_or_a_root_that_is_missing()
    {
        using var container = new Container("true");
        Assert.Equal("config", Code(container, "create", "--bundle", container.HostDirectory("empty"), container.Id));
        container.Config["root"]!["path"] = "missing";
        (JsonObject failure, _) = Errors_Fields.Fail(container, "create", "--bundle", container.Bundle, container.Id);
        Assert.Equal(
            ("config", "/root/path", "ENOENT"),
            ((string)failure["code"]!, (string)failure["pointer"]!, (string)failure["errno"]!)
        );
    }

    [RuncDiffersFact(Ours)]
    public void Code_not_found_is_a_container_that_does_not_exist()
    {
        using var container = new Container("true");
        Assert.Equal("not-found", Code(container, "state", container.Id));
    }

    [RuncDiffersFact(Ours)]
    public void Code_exists_is_an_id_that_is_in_use()
    {
        using Container container = new Container("sleep 100").Begin();
        Assert.Equal("exists", Code(container, "create", "--bundle", container.Bundle, container.Id));
        Assert.Equal("exists", Code(container, "spec", "--bundle", container.Bundle));
    }

    [RuncDiffersFact(Ours)]
    public void Code_state_is_a_command_that_the_containers_state_does_not_allow()
    {
        using Container container = new Container("sleep 100").Begin();
        Assert.Equal("state", Code(container, "start", container.Id));
        Assert.Equal("state", Code(container, "resume", container.Id));
    }

    [RuncDiffersFact(Ours)]
    public void Code_launch_is_a_program_that_cannot_be_reached()
    {
        using var container = new Container().Args("/no/such/program");
        Assert.Equal("launch", Code(container, "run", "--bundle", container.Bundle, container.Id));
    }

    [RuncDiffersFact(Ours)]
    public void Code_hook_is_a_hook_that_failed()
    {
        using var container = new Container("true");
        Hooks.Config_Hooks.Add(container, "createRuntime", "exit 1");
        Assert.Equal("hook", Code(container, "run", "--bundle", container.Bundle, container.Id));
    }

    [RuncDiffersFact(Ours)]
    public void Code_kernel_is_a_system_call_that_was_refused()
    {
        using var container = new Container("true");
        Assert.Equal(
            "kernel",
            Code(container, "create", "--bundle", Path.Combine(container.Bundle, "missing"), container.Id)
        );
    }

    [RuncDiffersFact(Ours)]
    public void Code_service_is_another_program_that_failed()
    {
        using Container container = new Container("sleep 100").Begin();
        Assert.Equal("service", Code(container, "ps", container.Id, "--no-such-option"));
    }

    [RuncDiffersTheory("runc does not look for the part of a path")]
    [InlineData("/etc/passwd/x/y", "not a directory (ENOTDIR) (`/etc/passwd` is not a directory)")]
    [InlineData("/no-such/x/y", "no such file or directory (ENOENT) (`/no-such` is missing)")]
    public void Broken_part_of_a_mounts_source_is_named(string source, string end)
    {
        using var container = new Container("true");
        container.Add(Config.Bind(source, "/mnt"));
        Assert.Contains($"{end} [config: /mounts/{container.Mounts.Count - 1}", container.Run().Failed().Error);
    }

    [RuncDiffersFact("runc tells the errno alone")]
    public void Cause_of_a_filesystem_that_cannot_be_mounted_is_named()
    {
        using var container = new Container("true");
        container.Add(Config.Mount("/mnt", "no-such-filesystem", "x"));
        container.Run().Failed("(this kernel has no filesystem `no-such-filesystem`)");
        container.Mounts[^1]!["type"] = "overlay";
        container.Mounts[^1]!["options"] = Config.Array($"lowerdir={container.Rootfs}:/no-such/layer");
        container.Run().Failed("(lowerdir `/no-such/layer` is missing)");
    }

    [RuncDiffersFact("runc tells the signal alone")]
    public void Memory_limit_that_is_too_small_to_start_is_named()
    {
        using var container = new Container("true");
        container.Resources["memory"] = new JsonObject { ["limit"] = 8192 };
        Command run = container.Run();
        if (run.Error.Contains("killed by signal 9")) run.Failed("(the OOM killer took it");
        else run.Failed("memory");
    }
}
