using System;
using System.Collections.Generic;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Config;

/// <summary>Sorts the options of a mount; the last of two that contradict each other wins, as in mount(8).</summary>
internal static partial class MountOptionParser
{
    /// <summary>
    /// Parses the options of one mount; never fails, since what is unknown is the filesystem's (config.md, Linux mount
    /// options).
    /// </summary>
    public static ParsedMount Parse(string[]? options)
    {
        ParsedMount mount = new();
        List<ulong>? propagation = null;
        List<int>? data = null;
        for (int i = 0; i < (options?.Length ?? 0); i++)
        {
            string option = options![i];
            // Clients send empty strings (docs/client-contract.md, config.json seen).
            if (string.IsNullOrEmpty(option) || Flag(option, mount) || RecursiveAttribute(option, mount)) continue;
            ulong type = PropagationOf(option);
            if (type != 0) (propagation ??= []).Add(type);
            else if (!Extension(option, mount)) (data ??= []).Add(i);
        }
        if (propagation is not null) mount.Propagation = propagation.ToArray();
        if (data is not null) TakeData(mount, options!, data);
        return mount;
    }

    private static void TakeData(ParsedMount mount, string[] options, List<int> data)
    {
        mount.DataOptions = data.ToArray();
        string[] words = new string[data.Count];
        for (int i = 0; i < words.Length; i++) words[i] = options[data[i]];
        mount.Data = string.Join(',', words);
    }

    /// <summary>
    /// The propagation type that <paramref name="option"/> or rootfsPropagation names, mount_namespaces(7); 0 for none.
    /// </summary>
    public static ulong PropagationOf(string? option) => option switch
    {
        "shared" => MS_SHARED,
        "rshared" => MS_SHARED | MS_REC,
        "slave" => MS_SLAVE,
        "rslave" => MS_SLAVE | MS_REC,
        "private" => MS_PRIVATE,
        "rprivate" => MS_PRIVATE | MS_REC,
        "unbindable" => MS_UNBINDABLE,
        "runbindable" => MS_UNBINDABLE | MS_REC,
        _ => 0,
    };

    private static bool Flag(string option, ParsedMount mount)
    {
        if (option == "defaults") return true;
        ulong set = FlagThatSets(option);
        ulong clear = set == 0 ? FlagThatClears(option) : 0;
        mount.Flags = (mount.Flags | set) & ~clear;
        mount.ClearFlags = (mount.ClearFlags | clear) & ~set;
        return (set | clear) != 0;
    }

    private static ulong FlagThatSets(string option) => option switch
    {
        "bind" => MS_BIND,
        "rbind" => MS_BIND | MS_REC,
        "remount" => MS_REMOUNT,
        "ro" => MS_RDONLY,
        "nosuid" => MS_NOSUID,
        "nodev" => MS_NODEV,
        "noexec" => MS_NOEXEC,
        // The r-forms are crun's: these flags are of a filesystem, and a new one has nothing below it.
        "sync" or "rsync" => MS_SYNCHRONOUS,
        "dirsync" or "rdirsync" => MS_DIRSYNC,
        "mand" or "rmand" => MS_MANDLOCK,
        "noatime" => MS_NOATIME,
        "nodiratime" => MS_NODIRATIME,
        "relatime" => MS_RELATIME,
        "strictatime" => MS_STRICTATIME,
        "lazytime" => MS_LAZYTIME,
        "iversion" => MS_I_VERSION,
        "silent" => MS_SILENT,
        "nosymfollow" => MS_NOSYMFOLLOW,
        _ => 0,
    };

    private static ulong FlagThatClears(string option) => option switch
    {
        "rw" => MS_RDONLY,
        "suid" => MS_NOSUID,
        "dev" => MS_NODEV,
        "exec" => MS_NOEXEC,
        "async" or "rasync" => MS_SYNCHRONOUS,
        "nomand" or "rnomand" => MS_MANDLOCK,
        "atime" => MS_NOATIME,
        "diratime" => MS_NODIRATIME,
        "norelatime" => MS_RELATIME,
        "nostrictatime" => MS_STRICTATIME,
        "nolazytime" => MS_LAZYTIME,
        "noiversion" => MS_I_VERSION,
        "loud" => MS_SILENT,
        "symfollow" => MS_NOSYMFOLLOW,
        _ => 0,
    };

    private static bool RecursiveAttribute(string option, ParsedMount mount)
    {
        (ulong set, ulong clear) = AttributeOf(option);
        if ((set | clear) == 0) return false;
        // An access time is a field, not a flag: all of it is cleared, then one value set, mount_setattr(2).
        bool isTime = (clear & MOUNT_ATTR__ATIME) != 0;
        if (isTime) mount.RecursiveSet &= ~MOUNT_ATTR__ATIME;
        mount.RecursiveSet = (mount.RecursiveSet & ~(clear & ~MOUNT_ATTR__ATIME)) | set;
        mount.RecursiveClear = (mount.RecursiveClear & ~(set & ~MOUNT_ATTR__ATIME)) | clear;
        return true;
    }

    private static (ulong Set, ulong Clear) AttributeOf(string option) => option switch
    {
        "rro" => (MOUNT_ATTR_RDONLY, 0),
        "rrw" => (0, MOUNT_ATTR_RDONLY),
        "rnosuid" => (MOUNT_ATTR_NOSUID, 0),
        "rsuid" => (0, MOUNT_ATTR_NOSUID),
        "rnodev" => (MOUNT_ATTR_NODEV, 0),
        "rdev" => (0, MOUNT_ATTR_NODEV),
        "rnoexec" => (MOUNT_ATTR_NOEXEC, 0),
        "rexec" => (0, MOUNT_ATTR_NOEXEC),
        "rnodiratime" => (MOUNT_ATTR_NODIRATIME, 0),
        "rdiratime" => (0, MOUNT_ATTR_NODIRATIME),
        "rnosymfollow" => (MOUNT_ATTR_NOSYMFOLLOW, 0),
        "rsymfollow" => (0, MOUNT_ATTR_NOSYMFOLLOW),
        "rnoatime" => (MOUNT_ATTR_NOATIME, MOUNT_ATTR__ATIME),
        "rstrictatime" => (MOUNT_ATTR_STRICTATIME, MOUNT_ATTR__ATIME),
        // MOUNT_ATTR_RELATIME is 0 and the kernel's default, so it is also what any "not that one" leads to.
        "rrelatime" or "rnorelatime" or "ratime" or "rnostrictatime" => (MOUNT_ATTR_RELATIME, MOUNT_ATTR__ATIME),
        _ => (0, 0),
    };

    private static bool Extension(string option, ParsedMount mount)
    {
        int equals = option.IndexOf('=');
        if (equals > 0 && option.AsSpan(0, equals) is "idmap" or "ridmap")
        {
            mount.IdMap = true;
            mount.RIdMap = option[0] == 'r';
            mount.Mappings = option[(equals + 1)..];
            return true;
        }
        switch (option)
        {
            case "tmpcopyup":
                mount.TmpCopyUp = true;
                return true;
            case "idmap":
                mount.IdMap = true;
                mount.RIdMap = false;
                return true;
            case "ridmap":
                mount.IdMap = mount.RIdMap = true;
                return true;
            case "copy-symlink":
                mount.CopySymlink = true;
                return true;
            case "src-nofollow":
                mount.SourceNoFollow = true;
                return true;
            case "dest-nofollow":
                mount.DestinationNoFollow = true;
                return true;
            default:
                return false;
        }
    }
}
