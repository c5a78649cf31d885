using System.Collections.Generic;

namespace OciRuntime.Config;

internal static partial class SpecValidator
{
    /// <summary>config-linux.md, Control groups; also of what <c>update</c> reads.</summary>
    /// <param name="resources">The limits.</param>
    /// <param name="errors">Where errors go.</param>
    /// <param name="at">Their own pointer.</param>
    public static void Resources(LinuxResources resources, List<SpecError> errors, string at = "/linux/resources")
    {
        DeviceRules(resources.Devices ?? [], at + "/devices", errors);
        if (resources.Memory is not null)
            Memory(resources.Memory, at + "/memory", errors);
        if (resources.CPU is not null)
            Cpu(resources.CPU, at + "/cpu", errors);
        if (resources.Pids?.Limit is < -1)
            errors.Add(
                new SpecError(at + "/pids/limit", $"{resources.Pids.Limit} is out of range", "-1 is no limit",
                    Code: SpecErrorCodes.Range));
        if (resources.BlockIO is not null)
            BlockIo(resources.BlockIO, at + "/blockIO", errors);
        HugePages(resources.HugepageLimits ?? [], at + "/hugepageLimits", errors);
        for (int i = 0; i < (resources.Network?.Priorities?.Length ?? 0); i++)
        {
            string? name = resources.Network!.Priorities![i].Name;
            if (name is null || !IsInterface(name))
                errors.Add(
                    new SpecError($"{at}/network/priorities/{i}/name", $"`{name}` is not a name of a network device")
                );
        }
        foreach ((string device, LinuxRdma limit) in resources.Rdma ?? [])
        {
            bool empty = limit.HcaHandles is null && limit.HcaObjects is null;
            if (empty)
                errors.Add(
                    new SpecError($"{at}/rdma/{Escape(device)}", "limits nothing", "hcaHandles or hcaObjects, or both")
                );
        }
        foreach ((string file, string value) in resources.Unified ?? []) Unified(file, value, at + "/unified/", errors);
    }

    /// <summary>config-linux.md, Allowed Device list.</summary>
    private static void DeviceRules(LinuxDeviceCgroup[] rules, string list, List<SpecError> errors)
    {
        for (int i = 0; i < rules.Length; i++)
        {
            LinuxDeviceCgroup rule = rules[i];
            string at = $"{list}/{i}";
            bool known = string.IsNullOrEmpty(rule.Type) || rule.Type is "a" or "b" or "c";
            if (!known) errors.Add(new SpecError(at + "/type", $"`{rule.Type}` is not a type of device", "a, b or c"));
            // -1 is what engines write for all, as the spec's absence.
            if (rule.Major is < -1)
                errors.Add(
                    new SpecError(at + "/major", $"{rule.Major} is not a device number", Code: SpecErrorCodes.Range));
            if (rule.Minor is < -1)
                errors.Add(
                    new SpecError(at + "/minor", $"{rule.Minor} is not a device number", Code: SpecErrorCodes.Range));
            if (!IsAccess(rule.Access))
                errors.Add(new SpecError(at + "/access", $"`{rule.Access}` is not made of r, w and m"));
        }
    }

    private static bool IsAccess(string? access)
    {
        foreach (char c in access ?? "")
        {
            if (c is not ('r' or 'w' or 'm')) return false;
        }
        return true;
    }

    /// <summary>config-linux.md, Memory.</summary>
    private static void Memory(LinuxMemory memory, string at, List<SpecError> errors)
    {
        Bytes(memory.Limit, at + "/limit", errors);
        Bytes(memory.Reservation, at + "/reservation", errors);
        Bytes(memory.Swap, at + "/swap", errors);
        Bytes(memory.Kernel, at + "/kernel", errors);
        Bytes(memory.KernelTCP, at + "/kernelTCP", errors);
        if (memory.Swappiness is > 100)
            errors.Add(
                new SpecError(at + "/swappiness", $"{memory.Swappiness} is out of range", "0 to 100",
                    Code: SpecErrorCodes.Range));
        // 0 is what engines write for a limit that is not set.
        if (memory is { Limit: > 0 and long limit, Swap: > 0 and long swap } && swap < limit)
        {
            errors.Add(
                new SpecError(at + "/swap", $"memory+swap limit {swap} is below the memory limit {limit}",
                    Code: SpecErrorCodes.Conflict));
        }
    }

    private static void Bytes(long? bytes, string at, List<SpecError> errors)
    {
        if (bytes is < -1) errors.Add(
            new SpecError(at, $"{bytes} is out of range", "bytes, or -1 for no limit", Code: SpecErrorCodes.Range));
    }

    /// <summary>config-linux.md, CPU. Ranges of periods and quotas are the kernel's to check.</summary>
    private static void Cpu(LinuxCPU cpu, string at, List<SpecError> errors)
    {
        if (cpu is { Quota: > 0 and long quota, Burst: ulong burst } && burst > (ulong)quota)
            errors.Add(
                new SpecError(at + "/burst", $"{burst} µs is above the quota of {quota} µs",
                    Code: SpecErrorCodes.Conflict));
        if (cpu.Idle is not (null or 0 or 1))
            errors.Add(
                new SpecError(at + "/idle", $"{cpu.Idle} is out of range", "0 or 1", Code: SpecErrorCodes.Range));
        Line(cpu.Cpus, at + "/cpus", errors);
        Line(cpu.Mems, at + "/mems", errors);
    }

    /// <summary>config-linux.md, Block IO.</summary>
    private static void BlockIo(LinuxBlockIO io, string at, List<SpecError> errors)
    {
        Weight(io.Weight, at + "/weight", errors);
        Weight(io.LeafWeight, at + "/leafWeight", errors);
        for (int i = 0; i < (io.WeightDevice?.Length ?? 0); i++)
        {
            LinuxWeightDevice device = io.WeightDevice![i];
            string entry = $"{at}/weightDevice/{i}";
            if (device.Weight is null && device.LeafWeight is null)
                errors.Add(new SpecError(entry, "weighs nothing", "weight or leafWeight, or both"));
            Weight(device.Weight, entry + "/weight", errors);
            Weight(device.LeafWeight, entry + "/leafWeight", errors);
        }
        BlockDevices(io.WeightDevice, at + "/weightDevice", errors);
        BlockDevices(io.ThrottleReadBpsDevice, at + "/throttleReadBpsDevice", errors);
        BlockDevices(io.ThrottleWriteBpsDevice, at + "/throttleWriteBpsDevice", errors);
        BlockDevices(io.ThrottleReadIOPSDevice, at + "/throttleReadIOPSDevice", errors);
        BlockDevices(io.ThrottleWriteIOPSDevice, at + "/throttleWriteIOPSDevice", errors);
    }

    private static void Weight(ushort? weight, string at, List<SpecError> errors)
    {
        // cgroup-v1/blkio-controller; 0 is what engines write for a weight that is not set.
        if (weight is (> 0 and < 10) or > 1000)
            errors.Add(new SpecError(at, $"{weight} is out of range", "10 to 1000", Code: SpecErrorCodes.Range));
    }

    private static void BlockDevices(LinuxBlockIODevice[]? devices, string at, List<SpecError> errors)
    {
        for (int i = 0; i < (devices?.Length ?? 0); i++)
        {
            if (devices![i].Major < 0)
                errors.Add(
                    new SpecError($"{at}/{i}/major", $"{devices[i].Major} is not a device number",
                        Code: SpecErrorCodes.Range));
            if (devices[i].Minor < 0)
                errors.Add(
                    new SpecError($"{at}/{i}/minor", $"{devices[i].Minor} is not a device number",
                        Code: SpecErrorCodes.Range));
        }
    }

    private static void HugePages(LinuxHugepageLimit[] limits, string at, List<SpecError> errors)
    {
        for (int i = 0; i < limits.Length; i++)
        {
            if (!IsPageSize(limits[i].Pagesize ?? ""))
                errors.Add(
                    new SpecError(
                        $"{at}/{i}/pageSize",
                        $"`{limits[i].Pagesize}` is not a page size",
                        "like 64KB, 2MB or 1GB"
                    )
                );
        }
    }

    /// <summary>
    /// The size in the names of hugetlb's control files: a number and KB, MB or GB (mm/hugetlb_cgroup.c).
    /// </summary>
    private static bool IsPageSize(string size)
    {
        if (size is not [>= '1' and <= '9', .., 'K' or 'M' or 'G', 'B']) return false;
        for (int i = 0; i < size.Length - 2; i++)
        {
            if (!char.IsAsciiDigit(size[i])) return false;
        }
        return true;
    }

    /// <summary>config-linux.md, Unified: a file of the container's own cgroup, never one elsewhere.</summary>
    private static void Unified(string file, string value, string at, List<SpecError> errors)
    {
        bool name = file is not ("" or "." or "..") && !file.Contains('/') && !file.Contains('\0');
        if (!name) errors.Add(new SpecError(at + Escape(file), $"`{file}` must be a file name, not a path"));
        RejectNul(value, at + Escape(file), errors);
    }
}
