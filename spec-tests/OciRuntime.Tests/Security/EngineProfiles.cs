using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using OciRuntime.Config;
using OciRuntime.Security.Seccomp;

namespace OciRuntime.Tests.Security;

/// <summary>Default profiles of container engines, turned into linux.seccomp for x86_64 as the engines do.</summary>
internal static class EngineProfiles
{
    private static readonly string[] Capabilities =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_NET_BIND_SERVICE", "CAP_SETFCAP",
        "CAP_SETGID", "CAP_SETPCAP", "CAP_SETUID", "CAP_SYS_CHROOT",
    ];

    /// <summary>
    /// Podman's, which its Debian package installs; those that conformance/seccomp/fetch-profiles.sh fetched, from the
    /// directory in OCIRUN_PROFILES; and ours, which has a rule of each kind.
    /// </summary>
    public static IEnumerable<(string Name, LinuxSeccomp Profile)> All()
    {
        yield return ("sample", Sample());
        string directory = Environment.GetEnvironmentVariable("OCIRUN_PROFILES") ?? "";
        foreach (
            string path in (string[])
                [
                    "/usr/share/containers/seccomp.json",
                    Path.Combine(directory, "podman.json"),
                    Path.Combine(directory, "moby.json"),
                    Path.Combine(directory, "containerd.json"),
                ]
        )
        {
            if (!File.Exists(path))
                continue;
            yield return (path, Load(path, Capabilities));
            yield return (path + " with all capabilities", Load(path, null));
        }
    }

    /// <summary>Reads a file in the engines' format; capabilities null: all of them.</summary>
    public static LinuxSeccomp Load(string path, string[]? capabilities)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
        JsonElement root = document.RootElement;
        return new LinuxSeccomp
        {
            DefaultAction = root.GetProperty("defaultAction").GetString(),
            DefaultErrnoRet = Number(root, "defaultErrnoRet"),
            Architectures = ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
            Syscalls =
            [
                .. root.GetProperty("syscalls")
                    .EnumerateArray()
                    .Where(entry => Applies(entry, capabilities))
                    .Select(Entry),
            ],
        };
    }

    /// <summary>The profile as libseccomp_reference reads it.</summary>
    public static string Serialize(LinuxSeccomp profile)
    {
        StringBuilder text = new();
        text.Append($"default {Action(profile.DefaultAction!, profile.DefaultErrnoRet):x}\n");
        foreach (string architecture in profile.Architectures ?? [])
            text.Append($"arch {architecture["SCMP_ARCH_".Length..].ToLowerInvariant()}\n");
        foreach (LinuxSyscall entry in profile.Syscalls ?? [])
        {
            foreach (string name in entry.Names!)
            {
                text.Append($"rule {Action(entry.Action!, entry.ErrnoRet):x} {name}");
                foreach (LinuxSeccompArg arg in entry.Args ?? [])
                    text.Append($" {arg.Index} {arg.Op!["SCMP_CMP_".Length..]} {arg.Value} {arg.ValueTwo}");
                text.Append('\n');
            }
        }
        return text.ToString();
    }

    private static uint Action(string name, uint? errno) =>
        SeccompActions.TryParse(name, errno, out uint action) ? action : throw new ArgumentException(name);

    private static bool Applies(JsonElement entry, string[]? capabilities)
    {
        bool Has(string capability) => capabilities is null || capabilities.Contains(capability);
        string[] includedCaps = Strings(entry, "includes", "caps"),
            includedArches = Strings(entry, "includes", "arches");
        return (includedArches.Length == 0 || includedArches.Contains("amd64"))
            && (includedCaps.Length == 0 || includedCaps.Any(Has))
            && !Strings(entry, "excludes", "arches").Contains("amd64")
            && !Strings(entry, "excludes", "caps").Any(Has);
    }

    private static LinuxSyscall Entry(JsonElement entry) => new()
    {
        Names = [.. entry.GetProperty("names").EnumerateArray().Select(name => name.GetString()!)],
        Action = entry.GetProperty("action").GetString(),
        ErrnoRet = Number(entry, "errnoRet"),
        Args = entry.TryGetProperty("args", out JsonElement args) && args.ValueKind == JsonValueKind.Array
            ? [.. args.EnumerateArray().Select(Arg)]
            : null,
    };

    private static LinuxSeccompArg Arg(JsonElement arg) => new()
    {
        Index = arg.GetProperty("index").GetUInt32(),
        Value = arg.GetProperty("value").GetUInt64(),
        ValueTwo = arg.TryGetProperty("valueTwo", out JsonElement second) ? second.GetUInt64() : 0,
        Op = arg.GetProperty("op").GetString(),
    };

    private static uint? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            ? value.GetUInt32()
            : null;

    private static string[] Strings(JsonElement entry, string group, string name) =>
        entry.TryGetProperty(group, out JsonElement filter) && filter.ValueKind == JsonValueKind.Object
            && filter.TryGetProperty(name, out JsonElement list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Select(item => item.GetString()!)]
            : [];

    private static LinuxSeccomp Sample() => new()
    {
        DefaultAction = "SCMP_ACT_ERRNO",
        Architectures = ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
        Syscalls =
        [
                Rule(
                    "SCMP_ACT_ALLOW",
                    null,
                    ["read", "write", "exit_group", "rt_sigaction", "execve", "mmap", "mmap2", "openat2", "ipc"]
                ),
                Rule(
                    "SCMP_ACT_ALLOW",
                    null,
                    ["personality"],
                    Arg(0, "SCMP_CMP_EQ", 0),
                    Arg(0, "SCMP_CMP_EQ", 0xffffffff)
                ),
            Rule("SCMP_ACT_ALLOW", null, ["clone"], Arg(0, "SCMP_CMP_MASKED_EQ", 0x7e020000, 0)),
            Rule("SCMP_ACT_ERRNO", 38, ["clone3"]),
            Rule("SCMP_ACT_ALLOW", null, ["socket"], Arg(0, "SCMP_CMP_NE", 40)),
            Rule("SCMP_ACT_TRAP", null, ["lseek"], Arg(1, "SCMP_CMP_GT", 0x1_0000_0005)),
                Rule(
                    "SCMP_ACT_LOG",
                    null,
                    ["pread64"],
                    Arg(2, "SCMP_CMP_LE", 0xffff_ffff),
                    Arg(1, "SCMP_CMP_GE", 0x8000_0000_0000_0000)
                ),
            Rule("SCMP_ACT_KILL_PROCESS", null, ["ioctl"], Arg(1, "SCMP_CMP_MASKED_EQ", 0xffffffff, 0x5412)),
            Rule("SCMP_ACT_TRACE", 7, ["ptrace", "semop", "shmat"], Arg(3, "SCMP_CMP_LT", 4096)),
        ],
    };

    private static LinuxSyscall Rule(string action, uint? errno, string[] names, params LinuxSeccompArg[] args) =>
        new() { Action = action, ErrnoRet = errno, Names = names, Args = args };

    private static LinuxSeccompArg Arg(uint index, string op, ulong value, ulong second = 0) =>
        new() { Index = index, Op = op, Value = value, ValueTwo = second };
}
