using System;
using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Namespaces;
using OciRuntime.Native;
using OciRuntime.Native.Paths;

namespace OciRuntime.Rootfs;

/// <summary>
/// Why a filesystem could not be mounted, looked up after the failure: mount(2) has one errno for many causes.
/// </summary>
internal static class MountDiagnosis
{
    /// <summary>The cause, for the end of the sentence; null if it is not found.</summary>
    /// <param name="type">The filesystem's type.</param>
    /// <param name="options">Its own options, or empty.</param>
    /// <param name="error">The errno of the failure.</param>
    public static string? Explain(string type, string options, int error)
    {
        try
        {
            return error switch
            {
                Errno.ENODEV => Unknown(type),
                Errno.ENOSPC => NamespaceDiagnosis.ExplainMounts(error),
                Errno.ENOENT when type == "overlay" => MissingLayer(options),
                Errno.EPERM when type == "proc" => MaskedProc(),
                Errno.EINVAL or Errno.ENOENT or Errno.ERANGE when options.Length > 0 =>
                    FilesystemOptions.FindRefused(type, options),
                _ => null,
            };
        }
        catch (LinuxException)
        {
            // What explains a failure must not hide it.
            return null;
        }
    }

    /// <summary>
    /// Why the target of a mount could not be reached or covered, as far as its name and the source tell.
    /// </summary>
    /// <param name="target">The target, in the container.</param>
    /// <param name="source">A path of the host that was to be mounted there; null if it is none.</param>
    /// <param name="failure">The failure.</param>
    public static string? ExplainTarget(string target, string? source, in ChildFailure failure)
    {
        if (failure.Errno == Errno.ENAMETOOLONG) return PathDiagnosis.Explain(target, failure.Errno);
        if (failure is { Phase: Phase.OpenTree or Phase.MoveMount, Errno: Errno.ENOSPC })
            return NamespaceDiagnosis.ExplainMounts(failure.Errno);
        // graft_tree of the kernel: a directory covers a directory, anything else what is none.
        if (failure is not { Phase: Phase.MoveMount, Errno: Errno.ENOTDIR } || source is null) return null;
        int kind = Call.CheckDirectory(source);
        return kind == 0 ? "the source is a directory, and the target is none"
            : kind == Errno.ENOTDIR ? "the target is a directory, and the source is none"
            : null;
    }

    private static string? Unknown(string type)
    {
        if (type is "bind" or "none") return "a bind mount needs the option `bind` or `rbind`";
        foreach (string line in ProcFile.Read("filesystems").Split('\n'))
        {
            if (line.EndsWith('\t' + type, StringComparison.Ordinal)) return null;
        }
        return $"this kernel has no filesystem `{type}`";
    }

    /// <summary>The first directory of an overlay that is missing; Documentation/filesystems/overlayfs.rst.</summary>
    private static string? MissingLayer(string options)
    {
        foreach (string option in options.Split(','))
        {
            int equals = option.IndexOf('=');
            string name = equals < 0 ? option : option[..equals];
            if (name is not ("lowerdir" or "upperdir" or "workdir")) continue;
            // A colon in the path of a layer is escaped by a backslash; such a list is left to the kernel.
            if (option.Contains('\\'))
                continue;
            foreach (
                string path in name == "lowerdir"
                    ? option[(equals + 1)..].Split(':', StringSplitOptions.RemoveEmptyEntries)
                    : [option[(equals + 1)..]]
            )
            {
                if (path.StartsWith('/') && Call.CheckDirectory(path) == Errno.ENOENT)
                    return $"{name} `{path}` is missing";
            }
        }
        return null;
    }

    /// <summary>
    /// What hides parts of the caller's procfs: then the kernel gives a user namespace no other one
    /// (mount_too_revealing, linux/fs/namespace.c).
    /// </summary>
    private static string? MaskedProc() =>
        FindMaskedProc() is { } masked
            ? $"`{masked}` of the caller is mounted over, and with a hidden part of /proc the "
                + "kernel mounts no whole one in a user namespace"
            : null;

    /// <summary>The first path below /proc that something is mounted on; null if there is none.</summary>
    internal static string? FindMaskedProc()
    {
        const int MountPoint = 4; // the field's index, proc_pid_mountinfo(5)
        foreach (string line in ProcFile.Read("self/mountinfo").Split('\n'))
        {
            string[] fields = line.Split(' ', MountPoint + 2);
            if (fields.Length > MountPoint && IsHidden(fields[MountPoint]))
                return fields[MountPoint];
        }
        return null;
    }

    /// <summary>Whether something is mounted there that the kernel does not know to be harmless.</summary>
    private static bool IsHidden(string point) =>
        point.StartsWith("/proc/", StringComparison.Ordinal)
        // Made to be mounted on, and empty: proc_create_mount_point and register_sysctl_mount_point of the kernel.
        && point is not ("/proc/sys/fs/binfmt_misc" or "/proc/fs/nfsd" or "/proc/openprom");
}
