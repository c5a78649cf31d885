using System;
using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Security;

/// <summary>Containers whose program looks at its own confinement; the programs are C, compiled once.</summary>
internal static class Probes
{
    private static readonly Lazy<string> Programs = new(Compile);

    /// <summary>The agent of seccomp_agent.c.</summary>
    public static string Agent => Path.Combine(Programs.Value, "seccomp_agent");

    /// <summary>Shows the filters of a process: seccomp_metadata.c.</summary>
    public static string Metadata => Path.Combine(Programs.Value, "seccomp_metadata");

    /// <summary>Exchanges two names as fast as it can: exchange.c.</summary>
    public static string Exchange => Path.Combine(Programs.Value, "exchange");

    /// <summary>
    /// A container without capabilities and with no_new_privs that runs <c>/probe</c> or <c>/probe32</c>.
    /// </summary>
    public static Container Container(params string[] args)
    {
        Container container = new();
        File.Copy(Path.Combine(Programs.Value, "seccomp_probe"), container.InRootfs("probe"));
        if (Machine.Runs32BitPrograms)
            File.Copy(Path.Combine(Programs.Value, "seccomp_probe32"), container.InRootfs("probe32"));
        container.Process["noNewPrivileges"] = true;
        container.Process["capabilities"] = Config.Capabilities();
        return container.Args(args);
    }

    /// <summary>Gives the container a seccomp profile, with rules as "ACTION call,call".</summary>
    public static JsonObject Seccomp(this Container container, string defaultAction, params string[] rules)
    {
        JsonArray calls = [];
        foreach (string rule in rules)
        {
            string[] parts = rule.Split(' ');
            calls.Add(
                (JsonNode)
                    new JsonObject
                    {
                        ["names"] = Config.Array(parts[1].Split(',')),
                        ["action"] = "SCMP_ACT_" + parts[0],
                    }
            );
        }
        JsonObject profile = new() { ["defaultAction"] = "SCMP_ACT_" + defaultAction, ["syscalls"] = calls };
        container.Linux["seccomp"] = profile;
        return profile;
    }

    private static string Compile()
    {
        string directory = Directory.CreateDirectory(Path.Combine(TestRun.WorkDirectory, "probes")).FullName;
        Compile(directory, "seccomp_probe", "-O2", "-static", "-pthread");
        if (Machine.Runs32BitPrograms)
        {
            string[] alone = ["-O1", "-static", "-nostdlib", "-fno-stack-protector", "-fno-pic", Machine.Gcc32Option];
            Compile(Machine.Gcc32, directory, "seccomp_probe32", alone);
        }
        Compile(directory, "seccomp_agent", "-O2");
        Compile(directory, "seccomp_metadata", "-O2");
        Compile(directory, "exchange", "-O2");
        return directory;
    }

    private static void Compile(string directory, string name, params string[] options) =>
        Compile("gcc", directory, name, options);

    private static void Compile(string gcc, string directory, string name, string[] options)
    {
        string source = Path.Combine(AppContext.BaseDirectory, "Security", name + ".c");
        Command.Run(gcc, ["-Wall", "-Wextra", .. options, "-o", Path.Combine(directory, name), source]).Succeeded();
    }
}
