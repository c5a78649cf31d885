using System.Collections.Generic;
using System.Globalization;
using OciRuntime.Cgroups;
using OciRuntime.Cgroups.Resctrl;
using OciRuntime.CommandLine;
using OciRuntime.Config;
using OciRuntime.Containers;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Commands;

/// <summary><c>ocirun update</c>.</summary>
internal sealed class UpdateCommand : Command
{
    /// <inheritdoc/>
    public override string Name => "update";

    /// <inheritdoc/>
    public override string Summary => "change the limits of a container";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "<container-id>";

    /// <inheritdoc/>
    public override string Description =>
        """
        Changes the limits that the options name, or those in a file; all others stay as they are. Where the kernel
        refuses one, the others are set back to what they were. The file holds JSON as linux.resources of a config:

            { "memory": { "limit": 67108864 }, "cpu": { "shares": 512 }, "pids": { "limit": 100 } }

        With a file, the other options are ignored. Bytes may end in k, m, g, t or p; -1 is no limit.
        """;

    /// <inheritdoc/>
    public override Option[] Options =>
    [
        new("resources", OptionKind.Text, "the file with the limits, or - for standard input") { Alias = "r" },
        new("blkio-weight", OptionKind.Text, "weight of block I/O, 10 to 1000"),
        new("cpu-period", OptionKind.Text, "period of the CPU quota in microseconds"),
        new("cpu-quota", OptionKind.Text, "CPU time in a period in microseconds; -1 is no limit"),
        new("cpu-burst", OptionKind.Text, "CPU time that may be saved up for later in microseconds"),
        new("cpu-share", OptionKind.Text, "CPU shares, relative to other containers"),
        new("cpu-rt-period", OptionKind.Text, "period of realtime CPU time in microseconds"),
        new("cpu-rt-runtime", OptionKind.Text, "realtime CPU time in a period in microseconds"),
        new("cpu-idle", OptionKind.Text, "1: run only where nothing else does; 0: as usual"),
        new("cpuset-cpus", OptionKind.Text, "the CPUs to use, as in 0-2,4"),
        new("cpuset-mems", OptionKind.Text, "the memory nodes to use"),
        new("kernel-memory", OptionKind.Text, "accepted, without effect") { Hidden = true },
        new("kernel-memory-tcp", OptionKind.Text, "accepted, without effect") { Hidden = true },
        new("memory", OptionKind.Text, "memory limit in bytes"),
        new("memory-reservation", OptionKind.Text, "memory reservation in bytes"),
        new("memory-swap", OptionKind.Text, "limit of memory and swap together in bytes"),
        new("pids-limit", OptionKind.Text, "the most processes; -1 is no limit"),
        new("l3-cache-schema", OptionKind.Text, "Intel RDT's schema of the L3 cache"),
        new("mem-bw-schema", OptionKind.Text, "Intel RDT's schema of memory bandwidth"),
    ];

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        LinuxIntelRdt rdt = new()
        {
            L3CacheSchema = options.NonEmpty("l3-cache-schema"),
            MemBwSchema = options.NonEmpty("mem-bw-schema"),
        };
        bool changesRdt = rdt.L3CacheSchema is not null || rdt.MemBwSchema is not null;
        if (changesRdt) CheckHost(rdt);
        LinuxResources resources = options.NonEmpty("resources") is { } file ? Read(file) : FromOptions(options);
        Update(global.ToRuntimeOptions(), options.Arguments[0], resources, changesRdt ? rdt : null);
        return 0;
    }

    /// <summary>The sentences are runc's.</summary>
    private static void CheckHost(LinuxIntelRdt rdt)
    {
        string? root = ResctrlHost.FindRoot();
        if (rdt.L3CacheSchema is not null && (root is null || !ResctrlHost.HasL3(root)))
            throw new OcirunException("Intel RDT/CAT: l3 cache schema is not enabled", FailureCodes.Usage);
        if (rdt.MemBwSchema is not null && (root is null || !ResctrlHost.HasBandwidth(root)))
            throw new OcirunException("Intel RDT/MBA: memory bandwidth schema is not enabled", FailureCodes.Usage);
    }

    private static LinuxResources Read(string file)
    {
        byte[] json = file == "-" ? FileBytes.ReadToEnd(0, "standard input") : FileBytes.ReadAll(AT_FDCWD, file);
        return SpecReader.ParseResources(json, FindMistakes);
    }

    /// <summary>The limits that options name; an empty value is none, as for runc.</summary>
    public static LinuxResources FromOptions(ParsedOptions options)
    {
        LinuxResources resources = new()
        {
            Memory = new LinuxMemory
            {
                Limit = Bytes(options, "memory"),
                Reservation = Bytes(options, "memory-reservation"),
                Swap = Bytes(options, "memory-swap"),
                Kernel = Bytes(options, "kernel-memory"),
                KernelTCP = Bytes(options, "kernel-memory-tcp"),
            },
            CPU = new LinuxCPU
            {
                Shares = Unsigned(options, "cpu-share"),
                Quota = Signed(options, "cpu-quota"),
                Period = Unsigned(options, "cpu-period"),
                Burst = Unsigned(options, "cpu-burst"),
                RealtimePeriod = Unsigned(options, "cpu-rt-period"),
                RealtimeRuntime = Signed(options, "cpu-rt-runtime"),
                Idle = Signed(options, "cpu-idle"),
                Cpus = options.NonEmpty("cpuset-cpus"),
                Mems = options.NonEmpty("cpuset-mems"),
            },
            Pids = new LinuxPids { Limit = Signed(options, "pids-limit") },
        };
        if (Unsigned(options, "blkio-weight") is ulong weight)
        {
            if (weight > ushort.MaxValue) throw Invalid("blkio-weight", weight.ToString(CultureInfo.InvariantCulture));
            resources.BlockIO = new LinuxBlockIO { Weight = (ushort)weight };
        }
        return resources;
    }

    private static long? Signed(ParsedOptions options, string name)
    {
        if (options.NonEmpty(name) is not { } text)
            return null;
        return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw Invalid(name, text);
    }

    private static ulong? Unsigned(ParsedOptions options, string name)
    {
        if (options.NonEmpty(name) is not { } text)
            return null;
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
            ? value
            : throw Invalid(name, text);
    }

    private static long? Bytes(ParsedOptions options, string name)
    {
        if (options.NonEmpty(name) is not { } text) return null;
        return ByteSize.TryParse(text, out long bytes) ? bytes : throw Invalid(name, text);
    }

    private static UsageException Invalid(string name, string value) =>
        new($"invalid value for {name}: `{value}`", $": invalid value \"{value}\" for flag --{name}");

    private static List<SpecError> FindMistakes(LinuxResources resources)
    {
        List<SpecError> errors = [];
        SpecValidator.Resources(resources, errors);
        return errors;
    }

    /// <summary>Changes the limits that <paramref name="resources"/> names, all of them or none.</summary>
    private static void Update(RuntimeOptions options, string id, LinuxResources resources, LinuxIntelRdt? rdt)
    {
        using Container container = Container.OpenLocked(options, id);
        OlderVersion.Translate(resources, container.Record.OciVersion);
        List<SpecError> errors = FindMistakes(resources);
        if (errors.Count > 0) throw new SpecException(errors);
        using ICgroupManager cgroup = container.LiveCgroup();
        if (
            resources.Memory is { Kernel: not null }
            || (cgroup.Record.Unified && resources.Memory?.KernelTCP is not null)
        )
            options.Log.Warning("limits of kernel memory have no effect");
        bool others = resources.Devices is { Length: > 0 } && ChooseDevices(container, resources);
        // Known before they are set: an update that is killed leaves no rules that nobody knows of.
        if (others) HasOtherDevices(container, true);
        try
        {
            cgroup.Update(resources, rdt is null ? null : () => UpdateRdt(container, cgroup, rdt));
        }
        catch
        {
            if (others) HasOtherDevices(container, false);
            throw;
        }
    }

    /// <summary>A container without a group gets one with its name, as in runc.</summary>
    private static void UpdateRdt(Container container, ICgroupManager cgroup, LinuxIntelRdt rdt)
    {
        if (container.Record.Resctrl is { } known)
        {
            new ResctrlGroup(known).Update(rdt.L3CacheSchema, rdt.MemBwSchema);
            return;
        }
        ResctrlGroup group = ResctrlGroup.ForNewContainer(rdt, container.Record.Id, ResctrlHost.FindRoot()!);
        container.Record.Resctrl = group.Record;
        container.State.Replace(container.Record);
        group.Create(rdt);
        foreach (int pid in cgroup.Pids()) group.AddProcess(pid);
    }

    /// <summary>
    /// Engines send all of linux.resources again to change one limit. Device rules that are still the config's are left
    /// alone, with what others allowed the container since (a plugin for graphics cards); runc never changes any.
    /// </summary>
    /// <returns>Whether they are the first that are not the config's.</returns>
    private static bool ChooseDevices(Container container, LinuxResources resources)
    {
        if (container.Record.HasOtherDevices) return false;
        List<DeviceRule> wanted = DeviceRule.FromConfig(resources.Devices);
        List<DeviceRule> known = DeviceRule.FromConfig(
            SpecReader.Parse(container.State.ReadConfig()).Linux?.Resources?.Devices
        );
        bool same = wanted.Count == known.Count;
        for (int i = 0; same && i < wanted.Count; i++) same = wanted[i] == known[i];
        if (same) resources.Devices = null;
        return !same;
    }

    private static void HasOtherDevices(Container container, bool value)
    {
        container.Record.HasOtherDevices = value;
        container.State.Replace(container.Record);
    }
}
