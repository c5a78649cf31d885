using System;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Cgroups.V2;

/// <summary>
/// Gives a cgroup to the container's user, so that it can make cgroups below; cgroup-v2.rst, Model of Delegation.
/// </summary>
internal static unsafe class Delegation
{
    /// <summary>Changes the owner of the directory and of the files that the kernel names for that.</summary>
    public static void To(uint uid, string path)
    {
        ChangeOwner(path, uid);
        string files = CgroupFile.TryRead("/sys/kernel/cgroup/delegate")
            ?? "cgroup.procs\ncgroup.subtree_control\ncgroup.threads\n";
        foreach (string file in files.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            ChangeOwner($"{path}/{file}", uid);
    }

    private static void ChangeOwner(string path, uint uid)
    {
        CString name = new(path, stackalloc byte[CString.StackSize]);
        const uint Unchanged = uint.MaxValue; // chown(2)
        // Safe: the name is pinned for the call and ends with a NUL.
        fixed (byte* start = name)
        {
            // Some files belong to controllers that are not enabled here.
            if (fchownat(AT_FDCWD, start, uid, Unchanged, 0) == -1 && errno != Errno.ENOENT)
                LinuxException.Throw("chown", path);
        }
    }
}
