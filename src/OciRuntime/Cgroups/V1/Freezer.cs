using OciRuntime.Native;

namespace OciRuntime.Cgroups.V1;

/// <summary>freezer; cgroup-v1/freezer-subsystem.rst.</summary>
internal static class Freezer
{
    private const int Tries = 1000; // as runc: while processes keep appearing, freezing is a matter of luck

    /// <summary>Freezes what is in <paramref name="path"/> and below.</summary>
    /// <exception cref="LinuxException">It could not be frozen, and is thawed again.</exception>
    public static void Freeze(string path)
    {
        string file = path + "/freezer.state";
        int wait = 0;
        for (int i = 1; i <= Tries; i++)
        {
            int error = CgroupFile.TryWrite(file, "FROZEN");
            if (error != 0) throw new LinuxException("write `FROZEN` to", file, error);
            if (CgroupFile.TryRead(file) is "FROZEN\n") return;
            // A process that appeared meanwhile may not have been told: thawed now and then, it is told with the
            // others.
            if (i % 50 == 0) CgroupFile.TryWrite(file, "THAWED");
            if (i % 5 == 0) CgroupTree.Wait(ref wait);
        }
        CgroupFile.TryWrite(file, "THAWED");
        throw new LinuxException("freeze", path, Errno.ETIMEDOUT);
    }

    /// <summary>Thaws <paramref name="path"/>.</summary>
    public static void Thaw(string path)
    {
        int error = CgroupFile.TryWrite(path + "/freezer.state", "THAWED");
        if (error != 0) throw new LinuxException("write `THAWED` to", path + "/freezer.state", error);
    }

    /// <summary>Thaws <paramref name="path"/> and what the container itself has frozen below it.</summary>
    public static void ThawAll(string path) =>
        CgroupTree.Visit(path, static directory => CgroupFile.TryWrite(directory + "/freezer.state", "THAWED"));

    /// <summary>
    /// Refuses a cgroup that is frozen, by itself or by one above it: what starts in it would never get on.
    /// </summary>
    public static void CheckThawed(string path)
    {
        if (CgroupFile.TryRead(path + "/freezer.state") is "FROZEN\n" or "FREEZING\n")
            throw CgroupTree.Refuse($"container's cgroup unexpectedly frozen: no process could start in `{path}`");
    }

    /// <summary>Whether <paramref name="path"/> or one below it is frozen, by whomever.</summary>
    public static bool HasFrozen(string path)
    {
        bool found = false;
        CgroupTree.Visit(path, directory =>
            found |= CgroupFile.TryRead(directory + "/freezer.state") is "FROZEN\n" or "FREEZING\n"
        );
        return found;
    }

    /// <summary>Whether <paramref name="path"/> itself was told to freeze, not one above it.</summary>
    public static bool IsFrozen(string path) => CgroupFile.TryRead(path + "/freezer.self_freezing") is "1\n";
}
