using System;

namespace OciRuntime.Config;

/// <summary>The config that <c>spec</c> writes: a shell in its own namespaces, as runc's.</summary>
internal static class SpecTemplate
{
    private static readonly string[] Capabilities = ["CAP_AUDIT_WRITE", "CAP_KILL", "CAP_NET_BIND_SERVICE"];

    /// <summary>The document.</summary>
    /// <param name="rootless">As in <see cref="Config"/>.</param>
    /// <param name="unified">As in <see cref="Config"/>.</param>
    public static byte[] Default((uint User, uint Group)? rootless, bool unified = true) =>
        SpecWriter.Indented(Config(rootless, unified), SpecJson.Default.Spec);

    /// <summary>The config.</summary>
    /// <param name="rootless">
    /// The user without privileges whom it is for: root of a user namespace, with the host's sysfs and network.
    /// </param>
    /// <param name="unified">The host has cgroup v2 alone: the container gets a cgroup namespace, as from runc.</param>
    public static Spec Config((uint User, uint Group)? rootless, bool unified = true) => new()
    {
        Version = SpecVersion.Current,
        Process = NewProcess(),
        Root = new Root { Path = "rootfs", Readonly = true },
        Hostname = "ocirun",
        Mounts = Mounts(rootless is not null),
        Linux = rootless is (uint user, uint group) ? Rootless(user, group, unified) : Rootful(unified),
    };

    private static Process NewProcess() => new()
    {
        Terminal = true,
        User = new User(),
        Args = ["sh"],
        Env = ["PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm"],
        Cwd = "/",
        Capabilities = new LinuxCapabilities
        {
            Bounding = Capabilities,
            Effective = Capabilities,
            Permitted = Capabilities,
        },
        Rlimits =
            [
                new POSIXRlimit
                {
                    Type = "RLIMIT_NOFILE",
                    Hard = 1024,
                    Soft = 1024,
                },
            ],
        NoNewPrivileges = true,
    };

    private static Mount[] Mounts(bool rootless) =>
    [
        NewMount("/proc", "proc", "proc"),
        NewMount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
        // gid 5 is tty, which a single mapped group cannot name.
        rootless
                ? NewMount(
                    "/dev/pts",
                    "devpts",
                    "devpts",
                    "nosuid",
                    "noexec",
                    "newinstance",
                    "ptmxmode=0666",
                    "mode=0620"
                )
                : NewMount(
                    "/dev/pts",
                    "devpts",
                    "devpts",
                    "nosuid",
                    "noexec",
                    "newinstance",
                    "ptmxmode=0666",
                    "mode=0620",
                    "gid=5"
                ),
        NewMount("/dev/shm", "tmpfs", "shm", "nosuid", "noexec", "nodev", "mode=1777", "size=65536k"),
        NewMount("/dev/mqueue", "mqueue", "mqueue", "nosuid", "noexec", "nodev"),
        // Without a network namespace of its own a user namespace may not mount sysfs, sysfs(5).
        rootless
            ? NewMount("/sys", "none", "/sys", "rbind", "nosuid", "noexec", "nodev", "ro")
            : NewMount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro"),
        NewMount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", "ro"),
    ];

    private static Mount NewMount(string destination, string type, string source, params string[] options) =>
        new()
        {
            Destination = destination,
            Type = type,
            Source = source,
            Options = options.Length > 0 ? options : null,
        };

    private static Linux Rootful(bool unified)
    {
        Linux linux = NewLinux(["pid", "network", "ipc", "uts", "mount", .. Cgroup(unified)]);
        linux.Resources = new LinuxResources { Devices = [new LinuxDeviceCgroup { Allow = false, Access = "rwm" }] };
        return linux;
    }

    private static Linux Rootless(uint user, uint group, bool unified)
    {
        Linux linux = NewLinux(["pid", "ipc", "uts", "mount", .. Cgroup(unified), "user"]);
        linux.UIDMappings = [new LinuxIDMapping { ContainerID = 0, HostID = user, Size = 1 }];
        linux.GIDMappings = [new LinuxIDMapping { ContainerID = 0, HostID = group, Size = 1 }];
        return linux;
    }

    private static string[] Cgroup(bool unified) => unified ? ["cgroup"] : [];

    private static Linux NewLinux(string[] namespaces) => new()
    {
        Namespaces = Array.ConvertAll(namespaces, static type => new LinuxNamespace { Type = type }),
        MaskedPaths =
        [
            "/proc/acpi", "/proc/asound", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list",
            "/proc/timer_stats", "/proc/sched_debug", "/sys/firmware", "/proc/scsi",
        ],
        ReadonlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"],
    };
}
