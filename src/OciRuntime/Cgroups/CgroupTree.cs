using System;
using System.Collections.Generic;
using System.Globalization;
using OciRuntime.Config;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Cgroups;

/// <summary>A cgroup directory with those below it.</summary>
internal static unsafe class CgroupTree
{
    private const int FirstWait = 50_000; // ns
    private const int LongestWait = 10_000_000; // ns
    private const int LongPath = 3800; // with one more name and that of a file it is below PATH_MAX, 4096
    private const int MostDepth = 10_000; // what the stack surely has room for
    // about 10 s, which a killed process may take to leave its cgroup, as runc waits
    private const int RemoveTries = 1000;

    /// <summary>
    /// Calls <paramref name="each"/> with the directories below <paramref name="path"/>, deepest first, then with
    /// <paramref name="path"/> itself.
    /// </summary>
    public static void Visit(string path, Action<string> each) => Visit(path, each, 0);

    private static void Visit(string path, Action<string> each, int depth)
    {
        // What a container nests deeper than a path can say is reached from a descriptor on the way, proc(5),
        // /proc/pid/fd.
        using OwnedFd? way = KernelText.ByteCount(path) > LongPath ? OpenWay(path) : null;
        string start = way is null ? path : $"/proc/self/fd/{way.Fd}";
        if (depth < MostDepth)
        {
            foreach (string name in Names(start)) Visit($"{start}/{name}", each, depth + 1);
        }
        each(path);
    }

    /// <summary>A descriptor of <paramref name="path"/>; null if it is gone.</summary>
    private static OwnedFd? OpenWay(string path)
    {
        int fd = CgroupFile.Open(path, O_PATH | O_DIRECTORY);
        return fd == -1 && IsGone ? null : OwnedFd.From(fd, "open", path);
    }

    /// <summary>The processes in <paramref name="path"/> and below.</summary>
    public static void AddPids(string path, SortedSet<int> pids)
    {
        Visit(path, directory =>
        {
            // Null: removed meanwhile, or a threaded cgroup, whose processes its parent lists.
            string text = CgroupFile.TryRead(directory + "/cgroup.procs") ?? "";
            foreach (Range line in text.AsSpan().Split('\n'))
            {
                // 0 is a process that this pid namespace cannot see, cgroups(7); kill(2) would take it for its own
                // group.
                if (int.TryParse(text.AsSpan(line), CultureInfo.InvariantCulture, out int pid) && pid != 0)
                    pids.Add(pid);
            }
        });
    }

    /// <summary>
    /// Refuses a cgroup that has processes: they would be frozen, killed and removed with the container
    /// (config-linux.md, Control groups: a runtime may check, and runc does).
    /// </summary>
    public static void CheckEmpty(string path)
    {
        if (!CgroupFile.Exists(path)) return;
        SortedSet<int> pids = [];
        AddPids(path, pids);
        if (pids.Count > 0)
            throw Refuse($"container's cgroup is not empty: {pids.Count} process(es) found in `{path}`");
    }

    /// <summary>The cgroup that the config names cannot be the container's.</summary>
    public static SpecException Refuse(string message) => new([new SpecError("/linux/cgroupsPath", message)]);

    /// <summary>Removes <paramref name="path"/> with all below it; waits for processes that are just dying.</summary>
    public static void Remove(string path)
    {
        int wait = 0;
        for (int tries = 0; ; tries++)
        {
            // The directory alone is tried first: usually there is nothing below it.
            int error = CgroupFile.RemoveDirectory(path);
            if (error is 0 or Errno.ENOENT) return;
            if (error == Errno.EBUSY) error = RemoveAll(path);
            if (error == 0) return;
            if (error != Errno.EBUSY || tries == RemoveTries) throw new LinuxException("rmdir", path, error);
            Wait(ref wait);
        }
    }

    private static int RemoveAll(string path)
    {
        int error = 0;
        Visit(path, directory =>
        {
            int result = CgroupFile.RemoveDirectory(directory);
            if (result is not (0 or Errno.ENOENT)) error = result;
        });
        return error;
    }

    /// <summary>Sleeps, each time twice as long as before.</summary>
    public static void Wait(ref int nanoseconds)
    {
        nanoseconds = nanoseconds == 0 ? FirstWait : Math.Min(nanoseconds * 2, LongestWait);
        timespec time = default;
        time.tv_nsec = nanoseconds;
        nanosleep(&time, null);
    }

    /// <summary>The names of the directories in <paramref name="path"/>; none if it is not there.</summary>
    /// <exception cref="LinuxException">It is there and cannot be read.</exception>
    public static List<string> Names(string path)
    {
        List<string> names = [];
        int fd = CgroupFile.Open(path, O_RDONLY | O_DIRECTORY);
        if (fd == -1 && IsGone) return names;
        using OwnedFd directory = OwnedFd.From(fd, "open", path);
        byte* buffer = stackalloc byte[4096];
        while (true)
        {
            nint got = getdents64(fd, buffer, 4096);
            if (got == 0 || (got == -1 && IsGone)) return names;
            if (got == -1) LinuxException.Throw("getdents64", path);
            for (nint at = 0; at < got;)
            {
                // Safe: the kernel filled got bytes with whole records, getdents64(2).
                linux_dirent64* entry = (linux_dirent64*)(buffer + at);
                at += entry->d_reclen;
                const byte DT_DIR = 4; // getdents64(2)
                if (entry->d_type != DT_DIR)
                    continue;
                string name = KernelText.Decode(
                    System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpanFromNullTerminated(entry->d_name)
                );
                if (name is not ("." or ".."))
                    names.Add(name);
            }
        }
    }

    private static bool IsGone => errno is Errno.ENOENT or Errno.ENODEV or Errno.ENOTDIR;
}
