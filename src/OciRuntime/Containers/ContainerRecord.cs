using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;
using OciRuntime.Cgroups;
using OciRuntime.Cgroups.Resctrl;
namespace OciRuntime.Containers;

/// <summary>
/// state.json: what a later verb needs to know. The first version is written before anything is applied, so that a
/// runtime killed at any point leaves what <c>delete --force</c> can remove.
/// </summary>
internal sealed class ContainerRecord
{
    /// <summary>The id.</summary>
    [JsonPropertyName("id")]
    public string Id { get; set; } = "";

    /// <summary>The spec version of the container's config.</summary>
    [JsonPropertyName("ociVersion")]
    public string OciVersion { get; set; } = "";

    /// <summary>The bundle's absolute path.</summary>
    [JsonPropertyName("bundle")]
    public string Bundle { get; set; } = "";

    /// <summary>The rootfs's absolute path.</summary>
    [JsonPropertyName("rootfs")]
    public string Rootfs { get; set; } = "";

    /// <summary>The init process; 0 until it is known.</summary>
    [JsonPropertyName("pid")]
    public int Pid { get; set; }

    /// <summary>
    /// Hooks of create run: the pid is known already, and create is not finished. False in the first record, which has
    /// no pid; <see cref="IsCreating"/> asks for both.
    /// </summary>
    [JsonPropertyName("creating"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool RunsCreateHooks { get; set; }

    /// <summary>
    /// Everything of the container but its state directory is gone, and its poststop hooks have begun.
    /// </summary>
    [JsonPropertyName("removing"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool RunsPoststopHooks { get; set; }

    /// <summary>Create has not finished: it works, or was killed.</summary>
    [JsonIgnore]
    public bool IsCreating => Pid == 0 || RunsCreateHooks;

    /// <summary>
    /// Its start time in clock ticks after boot, proc(5), stat field 22; with it a pid is not mistaken for a later
    /// process's.
    /// </summary>
    [JsonPropertyName("startTime")]
    public ulong StartTime { get; set; }

    /// <summary>
    /// When create was called, <see cref="DateTimeOffset.UtcTicks"/>: no verb needs a calendar for it.
    /// </summary>
    [JsonPropertyName("createdTicks")]
    public long CreatedTicks { get; set; }

    /// <summary>When create was called.</summary>
    [JsonIgnore]
    public DateTimeOffset Created
    {
        // A damaged file is no reason to fail.
        get => new(Math.Clamp(CreatedTicks, 0, DateTime.MaxValue.Ticks), TimeSpan.Zero);
        set => CreatedTicks = value.UtcTicks;
    }

    /// <summary>The user that called create.</summary>
    [JsonPropertyName("owner")]
    public uint Owner { get; set; }

    /// <summary>args[0], for the errors of start.</summary>
    [JsonPropertyName("program")]
    public string Program { get; set; } = "";

    /// <summary>There are poststart or poststop hooks in the saved config.</summary>
    [JsonPropertyName("hasLateHooks")]
    public bool HasPostHooks { get; set; }

    /// <summary>Created with <c>--no-new-keyring</c>: exec also keeps its caller's keyring.</summary>
    [JsonPropertyName("noNewKeyring"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool NoNewKeyring { get; set; }

    /// <summary>The config asks for no PID namespace of the container's own.</summary>
    [JsonPropertyName("sharesPids"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool SharesPids { get; set; }

    /// <summary>The resctrl groups; null if the config asks for none.</summary>
    [JsonPropertyName("resctrl"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ResctrlRecord? Resctrl { get; set; }

    /// <summary>An update has set other device rules than the saved config's.</summary>
    [JsonPropertyName("hasOtherDevices"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool HasOtherDevices { get; set; }

    /// <summary>The cgroups; null with <c>--cgroup-manager disabled</c>.</summary>
    [JsonPropertyName("cgroup")]
    public CgroupRecord? Cgroup { get; set; }

    /// <summary>
    /// The mounts that <c>mounts add</c> has made: their destinations by their ids, statx(2), STATX_MNT_ID.
    /// </summary>
    [JsonPropertyName("addedMounts"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Dictionary<string, string>? AddedMounts { get; set; }

    /// <summary>The config's annotations.</summary>
    [JsonPropertyName("annotations")]
    public Dictionary<string, string>? Annotations { get; set; }
}
