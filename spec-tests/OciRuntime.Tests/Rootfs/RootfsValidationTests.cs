using System.Collections.Generic;
using System.Linq;
using OciRuntime.Config;
using OciRuntime.Rootfs;

namespace OciRuntime.Tests.Rootfs;

/// <summary>What the root filesystem's compiler refuses, with the place in the config.</summary>
public sealed class RootfsValidationTests
{
    [Fact]
    public void A_usual_rootfs_config_is_accepted()
    {
        Assert.Empty(
            Errors(
                new Mount
                {
                    Destination = "/proc",
                    Type = "proc",
                    Source = "proc",
                },
                new Mount
                {
                    Destination = "/data",
                    Type = "bind",
                    Source = "/srv",
                    Options = ["rbind", "ro", "rprivate"],
                },
                new Mount
                {
                    Destination = "/proc/uptime",
                    Source = "/srv/uptime",
                    Options = ["bind"],
                },
                new Mount
                {
                    Destination = "/tmp",
                    Type = "tmpfs",
                    Source = "tmpfs",
                    Options = ["tmpcopyup", "size=1m", ""],
                }
            )
        );
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/..")]
    [InlineData("/a/..")]
    public void Nothing_is_mounted_over_the_root(string destination)
    {
        Assert.Equal(["/mounts/0/destination"], Errors(new Mount { Destination = destination, Type = "tmpfs" }));
    }

    [Theory]
    [InlineData("/proc/sys")]
    [InlineData("/proc/../proc/self")]
    [InlineData("proc/acpi")]
    public void Nothing_but_the_files_that_clients_replace_is_mounted_inside_proc(string destination)
    {
        Assert.Equal(
            ["/mounts/0/destination"],
            Errors(
                new Mount
                {
                    Destination = destination,
                    Source = "/srv",
                    Options = ["bind"],
                }
            )
        );
    }

    [Fact]
    public void Only_procfs_is_mounted_on_proc()
    {
        Assert.Equal(["/mounts/0/type"], Errors(new Mount { Destination = "/proc", Type = "tmpfs", Source = "tmpfs" }));
    }

    [Fact]
    public void A_bind_mount_has_a_source()
    {
        Assert.Equal(
            ["/mounts/0/source"],
            Errors(
                new Mount
                {
                    Destination = "/data",
                    Type = "bind",
                    Options = ["rbind"],
                }
            )
        );
    }

    [Fact]
    public void A_mount_that_is_no_bind_has_a_type()
    {
        Assert.Equal(["/mounts/0/type"], Errors(new Mount { Destination = "/data", Source = "/srv" }));
    }

    [Fact]
    public void An_id_mapped_mount_is_a_bind_mount_with_mappings_from_somewhere()
    {
        Assert.Equal(
            ["/mounts/0/options"],
            Errors(
                new Mount
                {
                    Destination = "/data",
                    Source = "/srv",
                    Options = ["bind", "idmap"],
                }
            )
        );
        LinuxIDMapping[] maps = [new() { HostID = 1000, Size = 1 }];
        Assert.Equal(
            ["/mounts/0/uidMappings"],
            Errors(
                new Mount
                {
                    Destination = "/data",
                    Type = "tmpfs",
                    UIDMappings = maps,
                    GIDMappings = maps,
                }
            )
        );
        Assert.Empty(
            Errors(
                new Mount
                {
                    Destination = "/data",
                    Source = "/srv",
                    Options = ["bind"],
                    UIDMappings = maps,
                    GIDMappings = maps,
                }
            )
        );
    }

    [Fact]
    public void Device_numbers_are_those_of_the_kernel()
    {
        Config.Spec spec = new()
        {
            Linux = new Linux
            {
                Devices =
                [
                    new()
                    {
                        Path = "/dev/x",
                        Type = "c",
                        Major = 4096,
                        Minor = -1,
                    },
                    new() { Path = "/", Type = "p" },
                ],
            },
        };
        Assert.Equal(
            ["/linux/devices/0/major", "/linux/devices/0/minor", "/linux/devices/1/path"],
            Pointers(spec, false)
        );
    }

    [Fact]
    public void A_private_root_propagation_needs_pivot_root()
    {
        Config.Spec spec = new() { Linux = new Linux { RootfsPropagation = "rprivate" } };
        Assert.Equal(["/linux/rootfsPropagation"], Pointers(spec, true));
        Assert.Empty(Pointers(spec, false));
    }

    private static string[] Errors(params Mount[] mounts) => Pointers(new Config.Spec { Mounts = mounts }, false);

    private static string[] Pointers(Config.Spec spec, bool noPivot)
    {
        List<SpecError> errors = [];
        RootfsCompiler.Validate(spec, noPivot, errors);
        return errors.Select(e => e.Pointer).ToArray();
    }
}
