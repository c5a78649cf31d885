using System;
using System.Collections;
using System.Collections.Generic;
using System.Reflection;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using OciRuntime.Config;

namespace OciRuntime.Tests.ConfigModel;

/// <summary>A config with every member of config.md and config-linux.md: read whole, and written as it was.</summary>
public class SpecModelTests
{
    internal const string Everything =
        """
        {
            "ociVersion": "1.3.0",
            "process": {
                "terminal": true, "consoleSize": {"height": 40, "width": 120},
                "user": {"uid": 7, "gid": 8, "umask": 18, "additionalGids": [20, 21], "username": "someone"},
                "args": ["/sbin/init", "--quiet"], "commandLine": "init --quiet", "env": ["LANG=C"], "cwd": "/srv",
                "capabilities": {
                    "bounding": ["CAP_CHOWN"], "effective": ["CAP_FOWNER"], "inheritable": ["CAP_KILL"],
                    "permitted": ["CAP_SETUID"], "ambient": ["CAP_SETGID"]
                },
                "rlimits": [{"type": "RLIMIT_STACK", "hard": 2, "soft": 1}],
                "noNewPrivileges": true, "apparmorProfile": "tight", "oomScoreAdj": -5,
                "scheduler": {
                    "policy": "SCHED_DEADLINE", "nice": 3, "priority": 4, "flags": ["SCHED_FLAG_RECLAIM"],
                    "runtime": 5, "deadline": 6, "period": 9
                },
                "selinuxLabel": "u:r:t", "ioPriority": {"class": "IOPRIO_CLASS_RT", "priority": 2},
                "execCPUAffinity": {"initial": "0", "final": "1-2"}
            },
            "root": {"path": "tree", "readonly": true},
            "hostname": "box", "domainname": "example.test",
            "mounts": [{
                "destination": "/mnt", "type": "none", "source": "/src", "options": ["bind", "idmap"],
                "uidMappings": [{"containerID": 1, "hostID": 2, "size": 3}], "gidMappings": [{"containerID": 4, "hostID": 5, "size": 6}]
            }],
            "hooks": {
                "prestart": [{"path": "/h1", "args": ["h1"], "env": ["K=V"], "timeout": 1}], "createRuntime": [{"path": "/h2"}],
                "createContainer": [{"path": "/h3"}], "startContainer": [{"path": "/h4"}], "poststart": [{"path": "/h5"}],
                "poststop": [{"path": "/h6"}]
            },
            "annotations": {"test.example.key": "value", "empty": ""},
            "linux": {
                "uidMappings": [{"containerID": 7, "hostID": 8, "size": 9}], "gidMappings": [{"containerID": 10, "hostID": 11, "size": 12}],
                "sysctl": {"net.core.somaxconn": "99"},
                "resources": {
                    "devices": [{"allow": true, "type": "b", "major": 8, "minor": 17, "access": "rm"}],
                    "memory": {
                        "limit": 1, "reservation": 2, "swap": 3, "kernel": 4, "kernelTCP": 5, "swappiness": 6,
                        "disableOOMKiller": true, "useHierarchy": true, "checkBeforeUpdate": true
                    },
                    "cpu": {
                        "shares": 1, "quota": 2, "burst": 3, "period": 4, "realtimeRuntime": 5, "realtimePeriod": 6,
                        "cpus": "0", "mems": "1", "idle": 1
                    },
                    "pids": {"limit": 77},
                    "blockIO": {
                        "weight": 10, "leafWeight": 11, "weightDevice": [{"major": 1, "minor": 2, "weight": 12, "leafWeight": 13}],
                        "throttleReadBpsDevice": [{"major": 3, "minor": 4, "rate": 5}], "throttleWriteBpsDevice": [{"major": 6, "minor": 7, "rate": 8}],
                        "throttleReadIOPSDevice": [{"major": 9, "minor": 10, "rate": 11}], "throttleWriteIOPSDevice": [{"major": 12, "minor": 13, "rate": 14}]
                    },
                    "hugepageLimits": [{"pageSize": "1GB", "limit": 15}],
                    "network": {"classID": 16, "priorities": [{"name": "net0", "priority": 17}]},
                    "rdma": {"hca": {"hcaHandles": 18, "hcaObjects": 19}},
                    "unified": {"memory.high": "20"}
                },
                "cgroupsPath": "/group",
                "namespaces": [{"type": "ipc", "path": "/proc/5/ns/ipc"}],
                "devices": [{"path": "/dev/thing", "type": "u", "major": 21, "minor": 22, "fileMode": 384, "uid": 23, "gid": 24}],
                "netDevices": {"phys0": {"name": "eth%d"}},
                "seccomp": {
                    "defaultAction": "SCMP_ACT_ERRNO", "defaultErrnoRet": 38, "architectures": ["SCMP_ARCH_RISCV64"],
                    "flags": ["SECCOMP_FILTER_FLAG_LOG"], "listenerPath": "/run/agent", "listenerMetadata": "opaque",
                    "syscalls": [{
                        "names": ["ioctl"], "action": "SCMP_ACT_TRACE", "errnoRet": 2,
                        "args": [{"index": 1, "value": 18446744073709551615, "valueTwo": 4, "op": "SCMP_CMP_MASKED_EQ"}]
                    }]
                },
                "rootfsPropagation": "unbindable", "maskedPaths": ["/m"], "readonlyPaths": ["/r"], "mountLabel": "u:o:f",
                "intelRdt": {
                    "closID": "gold", "schemata": ["L2:0=3"], "l3CacheSchema": "L3:0=ff", "memBwSchema": "MB:0=70", "enableMonitoring": true
                },
                "memoryPolicy": {"mode": "MPOL_BIND", "nodes": "0-1", "flags": ["MPOL_F_STATIC_NODES"]},
                "personality": {"domain": "LINUX32", "flags": ["NONE_YET"]},
                "timeOffsets": {"boottime": {"secs": -25, "nanosecs": 26}}
            }
        }
        """;

    [Fact]
    public void Every_member_of_the_config_is_written_as_it_was_read()
    {
        byte[] written = SpecWriter.Indented(SpecSamples.Read(Everything), SpecJson.Default.Spec);
        Assert.True(
            JsonNode.DeepEquals(JsonNode.Parse(Everything), JsonNode.Parse(written)),
            Encoding.UTF8.GetString(written)
        );
    }

    [Fact]
    public void The_model_has_no_member_that_the_sample_lacks()
    {
        List<string> missing = [];
        Collect(SpecSamples.Read(Everything), "", missing);
        // Five of the six lists of hooks hold a path only.
        Assert.All(missing, path =>
            Assert.Matches("^/hooks/(createRuntime|createContainer|startContainer|poststart|poststop)/", path)
        );
    }

    [Fact]
    public void Names_of_members_are_what_the_spec_derives_them_from()
    {
        // Only these differ from the Go name by more than the case of its begin.
        HashSet<string> renamed = ["Version", "Pagesize"];
        foreach (Type type in typeof(Config.Spec).Assembly.GetTypes())
        {
            if (type.Namespace != typeof(Config.Spec).Namespace) continue;
            foreach (PropertyInfo property in type.GetProperties())
            {
                string? name = property.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name;
                if (name is null || renamed.Contains(property.Name)) continue;
                Assert.Equal(property.Name, name, ignoreCase: true);
            }
        }
    }

    private static void Collect(object target, string path, List<string> missing)
    {
        foreach (PropertyInfo property in target.GetType().GetProperties())
        {
            string at = path + "/" + property.GetCustomAttribute<JsonPropertyNameAttribute>()!.Name;
            object? value = property.GetValue(target);
            if (
                value is null
                || value.Equals(
                    Activator.CreateInstance(property.PropertyType.IsValueType ? property.PropertyType : typeof(object))
                )
            )
                missing.Add(at);
            else if (value is IDictionary map)
            {
                foreach (object entry in map.Values) Descend(entry, at, missing);
            }
            else if (value is Array array)
            {
                foreach (object entry in array) Descend(entry, at, missing);
            }
            else Descend(value, at, missing);
        }
    }

    private static void Descend(object value, string path, List<string> missing)
    {
        if (value.GetType().Namespace == typeof(Config.Spec).Namespace) Collect(value, path, missing);
    }
}
