using System;
using System.Collections.Generic;
using System.Text;
using System.Text.Json;
using OciRuntime.Cgroups;
using OciRuntime.Config.Reading;
using OciRuntime.Diagnostics;
namespace OciRuntime.Containers;

/// <summary>state.json, member by member: each verb reads it, so it is read and written without metadata (docs/adr/0010).</summary>
internal static class RecordText
{
    /// <summary>The document, UTF-8.</summary>
    public static byte[] Write(ContainerRecord record)
    {
        JsonText json = new(indent: 0);
        json.BeginObject();
        json.Member("id", record.Id);
        json.Member("ociVersion", record.OciVersion);
        json.Member("bundle", record.Bundle);
        json.Member("rootfs", record.Rootfs);
        json.Member("pid", record.Pid);
        json.Member("startTime", record.StartTime);
        json.Member("createdTicks", record.Created.UtcTicks); // of 100 ns since year 1: no calendar on the way of each verb
        json.Member("owner", (long)record.Owner);
        json.Member("program", record.Program);
        json.Member("hasLateHooks", record.HasLateHooks);
        if (record.NoNewKeyring) json.Member("noNewKeyring", true);
        if (record.HasOtherDevices) json.Member("hasOtherDevices", true);
        if (record.Cgroup is { } cgroup) Write(json, cgroup);
        if (record.Annotations is { } annotations) Write(json, "annotations", annotations);
        json.EndObject();
        return Encoding.UTF8.GetBytes(json.ToString());
    }

    private static void Write(JsonText json, CgroupRecord cgroup)
    {
        json.BeginObject("cgroup");
        json.Member("manager", cgroup.Manager);
        json.Member("unified", cgroup.Unified);
        Write(json, "paths", cgroup.Paths);
        if (cgroup.Unit is { } unit) json.Member("unit", unit);
        json.Member("user", cgroup.User);
        json.EndObject();
    }

    private static void Write(JsonText json, string name, Dictionary<string, string> map)
    {
        json.BeginObject(name);
        foreach ((string key, string value) in map) json.Member(key, value);
        json.EndObject();
    }

    /// <summary>Reads the document; null where a killed create left it torn.</summary>
    public static ContainerRecord? Read(ReadOnlySpan<byte> text)
    {
        try
        {
            JsonInput json = new(text);
            json.Start();
            ContainerRecord record = Record(ref json);
            json.End();
            return record;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private static ContainerRecord Record(ref JsonInput json)
    {
        json.Object();
        ContainerRecord record = new();
        while (json.Member())
        {
            if (json.Is("id"u8)) record.Id = json.Text() ?? "";
            else if (json.Is("ociVersion"u8)) record.OciVersion = json.Text() ?? "";
            else if (json.Is("bundle"u8)) record.Bundle = json.Text() ?? "";
            else if (json.Is("rootfs"u8)) record.Rootfs = json.Text() ?? "";
            else if (json.Is("pid"u8)) record.Pid = json.Int32();
            else if (json.Is("startTime"u8)) record.StartTime = json.UInt64();
            else if (json.Is("createdTicks"u8)) record.Created = new DateTimeOffset(json.Int64(), TimeSpan.Zero);
            else if (json.Is("owner"u8)) record.Owner = json.UInt32();
            else if (json.Is("program"u8)) record.Program = json.Text() ?? "";
            else if (json.Is("hasLateHooks"u8)) record.HasLateHooks = json.Boolean();
            else if (json.Is("noNewKeyring"u8)) record.NoNewKeyring = json.Boolean();
            else if (json.Is("hasOtherDevices"u8)) record.HasOtherDevices = json.Boolean();
            else if (json.Is("cgroup"u8)) record.Cgroup = json.Optional(Cgroup);
            else if (json.Is("annotations"u8)) record.Annotations = json.TextMap();
            else json.Skip();
        }
        return record;
    }

    private static CgroupRecord Cgroup(ref JsonInput json)
    {
        json.Object();
        CgroupRecord record = new();
        while (json.Member())
        {
            if (json.Is("manager"u8)) record.Manager = json.Text() ?? "";
            else if (json.Is("unified"u8)) record.Unified = json.Boolean();
            else if (json.Is("paths"u8)) record.Paths = json.TextMap() ?? [];
            else if (json.Is("unit"u8)) record.Unit = json.Text();
            else if (json.Is("user"u8)) record.User = json.Boolean();
            else json.Skip();
        }
        return record;
    }
}
