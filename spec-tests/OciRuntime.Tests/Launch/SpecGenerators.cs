using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using OciRuntime.Config;

namespace OciRuntime.Tests.Launch;

/// <summary>Random configs that a runtime has to accept.</summary>
internal static class SpecGenerators
{
    private static readonly Gen<bool> Coin = Gen.Elements(false, true);

    private static readonly Mount[] AllMounts =
    [
        new()
        {
            Destination = "/proc",
            Type = "proc",
            Source = "proc",
        },
        new()
        {
            Destination = "/dev",
            Type = "tmpfs",
            Source = "tmpfs",
            Options = ["nosuid", "mode=755", "ro"],
        },
        new()
        {
            Destination = "/sys",
            Type = "sysfs",
            Source = "sysfs",
            Options = ["ro"],
        },
        new()
        {
            Destination = "/run",
            Type = "tmpfs",
            Source = "tmpfs",
            Options = ["tmpcopyup", "ro", "rprivate"],
        },
        new()
        {
            Destination = "/data",
            Type = "bind",
            Source = "/srv/data",
            Options = ["rbind", "ro", "rslave"],
        },
        new()
        {
            Destination = "/etc/hosts",
            Type = "bind",
            Source = "/srv/hosts.txt",
            Options = ["bind", "rw"],
        },
        new()
        {
            Destination = "/mapped",
            Type = "bind",
            Source = "/srv/mapped",
            Options = ["rbind"],
            UIDMappings = [new() { Size = 10 }],
            GIDMappings = [new() { Size = 10 }],
        },
        new()
        {
            Destination = "/dev/mqueue",
            Type = "mqueue",
            Source = "mqueue",
        },
    ];

    /// <summary>A config.</summary>
    public static Gen<Config.Spec> Spec =>
        from namespaces in Namespaces
        from process in Process
        from mounts in Gen.SubListOf<Mount>(AllMounts)
        from readOnly in Coin
        from hides in Coin
        from seccomp in Coin
        from sysctl in Coin
        from hooks in Coin
        from propagation in Gen.Elements(null, "rprivate", "rslave", "rshared", "shared", "runbindable")
        select new Config.Spec
        {
            Version = "1.3.0",
            Root = new Root { Path = "rootfs", Readonly = readOnly },
            Process = process,
            Hostname = "box",
            Mounts = mounts.ToArray(),
            Hooks = hooks ? Hooks() : null,
            Linux = Linux(namespaces, hides, seccomp, sysctl, propagation),
        };

    private static Gen<LinuxNamespace[]> Namespaces =>
        from types in Gen.SubListOf("pid", "network", "ipc", "uts", "user", "cgroup", "time")
        from joins in Gen.ArrayOf(Coin, types.Count)
        select types
            .Select((type, i) => Namespace(type, joins[i]))
            .Prepend(new LinuxNamespace { Type = "mount" })
            .ToArray();

    private static Gen<Config.Process> Process =>
        from terminal in Coin
        from noNewPrivileges in Coin
        from user in Gen.Elements(0, 1000)
        from limits in Coin
        from scheduler in Coin
        select new Config.Process
        {
            Args = ["sh"],
            Cwd = "/work",
            Env = ["PATH=/bin"],
            Terminal = terminal,
            NoNewPrivileges = noNewPrivileges,
            User = new User { UID = (uint)user, GID = (uint)user },
            Capabilities = new LinuxCapabilities
            {
                Bounding = ["CAP_CHOWN"],
                Permitted = ["CAP_CHOWN"],
                Effective = ["CAP_CHOWN"],
            },
            Rlimits = limits
                ?
                [
                    new()
                    {
                        Type = "RLIMIT_NOFILE",
                        Soft = 10,
                        Hard = 20,
                    },
                ]
                : null,
            Scheduler = scheduler ? new Scheduler { Policy = "SCHED_BATCH" } : null,
        };

    private static LinuxNamespace Namespace(string type, bool joined)
    {
        string file = type == "network" ? "net" : type;
        return new LinuxNamespace { Type = type, Path = joined ? "/proc/self/ns/" + file : null };
    }

    private static Linux Linux(LinuxNamespace[] namespaces, bool hides, bool seccomp, bool sysctl, string? propagation)
    {
        bool mapped = namespaces.Any(n => n is { Type: "user", Path: null });
        bool offsets = namespaces.Any(n => n is { Type: "time", Path: null });
        LinuxIDMapping[]? maps = mapped ? [new() { HostID = 1000, Size = 1000 }] : null;
        return new Linux
        {
            Namespaces = namespaces,
            UIDMappings = maps,
            GIDMappings = maps,
            TimeOffsets = offsets
                ? new Dictionary<string, LinuxTimeOffset> { ["monotonic"] = new() { Secs = 5 } }
                : null,
            MaskedPaths = hides ? ["/proc/kcore", "/proc/kcore/", "/sys/firmware"] : null,
            ReadonlyPaths = hides ? ["/proc/sys"] : null,
            Sysctl = sysctl ? new Dictionary<string, string> { ["net.ipv4.ip_forward"] = "1" } : null,
            Seccomp = seccomp
                ? new LinuxSeccomp
                {
                    DefaultAction = "SCMP_ACT_ALLOW",
                    Syscalls = [new() { Names = ["reboot"], Action = "SCMP_ACT_ERRNO" }],
                }
                : null,
            RootfsPropagation = propagation,
        };
    }

    private static Config.Hooks Hooks() => new()
    {
        CreateRuntime = [new() { Path = "/bin/true" }],
        CreateContainer = [new() { Path = "/bin/true" }],
        StartContainer = [new() { Path = "/bin/true" }],
    };
}
