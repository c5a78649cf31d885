namespace OciRuntime.Config;

internal static partial class MountOptionParser
{
    /// <summary>Every option that is not passed on to the filesystem, sorted; features.md, mountOptions.</summary>
    public static string[] Known =>
    [
        "async", "atime", "bind", "copy-symlink", "defaults", "dest-nofollow", "dev", "diratime", "dirsync", "exec", "idmap",
        "iversion", "lazytime", "loud", "mand", "noatime", "nodev", "nodiratime", "noexec", "noiversion", "nolazytime",
        "nomand", "norelatime", "nostrictatime", "nosuid", "nosymfollow", "private", "rasync", "ratime", "rbind", "rdev",
        "rdiratime", "rdirsync", "relatime", "remount", "rexec", "ridmap", "rmand", "rnoatime", "rnodev", "rnodiratime",
        "rnoexec", "rnomand", "rnorelatime", "rnostrictatime", "rnosuid", "rnosymfollow", "ro", "rprivate", "rrelatime",
        "rro", "rrw", "rshared", "rslave", "rstrictatime", "rsuid", "rsymfollow", "rsync", "runbindable", "rw", "shared",
        "silent", "slave", "src-nofollow", "strictatime", "suid", "symfollow", "sync", "tmpcopyup", "unbindable",
    ];
}
