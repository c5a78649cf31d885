using System;
using System.Diagnostics;
using System.IO;
using System.Text.Json;
using OciRuntime.Security.Seccomp;
using OciRuntime.Config;
using OciRuntime.Tests.Security;

namespace OciRuntime.Bench.Seccomp;

/// <summary>
/// seccomp-bench compile N PROFILE: the nanoseconds of each of N compilations, one a line, the first in a cold process.
/// seccomp-bench text PROFILE: the profile as libseccomp_reference reads it.
/// seccomp-bench config PROFILE ARG…: a config.json that runs ARG… under the profile.
/// </summary>
internal static class Program
{
    // what Podman gives a container, so that the profile's conditional parts are those of a usual one
    private static readonly string[] Capabilities =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_NET_BIND_SERVICE", "CAP_SETFCAP",
        "CAP_SETGID", "CAP_SETPCAP", "CAP_SETUID", "CAP_SYS_CHROOT",
    ];

    private static int Main(string[] args)
    {
        switch (args)
        {
            case ["compile", string count, string path]:
                Compile(int.Parse(count), EngineProfiles.Load(path, Capabilities));
                return 0;
            case ["text", string path]:
                Console.Write(EngineProfiles.Serialize(EngineProfiles.Load(path, Capabilities)));
                return 0;
            case ["config", string path, .. string[] command]:
                Config(EngineProfiles.Load(path, Capabilities), command);
                return 0;
            default:
                Console.Error.WriteLine(
                    "usage: seccomp-bench compile N PROFILE | text PROFILE | config PROFILE ARG..."
                );
                return 1;
        }
    }

    private static void Compile(int count, LinuxSeccomp profile)
    {
        for (int i = 0; i < count; i++)
        {
            long start = Stopwatch.GetTimestamp();
            SeccompCompiler.Compile(profile);
            Console.WriteLine((long)(Stopwatch.GetTimestamp() - start) * 1_000_000_000 / Stopwatch.Frequency);
        }
        Console.Error.WriteLine($"{SeccompCompiler.Compile(profile)!.Program.Length} instructions");
    }

    private static void Config(LinuxSeccomp profile, string[] command)
    {
        Config.Spec spec = SpecReader.Parse(SpecTemplate.Default(null));
        // older runtimes refuse a newer version
        spec.Version = "1.0.2";
        spec.Process!.Args = command;
        spec.Process.Terminal = false;
        spec.Linux!.Seccomp = profile;
        using Stream output = Console.OpenStandardOutput();
        JsonSerializer.Serialize(output, spec, SpecJson.Default.Spec);
    }
}
