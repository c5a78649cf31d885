using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Text.Json.Nodes;
using System.Threading;

namespace OciRuntime.SpecTests.Harness;

/// <summary>
/// A bundle and the container made of it. Disposing it deletes the container and asserts that nothing is left.
/// </summary>
internal sealed class Container : IDisposable
{
    private static int s_number;
    private bool _checked = true;

    public Container()
    {
        Id = $"spec-{Environment.ProcessId}-{Interlocked.Increment(ref s_number)}x";
        Bundle = Path.Combine(TestRun.WorkDirectory, Id);
        TestRun.MakeRootfs(Rootfs);
        Config = Harness.Config.Minimal(Id);
    }

    /// <summary>A container whose program is <paramref name="script"/>, run by the shell.</summary>
    public Container(string script) : this() => Script = script;

    public string Id { get; }

    public string Bundle { get; }

    public string Rootfs => Path.Combine(Bundle, "rootfs");

    /// <summary>What config.json will hold; it is written at each verb that reads it.</summary>
    public JsonObject Config { get; set; }

    public JsonObject Process => (JsonObject)Config["process"]!;

    public JsonObject Linux => (JsonObject)Config["linux"]!;

    public JsonArray Mounts => (JsonArray)Config["mounts"]!;

    public JsonObject Resources => (JsonObject)Linux["resources"]!;

    public string Script { set => Args("sh", "-c", value); }

    /// <summary>Its directory below the hierarchies' roots.</summary>
    public string Cgroup =>
        ((string)Linux["cgroupsPath"]!).Split(':') is [string slice, string prefix, string name]
            ? $"/{slice}/{prefix}-{name}.scope"
            : (string)Linux["cgroupsPath"]!;

    /// <summary>Where <c>pid</c> went at create.</summary>
    public string PidFile => Path.Combine(Bundle, "pid");

    public Container Args(params IEnumerable<string> words)
    {
        Process["args"] = Harness.Config.Array(words);
        return this;
    }

    public Container Add(params IEnumerable<JsonObject> mounts)
    {
        foreach (JsonObject mount in mounts) Mounts.Add((JsonNode)mount);
        return this;
    }

    /// <summary>
    /// Gives it a user namespace of its own, in which 65536 ids from <paramref name="hostId"/> on are 0 and up.
    /// </summary>
    public Container AddUserNamespace(int hostId = 100000)
    {
        ((JsonArray)Linux["namespaces"]!).Add(new JsonObject { ["type"] = "user" });
        foreach (string maps in (string[])["uidMappings", "gidMappings"])
            Linux[maps] = new JsonArray(new JsonObject { ["containerID"] = 0, ["hostID"] = hostId, ["size"] = 65536 });
        return this;
    }

    /// <summary>Adds a file to the bundle, not to the rootfs; returns its path.</summary>
    public string HostFile(string name, string text = "")
    {
        string path = Path.Combine(Bundle, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    public string HostDirectory(string name) => Directory.CreateDirectory(Path.Combine(Bundle, name)).FullName;

    public string InRootfs(string path) => Path.Combine(Rootfs, path.TrimStart('/'));

    public void WriteConfig() => File.WriteAllText(Path.Combine(Bundle, "config.json"), Config.ToJsonString());

    public Command Run(params IEnumerable<string> options) => Verb(["run", "--bundle", Bundle, .. options, Id]);

    /// <summary>Runs it and returns what it wrote, having ended with 0.</summary>
    public string Output() => Run().Succeeded().Text;

    public Command Create(params IEnumerable<string> options) =>
        Verb(["create", "--bundle", Bundle, "--pid-file", PidFile, .. options, Id]);

    /// <summary>Creates and starts it.</summary>
    public Container Begin()
    {
        Create().Succeeded();
        Start().Succeeded();
        return this;
    }

    /// <summary>Runs a command in it, attached and without a terminal.</summary>
    public Command Exec(params IEnumerable<string> command) => RuntimeUnderTest.Run(["exec", Id, .. command]);

    /// <summary>The same with options.</summary>
    public Command ExecWith(IEnumerable<string> options, params IEnumerable<string> command) =>
        RuntimeUnderTest.Run(["exec", .. options, Id, .. command]);

    public Command Start() => RuntimeUnderTest.Run("start", Id);

    public Command Kill(params IEnumerable<string> words) => RuntimeUnderTest.Run(["kill", .. words]);

    public Command KillWith(string signal) => RuntimeUnderTest.Run("kill", Id, signal);

    public Command Delete(params IEnumerable<string> options) => RuntimeUnderTest.Run(["delete", .. options, Id]);

    public JsonObject State() => (JsonObject)JsonNode.Parse(RuntimeUnderTest.Run("state", Id).Succeeded().Output)!;

    public string Status => (string)State()["status"]!;

    public int Pid => (int)State()["pid"]!;

    /// <summary>Starts <c>run</c> and returns at once; output goes to <c>BUNDLE/attached.out</c>.</summary>
    public Process RunAttached(params IEnumerable<string> options)
    {
        WriteConfig();
        return Command.Start(
            RuntimeUnderTest.Binary,
            [.. RuntimeUnderTest.Global, "run", "--bundle", Bundle, .. options, Id],
            Path.Combine(Bundle, "attached")
        );
    }

    public Container WaitFor(string status)
    {
        Wait.Until(() => Status == status, $"status {status}", () => Status);
        return this;
    }

    /// <summary>Waits for a file that the container or a hook writes, until it has text.</summary>
    public static string WaitForText(string path)
    {
        Wait.Until(() => File.Exists(path) && new FileInfo(path).Length > 0, $"text in {path}");
        return File.ReadAllText(path);
    }

    /// <summary>For a test whose point is what a broken runtime leaves.</summary>
    public void ExpectLeftovers() => _checked = false;

    public IReadOnlyList<string> FindLeftovers() => Leftovers.Find(Id, Bundle + "/", TestRun.StateRoot);

    public void Dispose()
    {
        Delete("--force");
        IReadOnlyList<string> left = FindLeftovers();
        TestRun.Remove(Bundle);
        if (_checked) Assert.True(left.Count == 0, $"left behind: {string.Join("; ", left)}");
    }

    private Command Verb(IEnumerable<string> arguments)
    {
        WriteConfig();
        return RuntimeUnderTest.Run(arguments);
    }
}
