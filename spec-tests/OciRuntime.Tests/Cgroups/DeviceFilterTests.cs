using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using FsCheck.Fluent;
using Mono.Unix.Native;
using OciRuntime.Cgroups;
using OciRuntime.Cgroups.V2.Devices;
using OciRuntime.Config;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Tests.Cgroups;

/// <summary>The kernel loads device programs and decides by them: each access is really tried.</summary>
public sealed class DeviceFilterTests : IDisposable
{
    private const int Lists = 40, Accesses = 24; // about 2 s

    private readonly string _directory = Directory.CreateTempSubdirectory("ocirun-devices-").FullName;

    public void Dispose() => Directory.Delete(_directory, true);

    [RootFact]
    public void The_device_program_decides_in_the_kernel_as_a_plain_reading_of_the_rules()
    {
        using TestCgroup cgroup = new();
        for (int i = 0; i < Lists; i++)
        {
            LinuxDeviceCgroup[] config = DeviceGenerators.Rules.Sample(1, 8).Single();
            DeviceAccess[] accesses = DeviceGenerators
                .Access.Where(access => access.Access != 0 && !IsExempt(access))
                .ArrayOf(Accesses)
                .Sample(1)
                .Single();
            List<DeviceRule> rules = DeviceRule.FromConfig(config);
            // Each list replaces the one before.
            DeviceFilter.Set(cgroup.Path, rules);
            string[] answers = Try(cgroup, accesses);
            for (int k = 0; k < accesses.Length; k++)
                Assert.True(
                    (answers[k] == "yes") == DeviceInterpreter.Reads(rules, accesses[k]),
                    $"{accesses[k]} is {answers[k]} by {DeviceGenerators.Print(config)}"
                );
        }
    }

    [Fact]
    public unsafe void A_bpf_query_has_room_for_what_kernels_since_6_17_write()
    {
        const int EndOfRevision = 64; // offset 56 and 8 bytes, include/uapi/linux/bpf.h of Linux 6.17
        Assert.True(sizeof(OciRuntime.Native.Abi.bpf_attr_query) >= EndOfRevision);
    }

    [RootFact]
    public void A_device_program_of_a_thousand_rules_loads()
    {
        using TestCgroup cgroup = new();
        LinuxDeviceCgroup[] config =
        [
            .. Enumerable
                .Range(0, 1000)
                .Select(i => new LinuxDeviceCgroup
                {
                    Allow = i % 2 == 0,
                    Type = "c",
                    Major = 300 + i,
                    Minor = i,
                    Access = "rw",
                }),
        ];
        DeviceFilter.Set(cgroup.Path, DeviceRule.FromConfig(config));
        Assert.Equal(
            ["yes", "no"],
            Try(
                cgroup,
                [new DeviceAccess('c', 302, 2, BPF_DEVCG_ACC_READ), new DeviceAccess('c', 303, 3, BPF_DEVCG_ACC_READ)]
            )
        );
    }

    /// <summary>
    /// The kernel asks nobody about 0:0, the mark of what an overlay hides; include/linux/device_cgroup.h.
    /// </summary>
    private static bool IsExempt(DeviceAccess access) => access is { Major: 0, Minor: 0 };

    /// <summary>
    /// Makes or opens the nodes from inside the cgroup: what EPERM answers is a no; that there is no such driver, a
    /// yes.
    /// </summary>
    private string[] Try(TestCgroup cgroup, DeviceAccess[] accesses)
    {
        StringBuilder script = new();
        for (int i = 0; i < accesses.Length; i++)
        {
            DeviceAccess access = accesses[i];
            string node = $"{_directory}/{access.Type}-{access.Major}-{access.Minor}";
            string made = $"{_directory}/made-{i}";
            if (access.Access == BPF_DEVCG_ACC_MKNOD)
            {
                script.Append(
                    $"if mknod {made} {access.Type} {access.Major} {access.Minor}; then echo yes; rm {made}; else "
                    + $"echo no; fi\n"
                );
                continue;
            }
            FilePermissions kind = access.Type == 'b' ? FilePermissions.S_IFBLK : FilePermissions.S_IFCHR;
            if (!File.Exists(node))
                Assert.Equal(
                    0,
                    Syscall.mknod(node, kind | FilePermissions.DEFFILEMODE, makedev(access.Major, access.Minor))
                );
            string open = access.Access switch
            {
                BPF_DEVCG_ACC_READ => "<",
                BPF_DEVCG_ACC_WRITE => ">>",
                _ => "<>",
            };
            script.Append($"case $( (exec 3{open}{node}) 2>&1) in *'not permitted'*) echo no;; *) echo yes;; esac\n");
        }
        return cgroup.Run(script.ToString()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
