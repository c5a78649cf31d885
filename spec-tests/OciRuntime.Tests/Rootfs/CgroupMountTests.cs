using System;
using System.Linq;
using OciRuntime.Config;
using OciRuntime.Launch.Child;
using OciRuntime.Launch.Operations;
using OciRuntime.Launch.Plan;
using OciRuntime.Native.Paths;
using OciRuntime.Rootfs;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Tests.Rootfs;

/// <summary>
/// Mounts of type <c>cgroup</c> on hosts with cgroup v1 and v2; config-linux.md, Cgroup ownership and Default
/// Filesystems.
/// </summary>
public sealed class CgroupMountTests
{
    private static readonly CgroupMountFacts V1 = new(
        false,
        [
            new("memory", "/sys/fs/cgroup/memory/box", "memory", false),
            new("cpu,cpuacct", "/sys/fs/cgroup/cpu,cpuacct/box", "cpu,cpuacct", false),
            new("systemd", "/sys/fs/cgroup/systemd/box", "name=systemd", false),
        ],
        null);

    private static readonly CgroupMountFacts V2 = new(true, [], "/sys/fs/cgroup/box");

    [Fact]
    public void With_its_own_namespace_a_v1_container_mounts_every_hierarchy()
    {
        Assert.Equal(
            """
            Wait                InCgroup
            Unshare             cgroup
            MountFilesystem     tmpfs type=tmpfs on=/sys/fs/cgroup flags=nosuid,nodev,noexec data=mode=755 nosymlinks
            MountFilesystem     cgroup type=cgroup on=/sys/fs/cgroup/memory flags=ro,nosuid,nodev,noexec data=memory nosymlinks
            MountFilesystem     cgroup type=cgroup on=/sys/fs/cgroup/cpu,cpuacct flags=ro,nosuid,nodev,noexec data=cpu,cpuacct nosymlinks
            MountFilesystem     systemd type=cgroup on=/sys/fs/cgroup/systemd flags=ro,nosuid,nodev,noexec data=name=systemd nosymlinks
            MakeSymlink         /sys/fs/cgroup/cpu to=cpu,cpuacct
            MakeSymlink         /sys/fs/cgroup/cpuacct to=cpu,cpuacct
            """,
            Plan(V1, ["ro"], "mount", "cgroup"));
    }

    [Fact]
    public void Without_a_cgroup_namespace_a_v1_container_gets_its_own_cgroups_bound()
    {
        Assert.Equal(
            """
            MountFilesystem     tmpfs type=tmpfs on=/sys/fs/cgroup flags=nosuid,nodev,noexec data=mode=755 nosymlinks
            BindInto            /sys/fs/cgroup/memory/box on=/sys/fs/cgroup/memory
            BindInto            /sys/fs/cgroup/cpu,cpuacct/box on=/sys/fs/cgroup/cpu,cpuacct
            BindInto            /sys/fs/cgroup/systemd/box on=/sys/fs/cgroup/systemd
            MakeSymlink         /sys/fs/cgroup/cpu to=cpu,cpuacct
            MakeSymlink         /sys/fs/cgroup/cpuacct to=cpu,cpuacct
            SetMountAttributes  /sys/fs/cgroup set=nosuid,nodev,noexec clear=ro,nosymfollow recursive
            """,
            Plan(V1, ["nosuid"], "mount"));
    }

    [Theory]
    [InlineData("mount")]
    [InlineData("mount", "user")]
    public void Directories_that_systemd_makes_are_bound_by_the_child_once_it_is_in_the_scope(
        params string[] namespaces
    )
    {
        Assert.Equal(
            """
            Wait                InCgroup
            MountFilesystem     tmpfs type=tmpfs on=/sys/fs/cgroup flags=nosuid,nodev,noexec data=mode=755 nosymlinks
            BindInto            /sys/fs/cgroup/memory/box on=/sys/fs/cgroup/memory
            BindInto            /sys/fs/cgroup/cpu,cpuacct/box on=/sys/fs/cgroup/cpu,cpuacct
            BindInto            /sys/fs/cgroup/systemd/box on=/sys/fs/cgroup/systemd
            MakeSymlink         /sys/fs/cgroup/cpu to=cpu,cpuacct
            MakeSymlink         /sys/fs/cgroup/cpuacct to=cpu,cpuacct
            SetMountAttributes  /sys/fs/cgroup set=nosuid,nodev,noexec clear=ro,nosymfollow recursive
            """,
            Plan(V1 with { MadeLater = true }, ["nosuid"], namespaces));
    }

    [Fact]
    public void A_read_only_v1_mount_has_read_only_hierarchies_in_a_writable_tmpfs()
    {
        string plan = Plan(V1, ["ro"], "mount");
        Assert.EndsWith(
            """
            SetMountAttributes  /sys/fs/cgroup set=ro,nosuid,nodev,noexec clear=nosymfollow recursive
            SetMountAttributes  /sys/fs/cgroup clear=ro
            """,
            plan,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("memory", "hierarchies of cgroup v1", "mount")]
    [InlineData("nsdelegate", "the host's cgroup2", "mount", "user")]
    public void An_option_of_a_cgroup_mount_that_would_be_dropped_is_refused(
        string option,
        string what,
        params string[] namespaces
    )
    {
        SpecException error = Assert.Throws<SpecException>(() =>
            Plan(namespaces.Length == 1 ? V1 : V2, [option], namespaces)
        );
        Assert.Contains($"`{option}` has no effect on {what}", error.Message, StringComparison.Ordinal);
        Assert.Equal("/mounts/0/options/0", error.Errors[0].Pointer);
    }

    [Fact]
    public void On_v2_the_container_mounts_cgroup2_in_its_namespace()
    {
        Assert.Equal(
            """
            Wait                InCgroup
            Unshare             cgroup
            MountFilesystem     cgroup type=cgroup2 on=/sys/fs/cgroup flags=ro nosymlinks
            """,
            Plan(V2, ["ro"], "mount", "cgroup", "user"));
    }

    [Fact]
    public void On_v2_without_a_namespace_root_mounts_it_and_another_user_namespace_gets_the_hosts_bound()
    {
        Assert.Equal(
            "MountFilesystem     cgroup type=cgroup2 on=/sys/fs/cgroup flags=ro nosymlinks",
            Plan(V2, ["ro"], "mount")
        );
        Assert.Equal(
            "AttachMount         /sys/fs/cgroup on=/sys/fs/cgroup directory tree=[recursive; propagation=slave "
            + "recursive; set=ro clear=nosuid,nodev,noexec,nosymfollow]",
            Plan(V2, ["ro"], "mount", "user"));
    }

    [Fact]
    public void A_process_that_is_cloned_into_its_cgroup_does_not_wait_for_it()
    {
        Assert.Equal(
            """
            Unshare             cgroup
            MountFilesystem     cgroup type=cgroup2 on=/sys/fs/cgroup flags=- nosymlinks
            """,
            Plan(V2, [], true, "mount", "cgroup"));
    }

    private static string Plan(CgroupMountFacts facts, string[] options, params string[] namespaces) =>
        Plan(facts, options, false, namespaces);

    private static string Plan(CgroupMountFacts facts, string[] options, bool born, params string[] namespaces)
    {
        PlannedMounts mounts = new(true, _ => HostPath.Open("/", O_PATH));
        RootfsContext context = new()
        {
            Spec = new Config.Spec
            {
                Mounts =
                [
                    new()
                    {
                        Destination = "/sys/fs/cgroup",
                        Type = "cgroup",
                        Source = "cgroup",
                        Options = options,
                    },
                ],
                Linux = new Linux { Namespaces = namespaces.Select(n => new LinuxNamespace { Type = n }).ToArray() },
            },
            BundlePath = "/bundle",
            RootfsPath = "/bundle/rootfs",
            NewMountNamespace = true,
            NewCgroupNamespace = namespaces.Contains("cgroup"),
            NewUserNamespace = namespaces.Contains("user"),
            EnterCgroup = plan => { if (!born) plan.Emit(new Wait { Point = SyncPoint.InCgroup }); },
            Host = mounts,
            Cgroup = facts,
        };
        using LaunchPlan plan = new();
        MountCompiler.Compile(context, plan, 0);
        string text = PlanPrinter.Print(plan, mounts.Describe).Replace("  # /mounts/0", "", StringComparison.Ordinal);
        return text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..].TrimEnd();
    }
}
