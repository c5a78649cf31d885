using System;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using OciRuntime.Config;
using OciRuntime.Rootfs;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Tests.Rootfs;

/// <summary>config.md, Linux mount options.</summary>
public sealed class MountOptionParserTests
{
    /// <summary>The option table of config.md, runtime-spec 1.3.</summary>
    private const string SpecTable =
        "async atime bind defaults dev diratime dirsync exec iversion lazytime loud mand noatime nodev nodiratime "
        + "noexec "
        + "noiversion nolazytime nomand norelatime nostrictatime nosuid nosymfollow private ratime rbind rdev "
            + "rdiratime relatime "
        + "remount rexec rnoatime rnodiratime rnoexec rnorelatime rnostrictatime rnosuid rnosymfollow ro rprivate "
            + "rrelatime rro "
        + "rrw rshared rslave rstrictatime rsuid rsymfollow runbindable rw shared silent slave strictatime suid "
            + "symfollow sync "
        + "tmpcopyup unbindable idmap ridmap";

    [Fact]
    public void Every_mount_option_of_the_spec_is_known()
    {
        Assert.Empty(SpecTable.Split(' ').Except(MountOptionParser.Known));
    }

    [Fact]
    public void The_list_of_mount_options_is_sorted_and_without_duplicates()
    {
        Assert.Equal(MountOptionParser.Known.Distinct().Order(StringComparer.Ordinal), MountOptionParser.Known);
    }

    [Fact]
    public void No_known_mount_option_reaches_the_filesystem()
    {
        foreach (string option in MountOptionParser.Known) Assert.Equal("", MountOptionParser.Parse([option]).Data);
    }

    [Fact]
    public void Every_known_mount_option_but_defaults_changes_something()
    {
        foreach (string option in MountOptionParser.Known.Where(o => o != "defaults"))
        {
            ParsedMount mount = MountOptionParser.Parse([option]);
            bool changed =
                mount.Flags != 0
                || mount.ClearFlags != 0
                || mount.RecursiveSet != 0
                || mount.RecursiveClear != 0
                || mount.Propagation.Length > 0
                || mount.TmpCopyUp
                || mount.IdMap
                || mount.CopySymlink
                || mount.SourceNoFollow
                || mount.DestinationNoFollow;
            Assert.True(changed, option);
        }
    }

    [Property]
    public Property Unknown_options_reach_the_filesystem_in_their_order_whatever_they_are()
    {
        Gen<string> any = Gen.OneOf(
            Gen.Elements(MountOptionParser.Known),
            ArbMap.Default.GeneratorFor<NonNull<string>>().Select(s => s.Get)
        );
        return Prop.ForAll(Gen.ArrayOf(any).ToArbitrary(), options =>
        {
            string[] foreign = options.Where(o => o.Length > 0 && !MountOptionParser.Known.Contains(o)).ToArray();
            return MountOptionParser.Parse(options).Data == string.Join(',', foreign);
        });
    }

    [Property]
    public Property A_flag_is_never_both_set_and_cleared()
    {
        return Prop.ForAll(Gen.ArrayOf(Gen.Elements(MountOptionParser.Known)).ToArbitrary(), options =>
        {
            ParsedMount mount = MountOptionParser.Parse(options);
            ulong both = mount.RecursiveSet & mount.RecursiveClear & ~MOUNT_ATTR__ATIME;
            return (mount.Flags & mount.ClearFlags) == 0 && both == 0;
        });
    }

    [Theory]
    [InlineData("ro rw", 0ul, MS_RDONLY)]
    [InlineData("rw ro", MS_RDONLY, 0ul)]
    [InlineData("nosuid suid nodev", MS_NODEV, MS_NOSUID)]
    [InlineData("rbind", MS_BIND | MS_REC, 0ul)]
    [InlineData("noatime atime", 0ul, MS_NOATIME)]
    [InlineData("sync async dirsync", MS_DIRSYNC, MS_SYNCHRONOUS)]
    public void The_last_of_two_contradicting_mount_options_wins(string options, ulong set, ulong clear)
    {
        ParsedMount mount = MountOptionParser.Parse(options.Split(' '));
        Assert.Equal((set, clear), (mount.Flags, mount.ClearFlags));
    }

    [Theory]
    [InlineData("ro rw", false)]
    [InlineData("rw ro", true)]
    [InlineData("rro rw", true)]
    [InlineData("rrw ro", false)]
    [InlineData("", false)]
    public void Recursive_read_only_options_win_over_other_options(string options, bool readOnly)
    {
        Assert.Equal(readOnly, MountOptionParser.Parse(options.Split(' ')).EndsReadOnly);
    }

    [Theory]
    [InlineData("rsync rdirsync rmand", MS_SYNCHRONOUS | MS_DIRSYNC | MS_MANDLOCK, 0ul)]
    [InlineData("rsync rasync", 0ul, MS_SYNCHRONOUS)]
    [InlineData("rmand rnomand", 0ul, MS_MANDLOCK)]
    public void Recursive_options_that_mount_setattr_does_not_have_are_those_of_the_filesystem(
        string options,
        ulong set,
        ulong clear
    )
    {
        ParsedMount mount = MountOptionParser.Parse(options.Split(' '));
        Assert.Equal((set, clear), (mount.Flags, mount.ClearFlags));
    }

    [Theory]
    [InlineData("readonly", "ro")]
    [InlineData("RO", "ro")]
    [InlineData("nosuids", "nosuid")]
    [InlineData("no-exec", "noexec")]
    [InlineData("rprviate", "rprivate")]
    [InlineData("copy-symlinks", "copy-symlink")]
    [InlineData("size=10m", null)]
    [InlineData("x", null)]
    [InlineData("mode", null)]
    public void A_misspelled_mount_option_is_recognised(string option, string? known) =>
        Assert.Equal(known, MountOptionSpelling.Guess(option));

    [Fact]
    public void A_very_long_mount_option_is_not_taken_for_a_misspelling() =>
        Assert.Null(MountOptionSpelling.Guess(new string('r', 1 << 20)));

    [Theory]
    [InlineData("rro", MOUNT_ATTR_RDONLY, 0ul)]
    [InlineData("rro rrw", 0ul, MOUNT_ATTR_RDONLY)]
    [InlineData("rnoatime", MOUNT_ATTR_NOATIME, MOUNT_ATTR__ATIME)]
    [InlineData("rnoatime rstrictatime", MOUNT_ATTR_STRICTATIME, MOUNT_ATTR__ATIME)]
    [InlineData("rstrictatime rrelatime", 0ul, MOUNT_ATTR__ATIME)]
    [InlineData("rnosuid rnodev rnoexec", MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC, 0ul)]
    public void Recursive_options_become_attributes_of_mount_setattr(string options, ulong set, ulong clear)
    {
        ParsedMount mount = MountOptionParser.Parse(options.Split(' '));
        Assert.Equal((set, clear), (mount.RecursiveSet, mount.RecursiveClear));
        Assert.Equal(0ul, mount.Flags | mount.ClearFlags);
    }

    [Fact]
    public void Propagation_options_keep_their_order()
    {
        Assert.Equal([MS_SLAVE | MS_REC, MS_SHARED], MountOptionParser.Parse(["rslave", "ro", "shared"]).Propagation);
    }

    [Theory]
    [InlineData(
        MS_RDONLY | MS_NOSUID,
        MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOSUID,
        MOUNT_ATTR_NODEV | MOUNT_ATTR_NOEXEC | MOUNT_ATTR_NOSYMFOLLOW
    )]
    [InlineData(
        MS_NOATIME,
        MOUNT_ATTR_NOATIME,
        MOUNT_ATTR_RDONLY
            | MOUNT_ATTR_NOSUID
            | MOUNT_ATTR_NODEV
            | MOUNT_ATTR_NOEXEC
            | MOUNT_ATTR_NOSYMFOLLOW
            | MOUNT_ATTR_NODIRATIME
            | MOUNT_ATTR__ATIME
    )]
    [InlineData(
        MS_STRICTATIME | MS_NOATIME | MS_NODIRATIME,
        MOUNT_ATTR_STRICTATIME | MOUNT_ATTR_NODIRATIME,
        MOUNT_ATTR_RDONLY
            | MOUNT_ATTR_NOSUID
            | MOUNT_ATTR_NODEV
            | MOUNT_ATTR_NOEXEC
            | MOUNT_ATTR_NOSYMFOLLOW
            | MOUNT_ATTR__ATIME
    )]
    public void A_bind_mount_has_exactly_the_flags_that_are_asked_for(ulong flags, ulong set, ulong clear)
    {
        Assert.Equal((set, clear), MountAttributes.ForBind(flags));
    }
}
