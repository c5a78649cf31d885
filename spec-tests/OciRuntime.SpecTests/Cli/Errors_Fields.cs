using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cli;

/// <summary>
/// The members of a failure in the JSON log, beside logrus': what failed, on what, why, and where in the config.
/// </summary>
public sealed class Errors_Fields
{
    private const string Ours = "runc's log has no code, operation, object, errno and pointer";

    /// <summary>The one failure that <paramref name="verb"/> writes to a JSON log, and its exit code.</summary>
    internal static (JsonObject Failure, int ExitCode) Fail(Container container, params IEnumerable<string> verb)
    {
        container.WriteConfig();
        string log = Path.Combine(container.Bundle, "failure.json");
        File.Delete(log);
        Command command = RuntimeUnderTest.Run(["--log", log, "--log-format", "json", .. verb]);
        Assert.NotEqual(0, command.ExitCode);
        return ((JsonObject)JsonNode.Parse(File.ReadAllText(log))!, command.ExitCode);
    }

    internal static JsonObject FailRun(Container container) =>
        Fail(container, "run", "--bundle", container.Bundle, container.Id).Failure;

    private static void AssertMembers(JsonObject failure, params (string Name, string? Value)[] members)
    {
        foreach ((string name, string? value) in members) Assert.Equal((name, value), (name, (string?)failure[name]));
    }

    [RuncDiffersFact(Ours)]
    public void Exec_of_a_process_with_a_wrong_member_is_a_config_error_with_its_pointer()
    {
        using Container container = new Container("sleep 100").Begin();
        string process = container.HostFile("process.json", """{"args": ["true"], "cwd": "rel"}""");
        (JsonObject failure, int exitCode) = Fail(container, "exec", "-p", process, container.Id);
        Assert.Equal(255, exitCode);
        AssertMembers(failure, ("code", "config"), ("pointer", "/process/cwd"));
        Assert.StartsWith("exec failed: invalid config: ", (string)failure["msg"]!);
        Assert.EndsWith(" [config: /process/cwd]", (string)failure["msg"]!);
    }

    [RuncDiffersFact(Ours)]
    public void Exec_with_a_pid_file_in_a_missing_directory_names_call_path_and_errno()
    {
        using Container container = new Container("sleep 100").Begin();
        string path = Path.Combine(container.Bundle, "missing/pid");
        (JsonObject failure, int exitCode) = Fail(container, "exec", "--pid-file", path, container.Id, "true");
        Assert.Equal(255, exitCode);
        AssertMembers(
            failure,
            ("code", "kernel"),
            ("operation", "open"),
            ("object", Path.Combine(container.Bundle, "missing/.pid")),
            ("errno", "ENOENT")
        );
    }

    [RuncDiffersFact(Ours)]
    public void Object_of_a_mount_is_its_source_also_if_it_holds_backticks()
    {
        using var container = new Container("true");
        container.Mounts.Add(
            (JsonNode)
                new JsonObject
                {
                    ["source"] = "/no`such`x",
                    ["destination"] = "/mnt",
                    ["type"] = "bind",
                    ["options"] = Harness.Config.Array("bind"),
                }
        );
        AssertMembers(
            FailRun(container),
            ("object", "/no`such`x"),
            ("errno", "ENOENT"),
            ("pointer", $"/mounts/{container.Mounts.Count - 1}")
        );
    }

    [RuncDiffersFact(Ours)]
    public void Object_of_a_failed_chdir_is_the_working_directory()
    {
        using var container = new Container("true");
        container.Process["cwd"] = "/etc/passwd";
        AssertMembers(
            FailRun(container),
            ("code", "launch"),
            ("object", "/etc/passwd"),
            ("errno", "ENOTDIR"),
            ("pointer", "/process/cwd")
        );
    }

    [RuncDiffersFact(Ours)]
    public void Object_of_a_program_that_is_missing_is_its_name()
    {
        using Container container = new Container().Args("no-such-program");
        AssertMembers(
            FailRun(container),
            ("code", "launch"),
            ("operation", "exec"),
            ("object", "no-such-program"),
            ("errno", "ENOENT"),
            ("pointer", "/process/args")
        );
    }

    [RuncDiffersTheory(Ours)]
    [InlineData("exit 200", "exit status 200")]
    [InlineData("kill -9 $$", "killed by signal 9")]
    [InlineData("exec sleep 300", "killed after its timeout of 1 s")]
    public void A_failed_hook_is_told_in_one_way_whatever_list_it_is_of(string script, string reason)
    {
        foreach (
            string kind in (string[])["prestart", "createRuntime", "createContainer", "startContainer", "poststart"]
        )
        {
            using var container = new Container("sleep 100");
            Hooks.Config_Hooks.Add(container, kind, "true");
            Hooks.Config_Hooks.Add(container, kind, "echo why >&2; " + script)["timeout"] = 1;
            JsonObject failure = FailRun(container);
            AssertMembers(
                failure,
                ("code", "hook"),
                ("operation", $"run {kind} hook"),
                ("object", "/bin/sh"),
                ("errno", null),
                ("pointer", $"/hooks/{kind}/1")
            );
            Assert.Equal(
                $"error running {kind} hook #1: `/bin/sh`: {reason}, output: why [config: /hooks/{kind}/1]",
                (string)failure["msg"]!
            );
        }
    }

    [RuncDiffersTheory(Ours)]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    [InlineData("startContainer")]
    public void A_hook_that_is_missing_has_its_errno(string kind)
    {
        using var container = new Container("true");
        Hooks.Config_Hooks.Add(container, kind, "true")["path"] = "/no/such/hook";
        JsonObject failure = FailRun(container);
        AssertMembers(failure, ("code", "hook"), ("object", "/no/such/hook"), ("errno", "ENOENT"));
        // The runtime's own hooks are looked up on the host.
        string part = kind == "createRuntime" ? "(`/no` is missing) " : "";
        Assert.Equal(
            $"error running {kind} hook #0: `/no/such/hook`: no such file or directory (ENOENT) {part}[config: "
            + $"/hooks/{kind}/0]",
            (string)failure["msg"]!
        );
    }

    [RuncDiffersFact(Ours)]
    public void A_startContainer_hook_that_fails_is_told_by_start_as_by_run()
    {
        using var container = new Container("true");
        Hooks.Config_Hooks.Add(container, "startContainer", "true");
        Hooks.Config_Hooks.Add(container, "startContainer", "echo why; exit 200");
        container.Create().Succeeded();
        JsonObject failure = Fail(container, "start", container.Id).Failure;
        AssertMembers(failure, ("code", "hook"), ("object", "/bin/sh"), ("pointer", "/hooks/startContainer/1"));
        Assert.Contains("#1: `/bin/sh`: exit status 200, output: why", (string)failure["msg"]!);
    }

    [RuncDiffersFact("1.1 ends at the first poststop hook that fails")]
    public void Each_poststop_hook_that_fails_is_a_warning_with_its_index()
    {
        using var container = new Container("true");
        foreach (int code in Enumerable.Range(1, 3)) Hooks.Config_Hooks.Add(container, "poststop", $"exit {code}");
        container.Create().Succeeded();
        container.Start().Succeeded();
        Command delete = container.WaitFor("stopped").Delete().Succeeded();
        for (int i = 0; i < 3; i++)
            Assert.Contains(
                $"poststop hook #{i}: `/bin/sh`: exit status {i + 1} [config: /hooks/poststop/{i}]",
                delete.Error
            );
    }

    [RuncDiffersTheory(Ours)]
    [InlineData("5000")]
    [InlineData("60000-60003")]
    public void Memory_nodes_that_no_kernel_here_has_are_a_config_error(string nodes)
    {
        using var container = new Container("true");
        container.Linux["memoryPolicy"] = new JsonObject { ["mode"] = "MPOL_BIND", ["nodes"] = nodes };
        AssertMembers(FailRun(container), ("code", "config"), ("pointer", "/linux/memoryPolicy/nodes"));
    }

    [RuncDiffersTheory(Ours)]
    [InlineData("initial")]
    [InlineData("final")]
    public void Cpus_of_exec_that_no_kernel_here_has_are_refused_by_create(string member)
    {
        using var container = new Container("true");
        container.Process["execCPUAffinity"] = new JsonObject { [member] = "9000" };
        AssertMembers(
            Fail(container, "create", "--bundle", container.Bundle, container.Id).Failure,
            ("code", "config"),
            ("pointer", "/process/execCPUAffinity/" + member)
        );
    }
}
