using System;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Security.Lsm;

/// <summary>Finds out which security modules the host runs.</summary>
internal static unsafe class LsmDetection
{
    /// <summary>Looks the host's modules up: a few system calls, so only for a config that names a label.</summary>
    public static LsmHost Detect() => new(
        AppArmor: Exists("/sys/kernel/security/apparmor") && IsYes("/sys/module/apparmor/parameters/enabled\0"u8),
        AppArmorAttributes: Exists("/proc/thread-self/attr/apparmor/exec"),
        // the kernel fills selinuxfs only where SELinux is on, is_selinux_enabled(3)
        Selinux: Exists("/sys/fs/selinux/enforce"));

    private static bool Exists(string path) => Call.Exists(AT_FDCWD, path, followLinks: true);

    private static bool IsYes(ReadOnlySpan<byte> path)
    {
        int fd;
        // Safe: the literal ends in NUL and stays where it is.
        fixed (byte* text = path) fd = open(text, O_RDONLY | O_CLOEXEC, 0);
        if (fd == -1 && errno == Errno.ENOENT) return false;
        if (fd == -1) LinuxException.Throw("open", KernelText.Decode(path[..^1]));
        using OwnedFd file = new(fd);
        byte answer;
        // Safe: one byte is asked for and there is room for one.
        return read(fd, &answer, 1) == 1 && answer == (byte)'Y';
    }
}
