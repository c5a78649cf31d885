using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Spec;

/// <summary>
/// config-linux.md, "Default Filesystems": /sys, cgroups and devices where the kernel does not let them be mounted.
/// </summary>
public sealed class ConfigLinux_DefaultFilesystems
{
    /// <summary>Shows the v2 tree of a hybrid host as if it were the only one.</summary>
    private const string OnlyV2 =
        "mount --bind /sys/fs/cgroup/unified /mnt; umount -l /sys/fs/cgroup; mount --move /mnt /sys/fs/cgroup";

    private static readonly string[] SafeReadOnly = ["ro", "nosuid", "noexec", "nodev"];

    private static Command RunOn(Container container, string preparation, params string[] global)
    {
        container.WriteConfig();
        return Command.Run(
            "/usr/bin/unshare",
            [
                "-m",
                "sh",
                "-ec",
                preparation + "; exec \"$@\"",
                "sh",
                RuntimeUnderTest.Binary,
                .. RuntimeUnderTest.Global,
                .. global,
                "run",
                "--bundle",
                container.Bundle,
                container.Id,
            ]
        );
    }

    private static bool HasHybridHost => Directory.Exists("/sys/fs/cgroup/unified");

    private static void Space(Container container, bool users, params string[] types)
    {
        container.Linux["namespaces"] = Config.Namespaces([.. types, .. users ? (string[])["user"] : []]);
        if (!users) return;
        foreach (string maps in (string[])["uidMappings", "gidMappings"])
        {
            container.Linux[maps] = new JsonArray(
                new JsonObject
                {
                    ["containerID"] = 0,
                    ["hostID"] = 100000,
                    ["size"] = 65536,
                }
            );
        }
    }

    private static void RemoveSys(Container container) => container.Mounts.RemoveAt(3);

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    public void A_cgroup2_mount_below_the_hosts_sys_works(bool userNamespace, bool cgroupNamespace)
    {
        if (!HasHybridHost || RuntimeUnderTest.UsesSystemd)
            return;
        using var container = new Container(
            "test -f /sys/fs/cgroup/cgroup.procs && grep -c ' /sys/fs/cgroup .*cgroup2' /proc/self/mountinfo; grep "
            + "^0:: /proc/self/cgroup"
        );
        Space(
            container,
            userNamespace,
            cgroupNamespace ? ["pid", "ipc", "uts", "mount", "cgroup"] : ["pid", "ipc", "uts", "mount"]
        );
        RemoveSys(container);
        container.Add(
            Config.Bind("/sys", "/sys", "rbind", "ro", "nosuid", "noexec", "nodev"),
            Config.Mount("/sys/fs/cgroup", "cgroup", "cgroup", SafeReadOnly)
        );
        string[] lines = RunOn(container, OnlyV2).Succeeded().Lines;
        Assert.Equal("2", lines[0]);
        if (cgroupNamespace) Assert.Equal("0::/", lines[1]);
    }

    [RuncDiffersFact("1.1 has no manager `disabled`")]
    public void Hierarchies_of_v1_are_shown_to_a_container_without_a_cgroup_of_its_own()
    {
        if (!File.Exists("/sys/fs/cgroup/memory/cgroup.procs") || RuntimeUnderTest.UsesSystemd)
            return;
        using var container = new Container(
            "test -f /sys/fs/cgroup/memory/cgroup.procs && test -f /sys/fs/cgroup/systemd/cgroup.procs && mkdir "
            + "/sys/fs/cgroup/memory/made"
        );
        container.Add(Config.Mount("/sys/fs/cgroup", "cgroup", "cgroup", SafeReadOnly));
        RunOn(container, "true", "--cgroup-manager", "disabled").Failed("Read-only file system");
    }

    [RuncDiffersTheory("1.1 makes the tmpfs read-only at the end, later ones do not")]
    [InlineData(false, true)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(true, false)]
    public void A_mount_below_read_only_hierarchies_of_v1_works(bool userNamespace, bool cgroupNamespace)
    {
        if (!File.Exists("/sys/fs/cgroup/memory/cgroup.procs"))
            return;
        using var container = new Container(
            "cat /sys/fs/cgroup/bound/file; touch /sys/fs/cgroup/made && echo writable; mkdir "
            + "/sys/fs/cgroup/memory/made 2>/dev/null || echo protected"
        );
        Space(
            container,
            userNamespace,
            cgroupNamespace
                ? ["pid", "network", "ipc", "uts", "mount", "cgroup"]
                : ["pid", "network", "ipc", "uts", "mount"]
        );
        container.HostFile("directory/file", "bound\n");
        container.Add(
            Config.Mount("/sys/fs/cgroup", "cgroup", "cgroup", SafeReadOnly),
            Config.Bind(Path.Combine(container.Bundle, "directory"), "/sys/fs/cgroup/bound"),
            Config.Mount("/sys/fs/cgroup/tmpfs", "tmpfs", "tmpfs"));
        Assert.Equal(["bound", "writable", "protected"], container.Run().Succeeded().Lines);
    }

    [RuncDiffersFact("crun binds the host's")]
    public void Sysfs_of_a_network_namespace_of_another_user_namespace_is_the_hosts_and_cannot_be_written()
    {
        using var container = new Container("test -d /sys/class/net/lo; cat /proc/self/mountinfo");
        Space(container, true, "pid", "ipc", "uts", "mount");
        MountInfo[] mounts = MountInfo
            .ParseAll(container.Output())
            .Where(mount => mount.Target == "/sys" || mount.Target.StartsWith("/sys/", StringComparison.Ordinal))
            .ToArray();
        Assert.Contains(mounts, mount => mount.Target == "/sys" && mount.Type == "sysfs");
        Assert.All(mounts, mount => Assert.All(SafeReadOnly, flag => Assert.Contains(flag, mount.Options)));
    }

    [RuncDiffersFact("crun makes the node")]
    public void A_device_that_the_host_has_elsewhere_is_made_for_a_user_namespace()
    {
        using var container = new Container(
            "stat -c '%t %T %a %u %g' /dev/foo; echo x >/dev/foo && cat /proc/self/mountinfo"
        );
        Space(container, true, "pid", "network", "ipc", "uts", "mount");
        container.Linux["devices"] = JsonNode.Parse(
            "[{\"path\":\"/dev/foo\",\"type\":\"c\",\"major\":1,\"minor\":3,\"fileMode\":438,\"uid\":5,\"gid\":6}]"
        );
        string output = container.Output();
        Assert.Equal("1 3 666 5 6", output.Split('\n')[0]);
        string mounts = output[(output.IndexOf('\n', StringComparison.Ordinal) + 1)..];
        foreach (string device in (string[])["/dev/foo", "/dev/null", "/dev/tty"])
        {
            Assert.Subset(
                MountInfo.Find(mounts, device).Options.ToHashSet(),
                new System.Collections.Generic.HashSet<string> { "nosuid", "noexec" }
            );
        }
    }

    [Fact]
    public void Files_of_proc_are_bound_for_a_user_without_privileges()
    {
        using var container = new Container("cat /proc/uptime");
        container.Add(Config.Bind(container.HostFile("uptime", "of the bundle"), "/proc/uptime", "bind", "ro"));
        Assert.Equal("of the bundle", RunAsUser(container, "pid", "mount", "ipc", "uts", "user").Succeeded().Text);
    }

    [Fact]
    public void The_hosts_proc_is_bound_for_a_user_without_privileges_and_a_pid_namespace()
    {
        using var container = new Container("test -f /proc/uptime && echo bound");
        container.Mounts[0] = Config.Bind("/proc", "/proc", "rbind");
        Assert.Equal("bound", RunAsUser(container, "mount", "ipc", "uts", "user").Succeeded().Text);
    }

    [Fact]
    public void Only_procfs_is_bound_on_proc_for_a_user_without_privileges()
    {
        using var container = new Container("true");
        container.Mounts[0] = Config.Bind("/tmp", "/proc", "bind");
        RunAsUser(container, "mount", "ipc", "uts", "user").Failed("/proc");
    }

    private static Command RunAsUser(Container container, params string[] types)
    {
        const int nobody = 65534;
        container.Linux.Remove("cgroupsPath");
        container.Linux.Remove("resources");
        // Neither devpts with its group nor sysfs of the host's network is to be had.
        while (container.Mounts.Count > 2 && (string?)container.Mounts[2]!["destination"] is "/dev/pts" or "/sys")
            container.Mounts.RemoveAt(2);
        container.Linux["namespaces"] = Config.Namespaces(types);
        foreach (string maps in (string[])["uidMappings", "gidMappings"])
        {
            container.Linux[maps] = new JsonArray(
                new JsonObject
                {
                    ["containerID"] = 0,
                    ["hostID"] = nobody,
                    ["size"] = 1,
                }
            );
        }
        container.WriteConfig();
        string state = Path.Combine(container.Bundle, "state");
        return Command.Run(
            "/usr/bin/unshare",
            [
                "-m",
                "sh",
                "-ec",
                "chmod -R a+rX \"$1\"; chmod a+x \"$(dirname \"$1\")\"; mkdir -m 700 \"$2\"; chown 65534:65534 "
                + "\"$2\"; b=$1 s=$2; shift 2; mount -t tmpfs tmpfs /mnt; cp \"$1\" /mnt/runtime; chmod 755 /mnt "
                    + "/mnt/runtime; shift; exec setpriv --reuid 65534 --regid 65534 --clear-groups env XDG_RUNTIME_DIR=\"$s\" /mnt/runtime --root \"$s\" \"$@\"",
                "sh",
                container.Bundle,
                state,
                RuntimeUnderTest.Binary,
                "run",
                "--bundle",
                container.Bundle,
                container.Id,
            ]
        );
    }
}
