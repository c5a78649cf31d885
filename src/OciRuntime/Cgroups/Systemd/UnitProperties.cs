using System;
using System.Collections.Generic;
using OciRuntime.Config;

namespace OciRuntime.Cgroups.Systemd;

/// <summary>
/// A config's limits as properties of a unit, systemd.resource-control(5): systemd writes its own idea of a unit's
/// limits
/// again when it reloads, so it has to know ours. What it has no property for is set in the files alone.
/// </summary>
internal static class UnitProperties
{
    private const ulong Infinity = ulong.MaxValue;

    private const ulong DefaultPeriod = 100_000; // µs, cgroup-v2.rst, cpu.max

    /// <summary>The properties of a new scope with the process <paramref name="pid"/>.</summary>
    public static List<UnitProperty> OfScope(string slice, string id, int pid) =>
    [
        UnitProperty.String("Description", "ocirun container " + id),
        UnitProperty.String("Slice", slice),
        UnitProperty.Boolean("Delegate", true),
        // One that failed, as after the OOM killer, is forgotten as well: nobody resets it.
        UnitProperty.String("CollectMode", "inactive-or-failed"),
        UnitProperty.Pids((uint)pid),
        // What limits will be set is not known for ever; some controllers join badly later.
        UnitProperty.Boolean("MemoryAccounting", true),
        UnitProperty.Boolean("CPUAccounting", true),
        UnitProperty.Boolean("IOAccounting", true),
        UnitProperty.Boolean("TasksAccounting", true),
        UnitProperty.Boolean("DefaultDependencies", false),
    ];

    /// <summary>The properties of limits; rounds the CPU quota up to what systemd can say, as runc does.</summary>
    /// <param name="resources">The limits.</param>
    /// <param name="unified">The host has cgroup v2 alone.</param>
    /// <param name="version">systemd's, asked for where a property is newer than others.</param>
    public static List<UnitProperty> FromResources(LinuxResources resources, bool unified, Func<int> version)
    {
        List<UnitProperty> all = [];
        if (resources.Memory is { } memory)
            Memory(all, memory, unified);
        if (resources.CPU is { } cpu)
            Cpu(all, cpu, unified, version);
        if (resources.Pids?.Limit is long pids)
            all.Add(
                UnitProperty.UInt64(
                    "TasksMax",
                    pids < 0 ? Infinity
                        : pids == 0 ? 1
                        : (ulong)pids
                )
            );
        if (!unified && resources.BlockIO?.Weight is ushort weight and not 0)
            all.Add(UnitProperty.UInt64("BlockIOWeight", weight));
        foreach ((string file, string value) in resources.Unified ?? [])
            Unified(all, file, value.Trim(), version);
        return all;
    }

    /// <summary>
    /// What systemd sets only while it makes a scope: whether one process out of memory takes the others with it.
    /// </summary>
    public static List<UnitProperty> OnlyAtStart(LinuxResources resources, Func<int> version)
    {
        const int KnowsOomPolicyOfScopes = 253; // systemd's NEWS
        if (
            resources.Unified is not { } unified
            || !unified.TryGetValue("memory.oom.group", out string? group)
            || version() < KnowsOomPolicyOfScopes
        )
            return [];
        return group.Trim() switch
        {
            "0" => [UnitProperty.String("OOMPolicy", "continue")],
            "1" => [UnitProperty.String("OOMPolicy", "kill")],
            _ => [],
        };
    }

    private static void Memory(List<UnitProperty> all, LinuxMemory memory, bool unified)
    {
        long limit = memory.Limit ?? 0;
        if (limit != 0)
            all.Add(UnitProperty.UInt64(unified ? "MemoryMax" : "MemoryLimit", unchecked((ulong)limit)));
        if (!unified)
            return;
        if (memory.Reservation is long reservation and not 0)
            all.Add(UnitProperty.UInt64("MemoryLow", unchecked((ulong)reservation)));
        long swap = memory.Swap ?? 0;
        if (swap == -1 || (swap == 0 && limit == -1))
            all.Add(UnitProperty.UInt64("MemorySwapMax", Infinity));
        else if (swap > 0 && limit != 0)
            all.Add(UnitProperty.UInt64("MemorySwapMax", (ulong)(limit == -1 ? swap : swap - limit)));
    }

    private static void Cpu(List<UnitProperty> all, LinuxCPU cpu, bool unified, Func<int> version)
    {
        if (cpu.Idle is 1 && unified)
            Idle(all, version);
        if (cpu.Shares is ulong shares and not 0 && cpu.Idle is not 1)
            all.Add(
                unified
                    ? UnitProperty.UInt64("CPUWeight", CpuWeight.OfShares(shares))
                    : UnitProperty.UInt64("CPUShares", shares)
            );
        if (cpu.Period is ulong period and not 0)
            all.Add(UnitProperty.UInt64("CPUQuotaPeriodUSec", period));
        if (cpu.Quota is long quota and not 0)
        {
            ulong used = cpu.Period is ulong given and not 0 ? given : DefaultPeriod;
            ulong perSecond = PerSecond(quota, used);
            if (quota > 0 && (ulong)quota * 1_000_000 / used != perSecond)
                cpu.Quota = (long)(perSecond * used / 1_000_000);
            all.Add(UnitProperty.UInt64("CPUQuotaPerSecUSec", perSecond));
        }
        if (!string.IsNullOrEmpty(cpu.Cpus))
            all.Add(UnitProperty.Bytes("AllowedCPUs", Bits(cpu.Cpus, "cpu/cpus")));
        if (!string.IsNullOrEmpty(cpu.Mems))
            all.Add(UnitProperty.Bytes("AllowedMemoryNodes", Bits(cpu.Mems, "cpu/mems")));
    }

    /// <summary>
    /// A quota in µs of each second. systemd keeps whole percents of a CPU, which are 10 ms in a second.
    /// </summary>
    private static ulong PerSecond(long quota, ulong period) =>
        quota < 0 ? Infinity : ((ulong)quota * 1_000_000 / period + 9_999) / 10_000 * 10_000;

    private static void Idle(List<UnitProperty> all, Func<int> version)
    {
        const int KnowsIdle = 252; // systemd's NEWS: CPUWeight=idle, which is 0 on D-Bus
        if (version() >= KnowsIdle) all.Add(UnitProperty.UInt64("CPUWeight", 0));
    }

    /// <summary>Files of cgroup v2 that systemd has a property for.</summary>
    private static void Unified(List<UnitProperty> all, string file, string value, Func<int> version)
    {
        string? name = file switch
        {
            "memory.high" => "MemoryHigh",
            "memory.low" => "MemoryLow",
            "memory.min" => "MemoryMin",
            "memory.max" => "MemoryMax",
            "memory.swap.max" => "MemorySwapMax",
            "pids.max" => "TasksMax",
            "cpu.weight" => "CPUWeight",
            _ => null,
        };
        // systemd refuses a TasksMax of 0.
        if (name is not null)
            all.Add(
                UnitProperty.UInt64(
                    name,
                    value == "max" ? Infinity
                        : name == "TasksMax" ? Math.Max(1, Number(file, value))
                        : Number(file, value)
                )
            );
        else if (file == "cpu.idle" && value == "1")
            Idle(all, version);
        else if (file == "cpu.max")
            Max(all, value);
        else if (file == "cpuset.cpus")
            all.Add(UnitProperty.Bytes("AllowedCPUs", Bits(value, "unified/" + file)));
        else if (file == "cpuset.mems")
            all.Add(UnitProperty.Bytes("AllowedMemoryNodes", Bits(value, "unified/" + file)));
    }

    /// <summary>cpu.max: a quota or <c>max</c>, and a period where it is not the default.</summary>
    private static void Max(List<UnitProperty> all, string value)
    {
        string[] words = value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is not (1 or 2))
            throw new SpecException([
                new SpecError("/linux/resources/unified/cpu.max", $"`{value}` is not a quota and a period"),
            ]);
        ulong period = words.Length == 2 ? Math.Max(1, Number("cpu.max", words[1])) : DefaultPeriod;
        all.Add(UnitProperty.UInt64("CPUQuotaPeriodUSec", period));
        ulong quota = words[0] == "max" ? Infinity : Math.Min(Number("cpu.max", words[0]), long.MaxValue / 1_000_000);
        all.Add(UnitProperty.UInt64("CPUQuotaPerSecUSec", PerSecond(unchecked((long)quota), period)));
    }

    private static ulong Number(string file, string value) =>
        ulong.TryParse(
            value,
            System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture,
            out ulong number
        )
            ? number
            : throw new SpecException([
                new SpecError("/linux/resources/unified/" + file, $"`{value}` is not a number"),
            ]);

    /// <summary>A list such as <c>0-3,7</c> as bits, the lowest first, as systemd takes CPUs and nodes.</summary>
    public static byte[] Bits(string list, string member)
    {
        string at = "/linux/resources/" + member;
        ulong[] words = NumberList.TryReadBits(list)
            ?? throw new SpecException([new SpecError(at, $"`{list}` is not a list of numbers")]);
        if (words.Length == 0)
            throw new SpecException([new SpecError(at, $"`{list}` names nothing")]);
        byte[] bits = new byte[words.Length * sizeof(ulong)];
        for (int i = 0; i < words.Length; i++)
            System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bits.AsSpan(i * sizeof(ulong)), words[i]);
        return bits.AsSpan().TrimEnd((byte)0).ToArray();
    }
}
