using System.Text.Json;
using System.Text.Json.Serialization;

namespace OciRuntime.Spec;

/// <summary>The config that <c>spec</c> writes: a shell in its own namespaces, as runc's.</summary>
internal static class SpecTemplate
{
    private static readonly string[] Capabilities = ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"];

    /// <summary>The document, indented with tabs, as runc's.</summary>
    /// <param name="rootless">As in <see cref="Config"/>.</param>
    public static byte[] Default((uint User, uint Group)? rootless)
    {
        JsonSerializerOptions indented = new()
        {
            WriteIndented = true,
            IndentCharacter = '\t',
            IndentSize = 1,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        };
        return JsonSerializer.SerializeToUtf8Bytes(Config(rootless), new SpecJson(indented).Spec);
    }

    /// <summary>The config.</summary>
    /// <param name="rootless">The user without privileges whom it is for: a user namespace, the host's sysfs and network.</param>
    public static Spec Config((uint User, uint Group)? rootless)
    {
        Spec spec = new()
        {
            Version = "1.3.0",
            Process = NewProcess(),
            Root = new Root { Path = "rootfs", Readonly = true },
            Hostname = "ocirun",
            Mounts = Mounts(rootless is not null),
            Linux = NewLinux(rootless),
        };
        return spec;
    }

    private static Process NewProcess() => new()
    {
        Terminal = true,
        User = new User(),
        Args = ["sh"],
        Env = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm"],
        Cwd = "/",
        Capabilities = new LinuxCapabilities { Bounding = Capabilities, Effective = Capabilities, Permitted = Capabilities },
        Rlimits = [new POSIXRlimit { Type = "RLIMIT_NOFILE", Hard = 1024, Soft = 1024 }],
        NoNewPrivileges = true,
    };

    private static Mount[] Mounts(bool rootless)
    {
        Mount pts = new()
        {
            Destination = "/dev/pts",
            Type = "devpts",
            Source = "devpts",
            // gid 5 is tty, which a single mapped group cannot name.
            Options = rootless
                ? ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"]
                : ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"],
        };
        Mount sys = rootless
            ? new Mount { Destination = "/sys", Type = "none", Source = "/sys", Options = ["rbind", "nosuid", "noexec", "nodev", "ro"] }
            : new Mount { Destination = "/sys", Type = "sysfs", Source = "sysfs", Options = ["nosuid", "noexec", "nodev", "ro"] };
        return
        [
            new Mount { Destination = "/proc", Type = "proc", Source = "proc" },
            new Mount { Destination = "/dev", Type = "tmpfs", Source = "tmpfs", Options = ["nosuid", "strictatime", "mode=755", "size=65536k"] },
            pts,
            new Mount { Destination = "/dev/shm", Type = "tmpfs", Source = "shm", Options = ["nosuid", "noexec", "nodev", "mode=1777", "size=65536k"] },
            new Mount { Destination = "/dev/mqueue", Type = "mqueue", Source = "mqueue", Options = ["nosuid", "noexec", "nodev"] },
            sys,
            new Mount { Destination = "/sys/fs/cgroup", Type = "cgroup", Source = "cgroup", Options = ["nosuid", "noexec", "nodev", "relatime", "ro"] },
        ];
    }

    private static Linux NewLinux((uint User, uint Group)? rootless)
    {
        string[] types = rootless is not null ? ["pid", "ipc", "uts", "mount", "cgroup", "user"] : ["pid", "network", "ipc", "uts", "mount", "cgroup"];
        return new Linux
        {
            UIDMappings = rootless is { User: uint user } ? [new LinuxIDMapping { ContainerID = 0, HostID = user, Size = 1 }] : null,
            GIDMappings = rootless is { Group: uint group } ? [new LinuxIDMapping { ContainerID = 0, HostID = group, Size = 1 }] : null,
            Resources = rootless is not null ? null : new LinuxResources { Devices = [new LinuxDeviceCgroup { Allow = false, Access = "rwm" }] },
            Namespaces = System.Array.ConvertAll(types, static type => new LinuxNamespace { Type = type }),
            MaskedPaths = ["/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/sys/firmware", "/proc/scsi"],
            ReadonlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"],
        };
    }
}
