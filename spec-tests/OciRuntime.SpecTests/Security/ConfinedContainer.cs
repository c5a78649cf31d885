using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Threading;

namespace OciRuntime.SpecTests.Security;

/// <summary>
/// A bundle whose programs look at their own confinement, and the runtime under test (RUNTIME, or bin/ocirun) that runs it.
/// </summary>
internal sealed class ConfinedContainer : IDisposable
{
    private static readonly Lazy<string> Programs = new(CompilePrograms);
    private static int next;

    private readonly string id = $"confined-{Environment.ProcessId}-{Interlocked.Increment(ref next)}";

    public ConfinedContainer(params string[] args)
    {
        Folder = Directory.CreateTempSubdirectory("ocirun-confined-").FullName;
        string rootfs = Path.Combine(Folder, "rootfs");
        Directory.CreateDirectory(Path.Combine(rootfs, "proc"));
        File.Copy(Path.Combine(Programs.Value, "seccomp_probe"), Path.Combine(rootfs, "probe"));
        File.Copy(Path.Combine(Programs.Value, "seccomp_probe32"), Path.Combine(rootfs, "probe32"));
        Config = JsonNode.Parse("""
            {
              "ociVersion": "1.0.2",
              "root": { "path": "rootfs" },
              "process": {
                "cwd": "/", "user": { "uid": 0, "gid": 0 }, "env": ["PATH=/"], "noNewPrivileges": true,
                "capabilities": { "bounding": [], "effective": [], "permitted": [] }
              },
              "mounts": [{ "destination": "/proc", "type": "proc", "source": "proc" }],
              "linux": { "namespaces": [{ "type": "pid" }, { "type": "mount" }, { "type": "ipc" }, { "type": "uts" }] }
            }
            """)!.AsObject();
        Process["args"] = Strings(args);
    }

    /// <summary>The bundle.</summary>
    public string Folder { get; }

    public JsonObject Config { get; }

    public JsonObject Process => Config["process"]!.AsObject();

    public JsonObject Linux => Config["linux"]!.AsObject();

    public static string Runtime => Environment.GetEnvironmentVariable("RUNTIME") ?? Path.GetFullPath(Path.Combine(Here(), "../../../bin/ocirun"));

    public static bool IsOcirun => Path.GetFileName(Runtime) == "ocirun";

    public static bool IsRunc => Path.GetFileName(Runtime) == "runc";

    /// <summary>The agent of seccomp_agent.c.</summary>
    public static string Agent => Path.Combine(Programs.Value, "seccomp_agent");

    public static JsonArray Strings(params string[] values) => new([.. values.Select(value => (JsonNode)value)]);

    /// <summary>A seccomp profile for x86_64, with rules as "ACTION call,call".</summary>
    public JsonObject Seccomp(string defaultAction, params string[] rules)
    {
        JsonArray calls = [];
        foreach (string rule in rules)
        {
            string[] parts = rule.Split(' ');
            calls.Add(new JsonObject { ["names"] = Strings(parts[1].Split(',')), ["action"] = "SCMP_ACT_" + parts[0] });
        }
        JsonObject profile = new() { ["defaultAction"] = "SCMP_ACT_" + defaultAction, ["syscalls"] = calls };
        Linux["seccomp"] = profile;
        return profile;
    }

    /// <summary>Runs the container to its end.</summary>
    public (int Code, string Output, string Errors) Run(params string[] global)
    {
        File.WriteAllText(Path.Combine(Folder, "config.json"), Config.ToJsonString());
        return Execute([.. global, "--root", Path.Combine(Folder, "state"), "run", "--bundle", Folder, id]);
    }

    private static (int, string, string) Execute(string[] arguments)
    {
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(
            new ProcessStartInfo(Runtime, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        System.Threading.Tasks.Task<string> errors = process.StandardError.ReadToEndAsync();
        System.Threading.Tasks.Task<string> output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromSeconds(20)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{Runtime} {string.Join(' ', arguments)}");
        }
        return (process.ExitCode, output.Result, errors.Result);
    }

    public void Dispose()
    {
        if (Directory.Exists(Path.Combine(Folder, "state", id)))
            Execute(["--root", Path.Combine(Folder, "state"), "delete", "--force", id]);
        Directory.Delete(Folder, recursive: true);
    }

    private static string CompilePrograms()
    {
        string folder = Directory.CreateTempSubdirectory("ocirun-probes-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        Compile(folder, "seccomp_probe", "-O2", "-static", "-pthread");
        Compile(folder, "seccomp_probe32", "-O1", "-static", "-m32", "-nostdlib", "-fno-stack-protector");
        Compile(folder, "seccomp_agent", "-O2");
        return folder;
    }

    private static void Compile(string folder, string name, params string[] options)
    {
        string[] arguments = ["-Wall", "-Wextra", .. options, "-o", Path.Combine(folder, name), Path.Combine(Here(), name + ".c")];
        using System.Diagnostics.Process gcc = System.Diagnostics.Process.Start("gcc", arguments);
        gcc.WaitForExit();
        Assert.True(gcc.ExitCode == 0, $"gcc could not build {name}.c");
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
