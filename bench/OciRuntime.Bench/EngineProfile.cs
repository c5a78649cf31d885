using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace OciRuntime.Bench;

/// <summary>
/// An engine's seccomp profile as the engine hands it to a runtime: its conditions on capabilities and architectures
/// resolved.
/// </summary>
internal static class EngineProfile
{
    /// <summary>The runtime-spec's seccomp of a profile on x86_64.</summary>
    public static JsonObject Resolve(JsonObject profile, string[] capabilities)
    {
        JsonArray calls = [];
        foreach (JsonNode? entry in profile["syscalls"]!.AsArray())
        {
            JsonObject rule = entry!.AsObject();
            if (
                !Holds(rule["includes"], capabilities, ifEmpty: true)
                || Holds(rule["excludes"], capabilities, ifEmpty: false)
            )
                continue;
            JsonObject call = new()
            {
                ["names"] = rule["names"]!.DeepClone(),
                ["action"] = rule["action"]!.DeepClone(),
            };
            if (rule["args"] is JsonArray { Count: > 0 } arguments)
                call["args"] = arguments.DeepClone();
            if (rule["errnoRet"] is { } errno)
                call["errnoRet"] = errno.DeepClone();
            calls.Add((JsonNode)call);
        }
        JsonObject seccomp = new()
        {
            ["defaultAction"] = profile["defaultAction"]!.DeepClone(),
            ["architectures"] = new JsonArray("SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"),
            ["syscalls"] = calls,
        };
        if (profile["defaultErrnoRet"] is { } fallback) seccomp["defaultErrnoRet"] = fallback.DeepClone();
        return seccomp;
    }

    private static bool Holds(JsonNode? condition, string[] capabilities, bool ifEmpty)
    {
        List<string> caps = Words(condition?["caps"]), arches = Words(condition?["arches"]);
        if (caps.Count == 0 && arches.Count == 0) return ifEmpty;
        bool hasCaps = caps.All(name => capabilities.Contains(name["CAP_".Length..], StringComparer.Ordinal));
        bool hasArch = arches.Count == 0 || arches.Contains("amd64");
        return hasCaps && hasArch;
    }

    private static List<string> Words(JsonNode? list) => [.. (list as JsonArray ?? []).Select(word => (string)word!)];
}
