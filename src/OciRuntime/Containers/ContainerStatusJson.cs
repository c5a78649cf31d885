using System;
using System.Collections.Generic;
using System.Globalization;
using OciRuntime.Diagnostics;
namespace OciRuntime.Containers;

/// <summary>The JSON of one container in <c>state</c> and <c>list</c>, member for member as runc prints it.</summary>
internal static class ContainerStatusJson
{
    /// <summary>Appends <paramref name="status"/> as one object.</summary>
    public static void Append(JsonText json, ContainerStatus status)
    {
        json.BeginObject();
        json.Member("ociVersion", status.OciVersion);
        json.Member("id", status.Id);
        json.Member("pid", status.Pid);
        json.Member("status", status.Status);
        json.Member("bundle", status.Bundle);
        json.Member("rootfs", status.Rootfs);
        json.Member("created", Time(status.Created));
        if (status.Annotations is { Count: > 0 } annotations) AppendSorted(json, annotations);
        json.Member("owner", status.Owner);
        json.EndObject();
    }

    /// <summary>RFC 3339 in UTC, without the zeros that end a fraction.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    private static void AppendSorted(JsonText json, Dictionary<string, string> annotations)
    {
        string[] keys = new string[annotations.Count];
        annotations.Keys.CopyTo(keys, 0);
        Array.Sort(keys, string.CompareOrdinal);
        json.BeginObject("annotations");
        foreach (string key in keys) json.Member(key, annotations[key]);
        json.EndObject();
    }
}
