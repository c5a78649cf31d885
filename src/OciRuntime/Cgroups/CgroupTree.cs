using System;
using System.Collections.Generic;
using System.Globalization;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Cgroups;

/// <summary>A cgroup folder with those below it.</summary>
internal static unsafe class CgroupTree
{
    private const int RemoveTries = 500; // × 10 ms: a killed process may take a moment to leave its cgroup

    /// <summary>The folders below <paramref name="path"/>, deepest first, then <paramref name="path"/> itself.</summary>
    public static List<string> Folders(string path)
    {
        List<string> all = [];
        Collect(path, all);
        return all;
    }

    /// <summary>The processes in <paramref name="path"/> and below.</summary>
    public static void AddPids(string path, SortedSet<int> pids)
    {
        foreach (string folder in Folders(path))
        {
            string text;
            try
            {
                text = CgroupFile.Read(folder + "/cgroup.procs");
            }
            catch (LinuxException error) when (error.Errno is Errno.ENOENT or Errno.ENODEV or Errno.EOPNOTSUPP)
            {
                // Removed meanwhile, or a threaded cgroup, whose processes its parent lists.
                continue;
            }
            foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries)) pids.Add(int.Parse(line, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Removes <paramref name="path"/> with all below it; waits for processes that are just dying.</summary>
    public static void Remove(string path)
    {
        for (int tries = 0; ; tries++)
        {
            int error = 0;
            // The folder alone is tried first: mostly there is nothing below it.
            int first = CgroupFile.RemoveFolder(path);
            if (first is 0 or Errno.ENOENT) return;
            foreach (string folder in Folders(path))
            {
                int result = CgroupFile.RemoveFolder(folder);
                if (result is not (0 or Errno.ENOENT)) error = result;
            }
            if (error == 0) return;
            if (error != Errno.EBUSY || tries == RemoveTries) throw new LinuxException("rmdir", path, error);
            timespec time = default;
            time.tv_nsec = 10_000_000;
            nanosleep(&time, null);
        }
    }

    private static void Collect(string path, List<string> all)
    {
        int fd = CgroupFile.Open(path, O_RDONLY | O_DIRECTORY);
        if (fd == -1) return;
        using OwnedFd folder = new(fd);
        byte* buffer = stackalloc byte[4096];
        List<string> below = [];
        while (true)
        {
            nint got = getdents64(fd, buffer, 4096);
            if (got <= 0) break;
            for (nint at = 0; at < got;)
            {
                // Safe: the kernel filled got bytes with whole records, getdents64(2).
                linux_dirent64* entry = (linux_dirent64*)(buffer + at);
                at += entry->d_reclen;
                const byte DT_DIR = 4; // getdents64(2)
                if (entry->d_type != DT_DIR) continue;
                string name = System.Runtime.InteropServices.Marshal.PtrToStringUTF8((nint)((byte*)entry + 19)) ?? "";
                if (name is not ("." or "..")) below.Add(name);
            }
        }
        foreach (string name in below) Collect($"{path}/{name}", all);
        all.Add(path);
    }
}
