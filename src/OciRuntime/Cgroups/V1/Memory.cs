using OciRuntime.Config;
using OciRuntime.Native;
using static OciRuntime.Cgroups.CgroupFile;

namespace OciRuntime.Cgroups.V1;

/// <summary>
/// memory; cgroup-v1/memory.rst. Bytes, -1 for no limit, 0 for no request. The limit of kernel memory is accepted and
/// has no effect, as in the kernel since 5.16 and in runc; that of TCP buffers the kernel still has. Memory is always
/// accounted hierarchically since 5.11.
/// </summary>
internal static class Memory
{
    private const string LimitFile = "/memory.limit_in_bytes", SwapFile = "/memory.memsw.limit_in_bytes";

    /// <summary>Sets limits, swappiness and what happens when memory is out.</summary>
    public static void Apply(CgroupWriter writer, string path, LinuxMemory memory)
    {
        Limits(writer, path, memory.Limit ?? 0, memory.Swap ?? 0);
        if (memory.Reservation is long reservation and not 0)
            writer.Write(path + "/memory.soft_limit_in_bytes", Number(reservation), "memory/reservation");
        if (memory.KernelTCP is long tcp and not 0)
            writer.Write(path + "/memory.kmem.tcp.limit_in_bytes", Number(tcp), "memory/kernelTCP");
        if (memory.Swappiness is ulong swappiness)
            writer.Write(path + "/memory.swappiness", Number(swappiness), "memory/swappiness");
        if (memory.DisableOOMKiller is bool disable)
            OomKiller(writer, path + "/memory.oom_control", disable);
    }

    private static void Limits(CgroupWriter writer, string path, long limit, long swap)
    {
        if (limit == 0 && swap == 0) return;
        // No limit of memory means none of memory and swap either; where swap is not accounted there is no such file.
        if (limit == -1 && swap == 0)
        {
            int error = writer.TryWrite(path + SwapFile, "-1");
            if (error is not (0 or Errno.ENOENT))
                throw CgroupWriter.Failure(path + SwapFile, "-1", "memory/swap", error);
        }
        if (swap == 0 || limit == 0)
        {
            if (limit != 0) Set(writer, path, LimitFile, limit, "memory/limit");
            else Set(writer, path, SwapFile, swap, "memory/swap");
            return;
        }
        // memory+swap may never be below memory: where the new limit is above the old sum it is refused, and the sum
        // goes first.
        bool sumFirst = swap == -1;
        if (!sumFirst)
        {
            int error = writer.TryWrite(path + LimitFile, Number(limit));
            if (error is not (0 or Errno.EINVAL)) throw TooLow(path, LimitFile, limit, "memory/limit", error);
            sumFirst = error == Errno.EINVAL;
        }
        Set(writer, path, SwapFile, swap, "memory/swap");
        if (sumFirst) Set(writer, path, LimitFile, limit, "memory/limit");
    }

    private static void Set(CgroupWriter writer, string path, string file, long value, string pointer)
    {
        int error = writer.TryWrite(path + file, Number(value));
        if (error != 0) throw TooLow(path, file, value, pointer, error);
    }

    /// <summary>
    /// EBUSY is a limit below what is used and cannot be reclaimed: the usage belongs into the sentence.
    /// </summary>
    private static LinuxException TooLow(string path, string file, long value, string pointer, int error)
    {
        string used = file.Replace("limit", "usage", System.StringComparison.Ordinal);
        string usage = error == Errno.EBUSY ? $" (used now: {TryRead(path + used)?.Trim()})" : "";
        return new LinuxException($"write `{value}`{usage} to", path + file, error, "/linux/resources/" + pointer);
    }

    private static void OomKiller(CgroupWriter writer, string file, bool disable)
    {
        int error = writer.TryWrite(file, disable ? "1" : "0", Restore.LastWord);
        // A kernel without this file never disables it.
        if (error != 0 && (disable || error != Errno.ENOENT))
            throw CgroupWriter.Failure(file, disable ? "1" : "0", "memory/disableOOMKiller", error);
    }
}
