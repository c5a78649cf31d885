using System.Collections.Generic;
using System.Linq;
using OciRuntime.Config;

namespace OciRuntime.Tests.ConfigModel;

/// <summary>config-linux.md but its resources: each rule by its pointer.</summary>
public class LinuxValidationTests
{
    private const string UserNamespace = "\"namespaces\": [{\"type\": \"user\"}], ";
    private const string OneGid = ", \"gidMappings\": [{\"containerID\": 0, \"hostID\": 0, \"size\": 1}]";

    private static string[] Pointers(Config.Spec spec) =>
        [.. SpecValidator.Validate(spec).Select(error => error.Pointer)];

    [Theory]
    [InlineData("""{"namespaces": [{"type": "pid"}, {}]}""", "/linux/namespaces/1/type")]
    [InlineData("""{"namespaces": [{"type": "mnt"}]}""", "/linux/namespaces/0/type")]
    [InlineData("""{"namespaces": [{"type": "PID"}]}""", "/linux/namespaces/0/type")]
    [InlineData(
        """{"namespaces": [{"type": "pid"}, {"type": "ipc"}, {"type": "pid", "path": "/p"}]}""",
        "/linux/namespaces/2/type"
    )]
    [InlineData("""{"namespaces": [{"type": "network", "path": "run/netns/a"}]}""", "/linux/namespaces/0/path")]
    [InlineData("""{"namespaces": [{"type": "network", "path": "/a\u0000"}]}""", "/linux/namespaces/0/path")]
    [InlineData("""{"maskedPaths": ["/proc/kcore"]}""", "/linux/maskedPaths")]
    [InlineData("""{"readonlyPaths": ["/proc/sys"]}""", "/linux/readonlyPaths")]
    [InlineData("""{"namespaces": [{"type": "mount"}], "maskedPaths": ["/a", "proc/kcore"]}""", "/linux/maskedPaths/1")]
    [InlineData("""{"namespaces": [{"type": "mount"}], "readonlyPaths": [""]}""", "/linux/readonlyPaths/0")]
    [InlineData("""{"namespaces": [{"type": "mount"}], "readonlyPaths": ["/\u0000"]}""", "/linux/readonlyPaths/0")]
    [InlineData("""{"rootfsPropagation": "Shared"}""", "/linux/rootfsPropagation")]
    [InlineData("""{"cgroupsPath": "/a\u0000"}""", "/linux/cgroupsPath")]
    [InlineData("""{"mountLabel": "\u0000"}""", "/linux/mountLabel")]
    [InlineData("""{"seccomp": {"listenerPath": "\u0000"}}""", "/linux/seccomp/listenerPath")]
    [InlineData("""{"devices": [{"path": "/dev/a", "type": "x"}]}""", "/linux/devices/0/type")]
    [InlineData("""{"devices": [{"path": "/dev/a"}]}""", "/linux/devices/0/type")]
    [InlineData("""{"devices": [{"type": "c"}]}""", "/linux/devices/0/path")]
    [InlineData("""{"devices": [{"path": "dev/a", "type": "c"}]}""", "/linux/devices/0/path")]
    [InlineData("""{"devices": [{"path": "/dev/a\u0000", "type": "c"}]}""", "/linux/devices/0/path")]
    [InlineData(
        """{"devices": [{"path": "/dev/a", "type": "c"}, {"path": "/dev/a", "type": "b"}]}""",
        "/linux/devices/1/path"
    )]
    [InlineData(
        """{"devices": [{"path": "/dev/a", "type": "c"}, {"path": "/dev/b", "type": "c"}, {"path": "/dev/a", "type": "c", "minor": 1}]}""",
        "/linux/devices/2/path"
    )]
    [InlineData("""{"netDevices": {"eth0": {}}}""", "/linux/netDevices")]
    [InlineData("""{"namespaces": [{"type": "network"}], "netDevices": {"": {}}}""", "/linux/netDevices/")]
    [InlineData("""{"namespaces": [{"type": "network"}], "netDevices": {"a/b": {}}}""", "/linux/netDevices/a~1b")]
    [InlineData(
        """{"namespaces": [{"type": "network"}], "netDevices": {"0123456789abcdef": {}}}""",
        "/linux/netDevices/0123456789abcdef"
    )]
    [InlineData(
        """{"namespaces": [{"type": "network"}], "netDevices": {"eth0": {"name": ".."}}}""",
        "/linux/netDevices/eth0/name"
    )]
    [InlineData(
        """{"namespaces": [{"type": "network"}], "netDevices": {"eth0": {"name": "a b"}}}""",
        "/linux/netDevices/eth0/name"
    )]
    [InlineData(
        """{"namespaces": [{"type": "network"}], "netDevices": {"eth0": {"name": "a:1"}}}""",
        "/linux/netDevices/eth0/name"
    )]
    [InlineData("""{"personality": {}}""", "/linux/personality/domain")]
    [InlineData("""{"personality": {"domain": "linux32"}}""", "/linux/personality/domain")]
    [InlineData("""{"personality": {"domain": "LINUX", "flags": ["ADDR_NO_RANDOMIZE"]}}""", "/linux/personality/flags")]
    [InlineData("""{"memoryPolicy": {}}""", "/linux/memoryPolicy/mode")]
    [InlineData("""{"memoryPolicy": {"mode": "MPOL_BEST", "nodes": "0"}}""", "/linux/memoryPolicy/mode")]
    [InlineData("""{"memoryPolicy": {"mode": "MPOL_BIND"}}""", "/linux/memoryPolicy/nodes")]
    [InlineData("""{"memoryPolicy": {"mode": "MPOL_PREFERRED_MANY", "nodes": ""}}""", "/linux/memoryPolicy/nodes")]
    [InlineData("""{"memoryPolicy": {"mode": "MPOL_LOCAL", "nodes": "0"}}""", "/linux/memoryPolicy/nodes")]
    [InlineData("""{"memoryPolicy": {"mode": "MPOL_PREFERRED", "nodes": "0-"}}""", "/linux/memoryPolicy/nodes")]
    [InlineData(
        """{"memoryPolicy": {"mode": "MPOL_INTERLEAVE", "nodes": "0", "flags": ["MPOL_F_STATIC_NODES", "STATIC"]}}""",
        "/linux/memoryPolicy/flags/1"
    )]
    [InlineData(
        """{"memoryPolicy": {"mode": "MPOL_BIND", "nodes": "0", "flags": ["MPOL_F_STATIC_NODES", "MPOL_F_RELATIVE_NODES"]}}""",
        "/linux/memoryPolicy/flags"
    )]
    [InlineData("""{"intelRdt": {"closID": ".."}}""", "/linux/intelRdt/closID")]
    [InlineData("""{"intelRdt": {"closID": "a/b"}}""", "/linux/intelRdt/closID")]
    [InlineData("""{"intelRdt": {"closID": "a\u0000"}}""", "/linux/intelRdt/closID")]
    [InlineData("""{"intelRdt": {"l3CacheSchema": "L3:0=f\nMB:0=1"}}""", "/linux/intelRdt/l3CacheSchema")]
    [InlineData("""{"intelRdt": {"memBwSchema": "MB:0=20\n"}}""", "/linux/intelRdt/memBwSchema")]
    [InlineData("""{"intelRdt": {"memBwSchema": "L3:0=20"}}""", "/linux/intelRdt/memBwSchema")]
    [InlineData("""{"intelRdt": {"schemata": ["L2:0=f", "L3:0=f\n"]}}""", "/linux/intelRdt/schemata/1")]
    [InlineData("""{"timeOffsets": {"monotonic": {"secs": 1}}}""", "/linux/timeOffsets")]
    [InlineData(
        """{"namespaces": [{"type": "time", "path": "/t"}], "timeOffsets": {"boottime": {"secs": 1}}}""",
        "/linux/timeOffsets"
    )]
    [InlineData(
        """{"namespaces": [{"type": "time"}], "timeOffsets": {"realtime": {}}}""",
        "/linux/timeOffsets/realtime"
    )]
    [InlineData(
        """{"namespaces": [{"type": "time"}], "timeOffsets": {"boottime": {"nanosecs": 1000000000}}}""",
        "/linux/timeOffsets/boottime/nanosecs"
    )]
    public void A_mistake_in_linux_is_found(string linux, string pointer) =>
        Assert.Equal([pointer], Pointers(SpecSamples.WithLinux(linux)));

    [Theory]
    [InlineData(
        """{"namespaces": [{"type": "network", "path": "/run/netns/a"}], "netDevices": {"eth0": {"name": "ctr%d"}, "0123456789abcde": {}}}"""
    )]
    [InlineData(
        """{"devices": [{"path": "/dev/a", "type": "c", "major": 1}, {"path": "/dev/a", "type": "c", "major": 1, "fileMode": 8630}]}"""
    )]
    [InlineData("""{"devices": [{"path": "/srv/fifo", "type": "p"}, {"path": "/dev/u", "type": "u"}]}""")]
    [InlineData("""{"rootfsPropagation": ""}""")]
    [InlineData("""{"rootfsPropagation": "rslave", "cgroupsPath": "system.slice:a:b"}""")]
    [InlineData("""{"personality": {"domain": "LINUX32", "flags": []}}""")]
    [InlineData("""{"memoryPolicy": {"mode": "MPOL_PREFERRED"}}""")]
    [InlineData(
        """{"memoryPolicy": {"mode": "MPOL_WEIGHTED_INTERLEAVE", "nodes": "0-3,7", "flags": ["MPOL_F_RELATIVE_NODES"]}}"""
    )]
    [InlineData(
        """{"intelRdt": {"closID": "/", "l3CacheSchema": "L3:0=f", "memBwSchema": "MB:0=20", "schemata": ["L2:0=f"], "enableMonitoring": true}}"""
    )]
    [InlineData("""{"intelRdt": {"enableCMT": true, "enableMBM": true}}""")]
    [InlineData(
        """{"namespaces": [{"type": "time"}], "timeOffsets": {"monotonic": {"secs": -5, "nanosecs": 999999999}, "boottime": {}}}"""
    )]
    [InlineData("""{"namespaces": [{"type": "user", "path": "/u"}]}""")]
    [InlineData(
        """{"namespaces": [{"type": "user", "path": "/u"}], "uidMappings": [{"size": 1}], "gidMappings": [{"size": 1}]}"""
    )]
    public void The_limits_of_valid_values_in_linux_are_accepted(string linux) =>
        Assert.Empty(SpecValidator.Validate(SpecSamples.WithLinux(linux)));

    [Theory]
    [InlineData("{" + UserNamespace + "\"uidMappings\": []" + OneGid + "}", "/linux/uidMappings")]
    [InlineData("{" + UserNamespace + "\"uidMappings\": [{\"size\": 1}]}", "/linux/gidMappings")]
    [InlineData("{" + UserNamespace + "\"uidMappings\": [{\"size\": 0}]" + OneGid + "}", "/linux/uidMappings/0/size")]
    [InlineData(
        "{" + UserNamespace + "\"uidMappings\": [{\"containerID\": 4294967295, \"size\": 1}]" + OneGid + "}",
        "/linux/uidMappings/0/size"
    )]
    [InlineData(
        "{" + UserNamespace + "\"uidMappings\": [{\"hostID\": 1, \"size\": 4294967295}]" + OneGid + "}",
        "/linux/uidMappings/0/size"
    )]
    [InlineData(
        "{"
            + UserNamespace
            + "\"uidMappings\": [{\"size\": 5}, {\"containerID\": 4, \"hostID\": 9, \"size\": 1}]"
            + OneGid
            + "}",
        "/linux/uidMappings/1"
    )]
    [InlineData(
        "{"
            + UserNamespace
            + "\"uidMappings\": [{\"size\": 5}, {\"containerID\": 5, \"hostID\": 4, \"size\": 1}]"
            + OneGid
            + "}",
        "/linux/uidMappings/1"
    )]
    public void A_mistake_in_the_user_namespace_is_found(string linux, string pointer) =>
        Assert.Equal([pointer], Pointers(SpecSamples.WithLinux(linux)));

    [Theory]
    [InlineData("{" + UserNamespace + "\"uidMappings\": [{\"size\": 4294967295}]" + OneGid + "}")]
    [InlineData(
        "{"
            + UserNamespace
            + "\"uidMappings\": [{\"containerID\": 4294967294, \"size\": 1}, {\"hostID\": 1, \"size\": 4294967294}]"
            + OneGid
            + "}"
    )]
    public void Mappings_of_all_ids_are_accepted(string linux) =>
        Assert.Empty(SpecValidator.Validate(SpecSamples.WithLinux(linux)));

    [Theory]
    [InlineData(340, 0)]
    [InlineData(341, 1)]
    public void A_user_namespace_has_at_most_340_mappings(int count, int errors)
    {
        Config.Spec spec = SpecTemplate.Config((0, 0));
        spec.Linux!.UIDMappings =
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new LinuxIDMapping
                {
                    ContainerID = (uint)i * 2,
                    HostID = (uint)i * 2,
                    Size = 1,
                }),
        ];
        Assert.Equal(Enumerable.Repeat("/linux/uidMappings", errors), Pointers(spec));
    }

    [Theory]
    [InlineData("hostname")]
    [InlineData("domainname")]
    public void A_host_name_needs_a_uts_namespace_and_fits_it(string member)
    {
        Dictionary<string, string[]> cases = new()
        {
            [new string('h', 64)] = [],
            [new string('h', 65)] = ["/" + member],
            [new string('ü', 33)] = ["/" + member],
            ["a\0b"] = ["/" + member],
            [""] = [],
        };
        foreach ((string name, string[] pointers) in cases)
        {
            Config.Spec spec = SpecSamples.Template;
            spec.Hostname = member == "hostname" ? name : null;
            spec.Domainname = member == "domainname" ? name : null;
            Assert.Equal(pointers, Pointers(spec));
        }
        Config.Spec host = SpecSamples.Read(SpecSamples.Minimal);
        host.Hostname = member == "hostname" ? "x" : null;
        host.Domainname = member == "domainname" ? "x" : null;
        Assert.Equal(["/" + member], Pointers(host));
    }

    [Theory]
    [InlineData("net.ipv4.ip_forward", "network")]
    [InlineData("net/ipv4/conf/eno2.100/rp_filter", "network")]
    [InlineData("net.ipv4.conf.eno2/100.rp_filter", "network")]
    [InlineData("kernel.shm_rmid_forced", "ipc")]
    [InlineData("kernel/sem", "ipc")]
    [InlineData("fs.mqueue.msg_max", "ipc")]
    [InlineData("kernel.domainname", "uts")]
    [InlineData("user.max_user_namespaces", "user")]
    public void A_sysctl_needs_its_namespace(string name, string type)
    {
        Config.Spec spec = SpecSamples.Read(SpecSamples.Minimal);
        spec.Linux = new Linux
        {
            Sysctl = new() { [name] = "1" },
            Namespaces = [new LinuxNamespace { Type = type, Path = "/n" }],
        };
        Assert.Empty(SpecValidator.Validate(spec));
        spec.Linux.Namespaces = [];
        SpecError error = Assert.Single(SpecValidator.Validate(spec));
        Assert.Equal("/linux/sysctl/" + name.Replace("/", "~1"), error.Pointer);
        Assert.Equal($"sysctl `{name}` is not allowed in the host's {type} namespace", error.Message);
    }

    [Theory]
    [InlineData("kernel.domainname")]
    [InlineData("kernel/domainname")]
    public void A_sysctl_that_sets_the_domainname_beside_domainname_is_refused(string name)
    {
        Config.Spec spec = SpecSamples.Template;
        spec.Linux!.Sysctl = new() { [name] = "a" };
        Assert.Empty(SpecValidator.Validate(spec));
        spec.Domainname = "b";
        SpecError error = Assert.Single(SpecValidator.Validate(spec));
        Assert.Equal($"sysctl `{name}` is what `domainname` sets", error.Message);
    }

    [Theory]
    [InlineData("kernel.hostname", "is what `hostname` sets")]
    [InlineData("kernel.panic", "is not in a separate kernel namespace")]
    [InlineData("vm/swappiness", "is not in a separate kernel namespace")]
    [InlineData("net", "is not in a separate kernel namespace")]
    [InlineData("netx.a", "is not in a separate kernel namespace")]
    [InlineData("", "is not a name of a sysctl")]
    [InlineData("net..kernel", "is not a name of a sysctl")]
    [InlineData("net/../kernel/panic", "is not a name of a sysctl")]
    [InlineData("net.//.kernel.panic", "is not a name of a sysctl")]
    [InlineData("net/./a", "is not a name of a sysctl")]
    [InlineData("/net/a", "is not a name of a sysctl")]
    [InlineData("net.a.", "is not a name of a sysctl")]
    public void A_sysctl_of_the_host_or_outside_is_refused(string name, string message)
    {
        Config.Spec spec = SpecSamples.Template;
        spec.Linux!.Sysctl = new() { [name] = "1" };
        Assert.EndsWith(message, Assert.Single(SpecValidator.Validate(spec)).Message);
    }
}
