using System;
using OciRuntime.Native;
using OciRuntime.Native.Paths;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Containers;

/// <summary>
/// The directory under which each container has its state, where <c>--root</c> and the environment put it.
/// </summary>
internal static unsafe class StateRoot
{
    /// <summary>The directory of the system's containers.</summary>
    public const string System = "/run/ocirun";

    /// <summary>What <paramref name="option"/>, XDG_RUNTIME_DIR and the user say.</summary>
    /// <exception cref="OcirunException">The option names <c>/</c>, or the user's directory cannot be made.</exception>
    public static string Resolve(string? option)
    {
        if (option is not null) return Absolute(option);
        string? runtimeDirectory = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        if (string.IsNullOrEmpty(runtimeDirectory) || !HonorsRuntimeDirectory()) return OfSystem();
        string root = runtimeDirectory + "/ocirun";
        MakeSticky(root);
        return root;
    }

    /// <summary>The system's directory, which is root's; a user without XDG_RUNTIME_DIR has to name another.</summary>
    private static string OfSystem()
    {
        // Safe: the literal ends with a NUL, and is pinned for the call.
        fixed (byte* path = "/run/ocirun\0"u8)
        {
            if (getauxval(AT_EUID) == 0 || faccessat2(AT_FDCWD, path, W_OK | X_OK, AT_EACCESS) == 0) return System;
        }
        throw new OcirunException(
            $"XDG_RUNTIME_DIR is not set, and `{System}` cannot be used: {Errno.Describe(errno)}: "
                + "name a directory with --root",
            code: FailureCodes.Usage
        );
    }

    private static string Absolute(string option)
    {
        string root = LexicalPath.Absolute(option);
        if (root == "/") throw new OcirunException("--root cannot be `/`", FailureCodes.Usage);
        return root;
    }

    /// <summary>
    /// Not for the system's root, whose XDG_RUNTIME_DIR is of no concern; but for root of a user namespace, unless USER
    /// says that this is all the root there is.
    /// </summary>
    private static bool HonorsRuntimeDirectory()
    {
        HostFacts host = new();
        if (host.EffectiveUid != 0) return true;
        return host.InUserNamespace && Environment.GetEnvironmentVariable("USER") != "root";
    }

    /// <summary>
    /// The sticky bit keeps it from being pruned (XDG Base Directory Specification, XDG_RUNTIME_DIR).
    /// </summary>
    private static void MakeSticky(string root)
    {
        const uint Mode = 0x1c0, Sticky = 0x200; // 0700, 01000
        DirectoryTree.Make(root, Mode, parentMode: Mode);
        if (Call.fchmodat(AT_FDCWD, root, Mode | Sticky) == -1) LinuxException.Throw("chmod", root);
    }
}
