using OciRuntime.Rootfs;

namespace OciRuntime.Tests.Rootfs;

/// <summary>Which mounts <c>--no-pivot</c> hides; proc_pid_mountinfo(5).</summary>
public sealed class HostViewsTests
{
    private const string MountInfo =
        """
        21 1 254:0 / / rw,relatime - ext4 /dev/vda rw
        22 21 0:20 / /proc rw,nosuid,nodev,noexec,relatime shared:5 - proc proc rw
        23 21 0:21 / /sys rw shared:6 master:2 - sysfs sysfs rw
        24 22 0:22 / /proc/sys/fs/binfmt_misc rw - autofs systemd-1 rw
        25 21 0:20 /sys /mnt/part rw - proc proc rw
        26 21 0:20 / /bundle/rootfs/proc rw - proc proc rw
        27 21 0:20 / /bundle/rootfs2/proc rw - proc proc rw
        28 21 0:20 / /with\040space rw - proc proc rw

        """;

    [Fact]
    public void Whole_procfs_and_sysfs_mounts_outside_the_root_are_found()
    {
        Assert.Equal(
            ["/proc", "/sys", "/bundle/rootfs2/proc", "/with space"],
            HostViews.Find(MountInfo, "/bundle/rootfs")
        );
    }
}
