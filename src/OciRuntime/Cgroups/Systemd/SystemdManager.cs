using System;
using System.Collections.Generic;
using OciRuntime.Cgroups.Stats;
using OciRuntime.Config;
using OciRuntime.Native;

namespace OciRuntime.Cgroups.Systemd;

/// <summary>What a new scope is made of.</summary>
/// <param name="Name">The scope and its slice.</param>
/// <param name="Id">The container's id.</param>
/// <param name="Properties">What the annotations ask for.</param>
/// <param name="Bus">The connection on which systemd's own cgroup was asked for; null if that was not
/// necessary.</param>
internal sealed record NewScope(UnitName Name, string Id, List<UnitProperty> Properties, SystemdBus? Bus = null);

/// <summary>
/// cgroups in a transient scope of systemd, delegated to us: systemd makes and removes the directory and knows the
/// limits; everything else happens in the files as without it.
/// </summary>
/// <param name="record">The directories and the unit.</param>
/// <param name="inner">The manager of the files.</param>
/// <param name="scope">For a new container: the scope, which comes to be with the first process.</param>
internal sealed class SystemdManager(CgroupRecord record, ICgroupManager inner, NewScope? scope) : ICgroupManager
{
    private readonly string unit = record.Unit ?? "";
    private SystemdBus? bus = scope?.Bus;
    private LinuxResources? limits;
    private List<UnitProperty> properties = [];

    /// <inheritdoc/>
    public CgroupRecord Record => record;

    /// <inheritdoc/>
    public bool Exists => inner.Exists;

    /// <inheritdoc/>
    public bool ComesWithProcess => scope is not null;

    /// <inheritdoc/>
    public bool TryRemove() => !inner.Exists;

    /// <inheritdoc/>
    public bool IsFrozen => inner.IsFrozen;

    /// <inheritdoc/>
    public bool HoldsBackKill => inner.HoldsBackKill;

    private SystemdBus Bus => bus ??= SystemdBus.Open(record.User);

    /// <inheritdoc/>
    public void CheckUnused() => inner.CheckUnused();

    /// <summary>Connects: a scope needs a process, and so comes with <see cref="AddProcess"/>.</summary>
    public void Create() => _ = Bus;

    /// <summary>Puts the properties together; they are set with the scope.</summary>
    public void Apply(LinuxResources? resources)
    {
        limits = resources;
        properties = [];
        if (!record.Unified) properties.AddRange(DeviceProperties.FromRules(DeviceRule.FromConfig(resources?.Devices)));
        if (resources is null) return;
        properties.AddRange(UnitProperties.FromResources(resources, record.Unified, Version));
        if (record.Unified) properties.AddRange(UnitProperties.OnlyAtStart(resources, Version));
    }

    /// <summary>systemd's version: <c>257.9-1~deb13u1</c> is 257.</summary>
    private int Version()
    {
        string text = Bus.ManagerProperty("Version");
        int start = text.StartsWith('v') ? 1 : 0, end = start;
        while (end < text.Length && char.IsAsciiDigit(text[end])) end++;
        return int.TryParse(text.AsSpan(start, end - start), out int version) ? version : 0;
    }

    /// <inheritdoc/>
    public int OpenForClone() => scope is null && !record.User ? inner.OpenForClone() : -1;

    /// <inheritdoc/>
    public void OpenTasks(List<TasksFile> files)
    {
        if (scope is null && !record.User) inner.OpenTasks(files);
    }

    /// <inheritdoc/>
    public void AddProcess(int pid)
    {
        if (scope is not null)
        {
            List<UnitProperty> all = UnitProperties.OfScope(scope.Name.Slice, scope.Id, pid);
            all.AddRange(scope.Properties);
            all.AddRange(properties);
            Bus.StartTransientUnit(unit, LastOfEach(all), HasNoProcess);
            // Nothing more is asked, and a socket that nobody reads as long as the container runs would fill up.
            bus!.Dispose();
            bus = null;
            if (record.Unified) EnterSubGroup(pid);
            // What systemd does not know of: hierarchies of v1, controllers of v2, limits without a property.
            inner.Create();
            inner.Apply(limits);
            if (!record.Unified) inner.AddProcess(pid);
            return;
        }
        try
        {
            inner.AddProcess(pid);
        }
        catch (LinuxException error) when (error.Errno is Errno.EACCES or Errno.EPERM)
        {
            // From outside the user's own tree only systemd may move a process into it.
            string path = record.Paths[""];
            Bus.AttachProcess(unit, ScopeOf(path) is { } directory ? path[directory.Length..] : "", pid);
        }
    }

    /// <summary>
    /// Before controllers are enabled in the scope: then no process may be in it itself; cgroup-v2.rst, No Internal
    /// Process Constraint.
    /// </summary>
    private void EnterSubGroup(int pid)
    {
        string path = record.Paths[""];
        if (ScopeOf(path) is null) return;
        CgroupFile.MakeDirectory(path);
        inner.AddProcess(pid);
    }

    /// <summary>The scope's directory if <paramref name="path"/> lies below it; else null.</summary>
    private string? ScopeOf(string path)
    {
        int start = path.LastIndexOf($"/{unit}/", StringComparison.Ordinal);
        return start == -1 ? null : path[..(start + 1 + unit.Length)];
    }

    /// <summary>Without values that a later one of the same property replaces; devices add up.</summary>
    private static List<UnitProperty> LastOfEach(List<UnitProperty> all)
    {
        List<UnitProperty> last = new(all.Count);
        for (int i = 0; i < all.Count; i++)
        {
            UnitProperty property = all[i];
            bool addsUp = property.Signature.StartsWith("a(", StringComparison.Ordinal);
            if (addsUp || all.FindLastIndex(other => other.Name == property.Name) == i) last.Add(property);
        }
        return last;
    }

    /// <inheritdoc/>
    public void Update(LinuxResources resources, Action? last)
    {
        if (resources.CPU is { } cpu) CompleteBandwidth(cpu);
        List<UnitProperty> changed = UnitProperties.FromResources(resources, record.Unified, Version);
        inner.Update(resources, () =>
        {
            if (changed.Count > 0) Bus.SetUnitProperties(unit, LastOfEach(changed));
            last?.Invoke();
        });
    }

    /// <summary>
    /// Of quota and period the one that is not given is what it was: systemd knows their ratio alone, and would write
    /// another pair.
    /// </summary>
    private void CompleteBandwidth(LinuxCPU cpu)
    {
        bool hasQuota = cpu.Quota is not (null or 0), hasPeriod = cpu.Period is not (null or 0);
        if (hasQuota == hasPeriod || !record.Paths.TryGetValue(record.Unified ? "" : "cpu", out string? path)) return;
        string now = record.Unified
            ? CgroupFile.TryRead(path + "/cpu.max") ?? ""
            : $"{CgroupFile.TryRead(path + "/cpu.cfs_quota_us")} {CgroupFile.TryRead(path + "/cpu.cfs_period_us")}";
        string[] words = now.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length != 2) return;
        if (!hasPeriod && ulong.TryParse(words[1], out ulong period)) cpu.Period = period;
        if (!hasQuota && long.TryParse(words[0], out long quota) && quota > 0) cpu.Quota = quota;
    }

    /// <inheritdoc/>
    public int[] Pids() => inner.Pids();

    /// <inheritdoc/>
    public void Kill(int signal) => inner.Kill(signal);

    /// <inheritdoc/>
    public void Freeze() => inner.Freeze();

    /// <inheritdoc/>
    public void Thaw() => inner.Thaw();

    /// <inheritdoc/>
    public CgroupStats Stats() => inner.Stats();

    /// <inheritdoc/>
    public OomWatch? WatchOom() => inner.WatchOom();

    private bool HasNoProcess()
    {
        try
        {
            inner.CheckUnused();
            return true;
        }
        catch (SpecException)
        {
            return false;
        }
    }

    /// <summary>Awaits the scope's end, or stops it, and removes what is left of it.</summary>
    public void Remove()
    {
        // Without a message: the caller has killed what was in it.
        if (record.Unified && ScopeEnd.Await(ScopeOf(record.Paths[""]) ?? record.Paths[""])) return;
        try
        {
            Bus.StopUnit(unit);
        }
        catch (ServiceException)
        {
            // The directory can be removed without systemd, which then finds the scope ended; if it cannot, that is the
            // error.
        }
        inner.Remove();
        foreach (string path in record.Paths.Values)
        {
            if (ScopeOf(path) is { } directory) CgroupTree.Remove(directory);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        bus?.Dispose();
        inner.Dispose();
    }
}
