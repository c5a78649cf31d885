using System;
using OciRuntime.Cgroups;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Containers;

/// <summary>The v2 cgroup that a container's init is in now.</summary>
internal static class InitCgroup
{
    /// <summary>Opens it for CLONE_INTO_CGROUP.</summary>
    public static int Open(int pid)
    {
        foreach (string line in ProcFile.Read($"{pid}/cgroup").Split('\n'))
        {
            // cgroups(7): 0::/path is the v2 tree.
            if (!line.StartsWith("0::", StringComparison.Ordinal)) continue;
            string path = CgroupHost.Root + line[3..];
            return OwnedFd.From(Call.openat(AT_FDCWD, path, O_PATH | O_DIRECTORY | O_CLOEXEC), "open", path).Release();
        }
        throw new LinuxException("find cgroup of", pid.ToString(System.Globalization.CultureInfo.InvariantCulture), Errno.ENOENT);
    }
}
