using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Contract;

/// <summary>
/// One container, and the engine that asks for it: each call has exactly the engine's environment and the engine's
/// words
/// before the verb, and goes through client.c. The state directory is the engine's too, so it is often the runtime's
/// own.
/// </summary>
internal sealed class Engine : IDisposable
{
    private static readonly Lazy<string> s_client = new(Compile);
    private readonly string[] environment;
    private readonly string[] global;

    /// <param name="environment">NAME=VALUE, all there is.</param>
    /// <param name="global">The words before the verb; <c>BUNDLE</c> stands for the bundle's path.</param>
    public Engine(string[] environment, params string[] global)
    {
        this.environment = environment;
        this.global = [.. global.Select(word => word.Replace("BUNDLE", Container.Bundle, StringComparison.Ordinal))];
        Container.Script = "trap 'exit 0' TERM; while :; do sleep 0.1; done";
    }

    public Container Container { get; } = new();

    public string Id => Container.Id;

    public string Bundle => Container.Bundle;

    public string PidFile => Container.PidFile;

    /// <summary>The path of a file in the bundle.</summary>
    public string File(string name) => Path.Combine(Bundle, name);

    /// <summary>Calls the runtime with the engine's words before <paramref name="words"/>.</summary>
    public Command Call(params IEnumerable<string> words) => With([], words);

    /// <summary>
    /// Calls the runtime with no words before <paramref name="words"/>, as engines do for some verbs.
    /// </summary>
    public Command Bare(params IEnumerable<string> words) => Client([], [RuntimeUnderTest.Binary, .. words]);

    /// <summary>The same with options of client.c.</summary>
    public Command With(string[] options, params IEnumerable<string> words) => Client(options, Line(words));

    /// <summary>The whole command line of one call.</summary>
    public string[] Line(params IEnumerable<string> words) => [RuntimeUnderTest.Binary, .. global, .. words];

    /// <summary>Calls client.c with whole command lines, <c>;</c> between them.</summary>
    public Command Client(string[] options, IEnumerable<string> lines, string input = "/dev/null")
    {
        Container.WriteConfig();
        return Command.Run(
            s_client.Value,
            [.. environment.SelectMany(entry => (string[])["-e", entry]), .. options, "--", .. lines],
            Bundle,
            input
        );
    }

    /// <summary>The words of create that every engine gives.</summary>
    public string[] Create(params string[] more) => ["create", "--bundle", Bundle, "--pid-file", PidFile, .. more, Id];

    /// <summary>Creates and starts it.</summary>
    public Engine Started()
    {
        Call(Create()).Succeeded();
        Call("start", Id).Succeeded();
        return this;
    }

    /// <summary>What the engine sees of the state.</summary>
    public JsonObject State() => (JsonObject)JsonNode.Parse(Call("state", Id).Succeeded().Output)!;

    /// <summary>A process for exec.</summary>
    public string ProcessFile(params string[] args) => ProcessFile(terminal: false, args);

    public string ProcessFile(bool terminal, params string[] args)
    {
        var process = (JsonObject)Container.Process.DeepClone();
        process["args"] = Config.Array(args);
        if (terminal) process["terminal"] = true;
        return Container.HostFile("process.json", process.ToJsonString());
    }

    /// <summary>Waits for the status.</summary>
    public void WaitFor(string status)
    {
        Wait.Until(() => (string)State()["status"]! == status, $"status {status}");
    }

    public void Dispose()
    {
        Call("delete", "--force", Id);
        // what the engine's root held must be gone as well as what the container holds
        Command state = Call("state", Id);
        Container.Dispose();
        Assert.True(state.ExitCode != 0, $"{Id} is still there: {state.Output}");
    }

    private static string Compile()
    {
        string program = Path.Combine(TestRun.WorkDirectory, "client");
        string source = Path.Combine(AppContext.BaseDirectory, "Contract", "client.c");
        Command.Run("gcc", ["-O1", "-Wall", "-Wextra", "-o", program, source, "-lutil"]).Succeeded();
        return program;
    }
}
