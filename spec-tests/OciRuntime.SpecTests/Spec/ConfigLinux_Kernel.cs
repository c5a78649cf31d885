using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Spec;

/// <summary>
/// config-linux.md, "Sysctl", "Rootfs Mount Propagation", "Personality", "Scheduler", "I/O priority", "Memory policy".
/// </summary>
public sealed class ConfigLinux_Kernel
{
    [Theory]
    [InlineData("net.ipv4.ip_forward", "1", "/proc/sys/net/ipv4/ip_forward")]
    [InlineData("kernel.msgmax", "8000", "/proc/sys/kernel/msgmax")]
    [InlineData("fs.mqueue.msg_max", "20", "/proc/sys/fs/mqueue/msg_max")]
    [InlineData("kernel.domainname", "example.org", "/proc/sys/kernel/domainname")]
    [InlineData("kernel.shm_rmid_forced", "1", "/proc/sys/kernel/shm_rmid_forced")]
    public void Sysctl_is_set_in_the_containers_namespace(string name, string value, string file)
    {
        string before = File.ReadAllText(file);
        using var container = new Container().Args("cat", file);
        container.Linux["sysctl"] = new JsonObject { [name] = value };
        Assert.Equal(value, container.Output());
        Assert.Equal(before, File.ReadAllText(file));
    }

    [Theory]
    [InlineData("kernel.printk", "1")]
    [InlineData("vm.overcommit_memory", "1")]
    [InlineData("net.no.such.thing", "1")]
    [InlineData("kernel/../vm/overcommit_memory", "1")]
    [InlineData("net.ipv4.ip_forward", "no number")]
    public void Sysctl_of_the_whole_host_unknown_or_wrong_is_an_error(string name, string value)
    {
        using var container = new Container("true");
        container.Linux["sysctl"] = new JsonObject { [name] = value };
        container.Run().Failed(name.Split('.', '/')[^1]);
        Assert.Empty(container.FindLeftovers());
    }

    [Fact]
    public void Sysctl_of_the_network_without_a_namespace_of_its_own_is_an_error()
    {
        using var container = new Container("true");
        container.Linux["namespaces"] = Config.Namespaces("pid", "mount", "ipc", "uts");
        container.Linux["sysctl"] = new JsonObject
        {
            ["net.ipv4.ip_forward"] = File.ReadAllText("/proc/sys/net/ipv4/ip_forward").Trim(),
        };
        container.Run().Failed("net");
    }

    [Theory]
    [InlineData("private", "")]
    [InlineData("slave", "")]
    public void RootfsPropagation_is_the_configs(string value, string expected) => CheckPropagation(value, expected);

    [RuncDiffersTheory("1.1 sets it before it binds the rootfs, which loses the first and makes the second impossible")]
    [InlineData("shared", "shared:")]
    [InlineData("unbindable", "unbindable")]
    public void RootfsPropagation_that_changes_the_root_is_the_configs(string value, string expected) =>
        CheckPropagation(value, expected);

    private static void CheckPropagation(string value, string expected)
    {
        using var container = new Container("cat /proc/self/mountinfo");
        container.Linux["rootfsPropagation"] = value;
        string optional = MountInfo.Find(container.Output(), "/").Optional;
        if (expected.Length == 0) Assert.DoesNotContain("shared:", optional, StringComparison.Ordinal);
        else Assert.Contains(expected, optional, StringComparison.Ordinal);
    }

    [Fact]
    public void RootfsPropagation_unknown_is_an_error()
    {
        using var container = new Container("true");
        container.Linux["rootfsPropagation"] = "sideways";
        container.Run().Failed("sideways");
    }

    [RuncDiffersTheory("1.1 has no personality")]
    [InlineData("LINUX", "0")]
    [InlineData("LINUX32", "0x8")]
    public void Personality_is_the_configs(string domain, string expected)
    {
        using var container = new Container().Args("probe", "personality");
        container.Linux["personality"] = new JsonObject { ["domain"] = domain };
        Assert.Equal(expected, container.Output());
    }

    [RuncDiffersTheory("1.1 has no scheduler")]
    [InlineData("SCHED_OTHER", 5, 0, "policy=0 nice=5 priority=0")]
    [InlineData("SCHED_BATCH", 7, 0, "policy=3 nice=7 priority=0")]
    [InlineData("SCHED_IDLE", 0, 0, "policy=5 ")] // the kernel leaves the nice value alone, sched_setattr(2)
    public void Scheduler_is_the_configs(string policy, int nice, int priority, string expected)
    {
        using var container = new Container().Args("probe", "scheduler");
        container.Process["scheduler"] = new JsonObject
        {
            ["policy"] = policy,
            ["nice"] = nice,
            ["priority"] = priority,
        };
        Assert.StartsWith(expected, container.Output(), StringComparison.Ordinal);
    }

    [RuncDiffersFact("1.1 has no scheduler")]
    public void Scheduler_unknown_is_an_error()
    {
        using var container = new Container("true");
        container.Process["scheduler"] = new JsonObject { ["policy"] = "SCHED_NONSENSE" };
        container.Run().Failed("SCHED_NONSENSE");
    }

    [RuncDiffersTheory("1.1 has no ioPriority")]
    [InlineData("IOPRIO_CLASS_RT", 3, "1 3")]
    [InlineData("IOPRIO_CLASS_BE", 5, "2 5")]
    [InlineData("IOPRIO_CLASS_IDLE", 0, "3 0")]
    public void IoPriority_is_the_configs(string name, int priority, string expected)
    {
        using var container = new Container().Args("probe", "ioprio");
        container.Process["ioPriority"] = new JsonObject { ["class"] = name, ["priority"] = priority };
        Assert.Equal(expected, container.Output());
    }

    private const string Unlooked = "1.1 looks at network namespaces only";

    [RuncDiffersTheory(Unlooked)]
    [InlineData("ipc", "kernel.msgmax", "8192")]
    [InlineData("uts", "kernel.domainname", "changed")]
    public void A_sysctl_of_a_namespace_by_path_that_is_the_hosts_is_refused(string type, string name, string value) =>
        RefusedByPath(type, name, value);

    [Theory]
    [InlineData("net.ipv4.ip_forward", "/proc/self/ns/net")]
    [InlineData("net.ipv4.ip_forward", "bind")]
    public void A_sysctl_of_a_network_namespace_by_path_that_is_the_hosts_is_refused(string name, string path)
    {
        using var container = new Container("true");
        string file = path == "bind" ? container.HostFile("netns") : path;
        // what a bind mount of the namespace's file is: the same object under another name
        if (path == "bind") Command.Run("mount", ["--bind", "/proc/self/ns/net", file]).Succeeded();
        try
        {
            container.Linux["namespaces"] = Config.Namespaces("pid", "mount", "ipc", "uts", $"network:{file}");
            container.Mounts.RemoveAt(3); // sysfs belongs to who made the network
            // the value that it has already
            container.Linux["sysctl"] = new JsonObject
            {
                [name] = File.ReadAllText("/proc/sys/" + name.Replace('.', '/')).Trim(),
            };
            container.Run().Failed("network namespace");
        }
        finally
        {
            if (path == "bind") Command.Run("umount", [file]);
        }
    }

    [RuncDiffersTheory(Unlooked)]
    [InlineData("hostname")]
    [InlineData("domainname")]
    public void A_name_in_a_uts_namespace_by_path_that_is_the_hosts_is_refused(string member)
    {
        using var container = new Container("true");
        container.Config.Remove("hostname");
        container.Config[member] = File.ReadAllText("/proc/sys/kernel/" + member).Trim();
        container.Linux["namespaces"] = Config.Namespaces("pid", "mount", "ipc", "network", "uts:/proc/self/ns/uts");
        container.Run().Failed("uts namespace");
    }

    private static void RefusedByPath(string type, string name, string value)
    {
        using var container = new Container("true");
        container.Config.Remove("hostname");
        string file = "/proc/sys/" + name.Replace('.', '/'),
            before = File.ReadAllText(file);
        container.Linux["namespaces"] = Config.Namespaces([
            .. ((string[])["pid", "mount", "network", "ipc", "uts"]).Select(one =>
                one == type ? $"{type}:/proc/self/ns/{type}" : one
            ),
        ]);
        container.Linux["sysctl"] = new JsonObject { [name] = value };
        Command run = container.Run();
        string after = File.ReadAllText(file);
        File.WriteAllText(file, before);
        Assert.Equal(before, after);
        run.Failed($"{type} namespace");
    }

    [RuncDiffersFact("1.1 has no memoryPolicy")]
    public void MemoryPolicy_of_every_mode_that_features_names_is_the_configs()
    {
        // what get_mempolicy(2) says then: the number of the mode, and the nodes as bits
        (string Mode, string? Nodes, string Policy)[] rows =
        [
            ("MPOL_DEFAULT", null, "0 0"),
            ("MPOL_DEFAULT", "", "0 0"),
            ("MPOL_PREFERRED", "0", "1 1"),
            ("MPOL_PREFERRED", null, "4 0"), // which is MPOL_LOCAL, set_mempolicy(2)
            ("MPOL_BIND", "0", "2 1"),
            ("MPOL_INTERLEAVE", "0", "3 1"),
            ("MPOL_LOCAL", null, "4 0"),
            ("MPOL_PREFERRED_MANY", "0", "5 1"),
            ("MPOL_WEIGHTED_INTERLEAVE", "0", "6 1"),
        ];
        JsonNode features = JsonNode.Parse(RuntimeUnderTest.Run("features").Succeeded().Output)!;
        Assert.Equal(
            features["linux"]!["memoryPolicy"]!["modes"]!.AsArray().Select(mode => (string)mode!).Order(),
            rows.Select(row => row.Mode).Distinct().Order()
        );
        foreach ((string mode, string? nodes, string policy) in rows)
        {
            // linux/mempolicy.h
            if (mode == "MPOL_WEIGHTED_INTERLEAVE" && Environment.OSVersion.Version < new Version(6, 9)) continue;
            using var container = new Container().Args("probe", "mempolicy");
            var asked = new JsonObject { ["mode"] = mode };
            if (nodes is not null) asked["nodes"] = nodes;
            container.Linux["memoryPolicy"] = asked;
            Assert.Equal((mode, policy), (mode, container.Output()));
        }
    }

    /// <summary>Each flag with a mode that takes it, set_mempolicy(2).</summary>
    [RuncDiffersTheory("1.1 has no memoryPolicy")]
    [InlineData("MPOL_BIND", "MPOL_F_NUMA_BALANCING")]
    [InlineData("MPOL_INTERLEAVE", "MPOL_F_RELATIVE_NODES")]
    [InlineData("MPOL_PREFERRED", "MPOL_F_STATIC_NODES")]
    public void MemoryPolicy_takes_every_flag_that_features_names(string mode, string flag)
    {
        using var container = new Container("echo ran");
        container.Linux["memoryPolicy"] = new JsonObject
        {
            ["mode"] = mode,
            ["nodes"] = "0",
            ["flags"] = Config.Array(flag),
        };
        Assert.Equal("ran", container.Output());
    }

    [Fact]
    public void An_annotation_changes_nothing()
    {
        using var container = new Container("echo ran");
        container.Config["annotations"] = new JsonObject
        {
            ["run.oci.handler"] = "krun",
            ["org.systemd.property.X"] = "1",
        };
        Assert.Equal("ran", container.Output());
    }
}
