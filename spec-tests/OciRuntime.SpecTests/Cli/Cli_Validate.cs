using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cli;

/// <summary><c>ocirun validate</c>, and the mistakes of a config in the JSON log.</summary>
public sealed class Cli_Validate
{
    private const string Ours = "runc has no validate, and no members of its own in its log";

    private static Command Validate(Container container, params string[] options)
    {
        container.WriteConfig();
        return RuntimeUnderTest.Run(["validate", .. options, container.Bundle]);
    }

    /// <summary>A config with mistakes of type and of meaning, and with members that nobody knows.</summary>
    private static Container Wrong()
    {
        Container container = new("true");
        container.Process["cwd"] = "tmp";
        container.Process["terminal"] = "no";
        container.Process["unheard"] = new JsonObject();
        container.Mounts.Add((JsonNode)new JsonObject { ["destination"] = "/x", ["type"] = "tmpfs", ["option"] = 7 });
        ((JsonArray)container.Linux["namespaces"]!).Add(new JsonObject { ["type"] = "pids" });
        return container;
    }

    [RuncDiffersFact(Ours)]
    public void A_config_without_mistakes_is_silent_and_exits_with_0()
    {
        using Container container = new("true");
        Command command = Validate(container);
        Assert.Equal((0, "", ""), (command.ExitCode, command.Output, command.Error));
    }

    [RuncDiffersFact(Ours)]
    public void Every_mistake_is_one_line_with_its_place_and_the_exit_code_is_1()
    {
        using Container container = Wrong();
        int entries = ((JsonArray)container.Linux["namespaces"]!).Count - 1;
        Command command = Validate(container);
        Assert.Equal((1, ""), (command.ExitCode, command.Error));
        Assert.Collection(
            command.Lines,
            line => Assert.StartsWith("/process/terminal: a string where true or false belongs, at line 1, byte ", line),
            line => Assert.Equal("/process/cwd: `tmp` is not an absolute path", line),
            line => Assert.Equal($"/linux/namespaces/{entries}/type: namespace `pids` does not exist", line));
    }

    [RuncDiffersFact(Ours)]
    public void In_JSON_each_mistake_has_pointer_message_and_code()
    {
        using Container container = Wrong();
        var report = (JsonObject)JsonNode.Parse(Validate(container, "--format", "json").Output)!;
        Assert.False((bool)report["valid"]!);
        var errors = (JsonArray)report["errors"]!;
        Assert.Equal(3, errors.Count);
        Assert.Equal("type", (string)errors[0]!["code"]!);
        Assert.Equal("""{"pointer":"/process/cwd","message":"`tmp` is not an absolute path","code":"value"}""",
            errors[1]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [RuncDiffersFact(Ours)]
    public void A_rootfs_that_is_missing_is_a_mistake_of_the_config()
    {
        using Container container = new("true");
        container.Config["root"]!["path"] = "missing";
        Command command = Validate(container);
        Assert.Equal(1, command.ExitCode);
        Assert.Equal(
            $"/root/path: open rootfs `{container.Bundle}/missing`: no such file or directory (ENOENT)", command.Text);
    }

    [RuncDiffersFact(Ours)]
    public void A_user_without_privileges_may_ask()
    {
        using Container container = new("true");
        container.WriteConfig();
        File.SetUnixFileMode(container.Bundle, (UnixFileMode)0x1ED); // 0755
        Command command = Command.Run(
            "/usr/bin/setpriv",
            ["--reuid=65534", "--regid=65534", "--clear-groups", RuntimeUnderTest.Binary, "validate", container.Bundle]);
        Assert.Equal((0, ""), (command.ExitCode, command.Output + command.Error));
    }

    [RuncDiffersFact(Ours)]
    public void A_JSON_log_has_every_mistake_of_create_beside_the_sentence()
    {
        using Container container = Wrong();
        (JsonObject failure, int exitCode) = Errors_Fields.Fail(
            container, "create", "--bundle", container.Bundle, container.Id);
        Assert.Equal(1, exitCode);
        var errors = (JsonArray)failure["errors"]!;
        Assert.Equal(3, errors.Count);
        Assert.Equal(("/process/cwd", "value"), ((string)errors[1]!["pointer"]!, (string)errors[1]!["code"]!));
        foreach (JsonNode? error in errors) Assert.Contains((string)error!["message"]!, (string)failure["msg"]!);
    }
}
