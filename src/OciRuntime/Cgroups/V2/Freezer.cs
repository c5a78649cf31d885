using System;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Cgroups.V2;

/// <summary>cgroup.freeze; cgroup-v2.rst, Core Interface Files.</summary>
internal static unsafe class Freezer
{
    private const int Patience = 10_000; // ms, as runc waits

    /// <summary>Freezes <paramref name="path"/> with all below it, and waits until it is.</summary>
    /// <exception cref="LinuxException">It could not be frozen, and is thawed again.</exception>
    public static void Freeze(string path)
    {
        Write(path, "1");
        if (Wait(path, frozen: true)) return;
        Write(path, "0");
        throw new LinuxException("freeze", path, Errno.ETIMEDOUT);
    }

    /// <summary>Thaws <paramref name="path"/>.</summary>
    public static void Thaw(string path) => Write(path, "0");

    /// <summary>
    /// Refuses a cgroup that is frozen, by itself or by one above it: what starts in it would never get on.
    /// </summary>
    public static void CheckThawed(string path)
    {
        bool frozen =
            CgroupFile.TryRead(path + "/cgroup.events")?.Contains("frozen 1", StringComparison.Ordinal) is true;
        if (frozen)
            throw CgroupTree.Refuse($"container's cgroup unexpectedly frozen: no process could start in `{path}`");
    }

    /// <summary>Waits for cgroup.events to say so; the kernel wakes who polls the file when it changes.</summary>
    /// <returns>Whether it came to be.</returns>
    public static bool Wait(string path, bool frozen)
    {
        string name = path + "/cgroup.events";
        string line = frozen ? "frozen 1" : "frozen 0";
        using OwnedFd file = OwnedFd.From(CgroupFile.Open(name, O_RDONLY), "open", name);
        long end = Environment.TickCount64 + Patience;
        byte* text = stackalloc byte[256];
        while (true)
        {
            nint got = (nint)LibC.pread(file.Fd, text, 256, 0);
            // Safe: got bytes were read into a buffer of 256.
            if (
                got > 0
                && System.Text.Encoding.ASCII.GetString(text, (int)got).Contains(line, StringComparison.Ordinal)
            )
                return true;
            int left = (int)(end - Environment.TickCount64);
            if (left <= 0) return false;
            pollfd changed;
            changed.fd = file.Fd;
            changed.events = POLLPRI;
            changed.revents = 0;
            poll(&changed, 1, left);
        }
    }

    private static void Write(string path, string value)
    {
        int error = CgroupFile.TryWrite(path + "/cgroup.freeze", value);
        if (error != 0) throw new LinuxException($"write `{value}` to", path + "/cgroup.freeze", error);
    }
}
