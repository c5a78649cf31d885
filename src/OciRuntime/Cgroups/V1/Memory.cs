using System.Globalization;
using OciRuntime.Spec;

namespace OciRuntime.Cgroups.V1;

/// <summary>memory; cgroup-v1/memory.rst. Bytes, -1 for none.</summary>
internal static class Memory
{
    /// <summary>Sets limit, memory+swap limit and reservation.</summary>
    public static void Apply(string path, LinuxMemory? memory)
    {
        if (memory is null) return;
        // memory+swap can never be below memory: lowered last, raised first; -1 takes both off in one order only.
        if (memory.Limit == -1 && memory.Swap is null) Write(path, "memory.memsw.limit_in_bytes", -1, optional: true);
        if (memory.Limit is long limit) Write(path, "memory.limit_in_bytes", limit);
        if (memory.Swap is long swap) Write(path, "memory.memsw.limit_in_bytes", swap);
        if (memory.Reservation is long reservation) Write(path, "memory.soft_limit_in_bytes", reservation);
    }

    private static void Write(string path, string file, long value, bool optional = false)
    {
        string text = value.ToString(CultureInfo.InvariantCulture);
        if (optional) _ = CgroupFile.TryWrite($"{path}/{file}", text);
        else CgroupFile.Write($"{path}/{file}", text);
    }
}
