using System.Collections.Generic;
using System.Linq;
using OciRuntime.Config;

namespace OciRuntime.Tests.ConfigModel;

/// <summary>Options of a mount that would have no effect are refused, with the place and what was meant.</summary>
public sealed class MountOptionValidationTests
{
    [Theory]
    [InlineData("readonly", "did you mean ro?")]
    [InlineData("RO", "did you mean ro?")]
    [InlineData("nosuids", "did you mean nosuid?")]
    [InlineData("size=10m", "it is not an option of mount(8)")]
    public void An_option_of_a_bind_mount_that_the_kernel_would_ignore_is_refused(string option, string hint)
    {
        SpecError error = Assert.Single(
            Errors(
                new Mount
                {
                    Destination = "/data",
                    Source = "/srv",
                    Options = ["rbind", option],
                }
            )
        );
        Assert.Equal("/mounts/0/options/1", error.Pointer);
        Assert.Contains(option, error.Message, System.StringComparison.Ordinal);
        Assert.StartsWith(hint, error.Hint, System.StringComparison.Ordinal);
    }

    [Fact]
    public void Every_ignored_option_of_a_bind_mount_is_named() => Assert.Equal(
        ["/mounts/0/options/0", "/mounts/0/options/2"],
            Errors(
                    new Mount
                    {
                        Destination = "/data",
                        Type = "bind",
                        Source = "/srv",
                        Options = ["z", "ro", "Z"],
                    }
                )
                .Select(e => e.Pointer)
        );

    [Fact]
    public void Options_of_a_filesystem_are_left_to_it() =>
        Assert.Empty(
            Errors(
                new Mount
                {
                    Destination = "/a",
                    Type = "tmpfs",
                    Source = "tmpfs",
                    Options = ["size=10m", "tmpcopyup", "", "no-such-option"],
                },
                new Mount
                {
                    Destination = "/b",
                    Type = "overlay",
                    Source = "overlay",
                    Options = ["userxattr", "lowerdir=/x:/y"],
                },
                new Mount
                {
                    Destination = "/c",
                    Type = "ramfs",
                    Source = "ramfs",
                    Options = ["mode=700"],
                }
            )
        );

    [Fact]
    public void Ramfs_accepts_every_option_and_ignores_it() =>
        Assert.Equal(
            ["/mounts/0/options/0"],
            Errors(
                    new Mount
                    {
                        Destination = "/c",
                        Type = "ramfs",
                        Options = ["size=1m"],
                    }
                )
                .Select(e => e.Pointer)
        );

    [Fact]
    public void What_engines_send_for_bind_mounts_is_accepted() =>
        Assert.Empty(
            Errors(
                new Mount
                {
                    Destination = "/a",
                    Type = "bind",
                    Source = "/srv",
                    Options = ["rbind", "rprivate", "ro", "rro", ""],
                },
                new Mount
                {
                    Destination = "/b",
                    Type = "bind",
                    Source = "/srv",
                    Options = ["bind", "sync", "lazytime", "copy-symlink"],
                },
                new Mount
                {
                    Destination = "/c",
                    Type = "bind",
                    Source = "/srv",
                    Options = ["bind", "src-nofollow", "dest-nofollow"],
                }
            )
        );

    [Theory]
    [InlineData("tmpfs", "copy-symlink")]
    [InlineData("tmpfs", "src-nofollow")]
    [InlineData("ramfs", "tmpcopyup")]
    [InlineData("bind", "tmpcopyup")]
    [InlineData("bind", "copy-symlink,dest-nofollow")]
    [InlineData("bind", "remount,src-nofollow")]
    public void Options_for_another_kind_of_mount_are_refused(string type, string options) =>
        Assert.Equal(
            ["/mounts/0/options"],
            Errors(
                    new Mount
                    {
                        Destination = "/c",
                        Source = "/srv",
                        Type = type,
                        Options = options.Split(','),
                    }
                )
                .Select(e => e.Pointer)
        );

    [Theory]
    [InlineData(true, false, "/mounts/0/gidMappings")]
    [InlineData(false, true, "/mounts/0/uidMappings")]
    public void The_two_id_mappings_of_a_mount_come_together(bool uids, bool gids, string pointer)
    {
        LinuxIDMapping[] maps = [new() { HostID = 1000, Size = 1 }];
        Mount mount = new()
        {
            Destination = "/c",
            Source = "/srv",
            Options = ["bind"],
            UIDMappings = uids ? maps : null,
            GIDMappings = gids ? maps : [],
        };
        SpecError error = Assert.Single(Errors(mount));
        Assert.Equal(pointer, error.Pointer);
        Assert.StartsWith("required together with", error.Message, System.StringComparison.Ordinal);
    }

    private static List<SpecError> Errors(params Mount[] mounts) =>
        SpecValidator.Validate(
            new OciRuntime.Config.Spec
            {
                Version = "1.2.0",
                Root = new Root { Path = "rootfs" },
                Process = new Process { Cwd = "/", Args = ["true"] },
                Mounts = mounts,
            }
        );
}
