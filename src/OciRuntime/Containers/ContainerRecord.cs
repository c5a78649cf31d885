using System;
using System.Collections.Generic;
using OciRuntime.Cgroups;
namespace OciRuntime.Containers;

/// <summary>
/// state.json: what a later verb needs to know. The first version is written before anything is applied, so that a
/// runtime killed at any point leaves what <c>delete --force</c> can remove.
/// </summary>
internal sealed class ContainerRecord
{
    /// <summary>The id.</summary>
    public string Id { get; set; } = "";

    /// <summary>The spec version of the container's config.</summary>
    public string OciVersion { get; set; } = "";

    /// <summary>The bundle's absolute path.</summary>
    public string Bundle { get; set; } = "";

    /// <summary>The rootfs's absolute path.</summary>
    public string Rootfs { get; set; } = "";

    /// <summary>The init process; 0 until it is created.</summary>
    public int Pid { get; set; }

    /// <summary>Its start time in clock ticks after boot, proc(5), stat field 22; with it a pid is not mistaken for a later process's.</summary>
    public ulong StartTime { get; set; }

    /// <summary>When create was called.</summary>
    public DateTimeOffset Created { get; set; }

    /// <summary>The user that called create.</summary>
    public uint Owner { get; set; }

    /// <summary>args[0], for the errors of start.</summary>
    public string Program { get; set; } = "";

    /// <summary>There are poststart or poststop hooks in the saved config.</summary>
    public bool HasLateHooks { get; set; }

    /// <summary>An update has set other device rules than the saved config's.</summary>
    public bool HasOtherDevices { get; set; }

    /// <summary>Created with <c>--no-new-keyring</c>: exec keeps its caller's keyring, too.</summary>
    public bool NoNewKeyring { get; set; }

    /// <summary>The cgroups; null with <c>--cgroup-manager disabled</c>.</summary>
    public CgroupRecord? Cgroup { get; set; }

    /// <summary>The config's annotations.</summary>
    public Dictionary<string, string>? Annotations { get; set; }
}
