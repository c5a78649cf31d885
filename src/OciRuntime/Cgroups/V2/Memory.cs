using OciRuntime.Config;
using OciRuntime.Native;
using static OciRuntime.Cgroups.CgroupFile;

namespace OciRuntime.Cgroups.V2;

/// <summary>memory; cgroup-v2.rst, Memory. Bytes, -1 for no limit, 0 for no request.</summary>
internal static class Memory
{
    /// <summary>Sets the limits.</summary>
    public static void Apply(CgroupWriter writer, string path, LinuxMemory memory)
    {
        long limit = memory.Limit ?? 0;
        if (memory.CheckBeforeUpdate is true) CheckUsage(path, limit, memory.Swap ?? 0);
        // Swap first: the new limit of memory may at once push something out to it.
        if (Swap(limit == 0 && memory.Swap > 0 ? Current(path) : limit, memory.Swap ?? 0) is { } swap)
        {
            int error = writer.TryWrite(path + "/memory.swap.max", swap);
            // Without swap accounting there is no file, and none is used.
            if (error != 0 && !(error == Errno.ENOENT && swap is "max" or "0"))
                throw CgroupWriter.Failure(path + "/memory.swap.max", swap, "memory/swap", error);
        }
        if (limit != 0)
            writer.Write(path + "/memory.max", FormatLimit(limit), "memory/limit");
        if (memory.Reservation is long reservation and not 0)
            writer.Write(path + "/memory.low", FormatLimit(reservation), "memory/reservation");
    }

    /// <summary>The config's swap is memory and swap together, as in v1; this file's is swap alone.</summary>
    /// <returns>What to write, or null for nothing.</returns>
    public static string? Swap(long limit, long swap)
    {
        if (swap == 0) return limit == -1 ? "max" : null;
        if (swap == -1) return "max";
        return Number(limit == -1 ? swap : swap - limit);
    }

    /// <summary>The limit of memory that holds now: an update may name swap alone.</summary>
    private static long Current(string path) =>
        long.TryParse(TryRead(path + "/memory.max")?.TrimEnd('\n'), out long limit) ? limit : -1;

    private static string FormatLimit(long value) => value == -1 ? "max" : Number(value);

    /// <summary>The kernel would reclaim, and then kill, to get below the limit: rather nothing is changed.</summary>
    private static void CheckUsage(string path, long limit, long swap)
    {
        if (limit <= 0 && swap <= 0) return;
        if (!ulong.TryParse(TryRead(path + "/memory.current")?.TrimEnd('\n'), out ulong usage)) return;
        if (swap > 0 && (ulong)swap <= usage) throw TooLow(path, "swap", swap, usage);
        if (limit > 0 && (ulong)limit <= usage) throw TooLow(path, "limit", limit, usage);
    }

    private static LinuxException TooLow(string path, string member, long value, ulong usage) =>
        new(
            $"write `{value}` (used now: {usage}) to",
            path + (member == "swap" ? "/memory.swap.max" : "/memory.max"),
            Errno.EBUSY,
            "/linux/resources/memory/" + member
        );
}
