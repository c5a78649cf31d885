using System.IO;
using System.Linq;
using Mono.Unix;
using OciRuntime.Cgroups;
using OciRuntime.Cgroups.V2;
using OciRuntime.Config;

namespace OciRuntime.Tests.Cgroups;

/// <summary>config-linux.md, "Cgroup ownership".</summary>
public sealed class DelegationTests
{
    private const uint User = 100_000;

    [RootFact]
    public void The_cgroup_and_the_files_that_the_kernel_names_get_the_owner()
    {
        using TestCgroup cgroup = new();
        Delegation.To(User, cgroup.Path);
        Assert.Equal(User, Owner(cgroup.Path));
        string[] named = File.ReadAllLines("/sys/kernel/cgroup/delegate");
        Assert.Contains("cgroup.procs", named);
        foreach (string file in Directory.EnumerateFiles(cgroup.Path))
            Assert.Equal((file, named.Contains(Path.GetFileName(file)) ? User : 0), (file, Owner(file)));
    }

    [Theory]
    [InlineData("cgroup", "rw", true)]
    [InlineData("cgroup", "ro", false)]
    [InlineData("cgroup", "ro,rw", true)]
    [InlineData("cgroup", "rw,ro", false)]
    [InlineData("cgroup", "rro", false)]
    [InlineData("uts", "rw", false)]
    public void A_cgroup_is_delegated_only_with_a_cgroup_namespace_and_a_writable_mount(
        string space,
        string options,
        bool expected
    )
    {
        Config.Spec spec = new()
        {
            Mounts =
            [
                new Mount
                {
                    Type = "cgroup",
                    Destination = "/sys/fs/cgroup",
                    Options = options.Split(','),
                },
            ],
            Linux = new Linux
            {
                Namespaces = [new LinuxNamespace { Type = space }],
                UIDMappings =
                [
                    new LinuxIDMapping
                    {
                        ContainerID = 0,
                        HostID = User,
                        Size = 65536,
                    },
                ],
            },
        };
        Assert.Equal(expected ? User : null, CgroupOwner.FromConfig(spec));
    }

    private static uint Owner(string path) => (uint)UnixFileSystemInfo.GetFileSystemEntry(path).OwnerUserId;
}
