using System;
using System.Collections.Generic;
using OciRuntime.Launch.Plan;

namespace OciRuntime.Process;

internal static unsafe partial class ProcessCompiler
{
    /// <summary>The environment with a free slot at its end for HOME; of a name that comes twice the last counts, as in runc.</summary>
    public static byte** CompileEnvironment(Spec.Process process, LaunchPlan plan)
    {
        List<string> kept = new((process.Env?.Length ?? 0) + 1);
        Dictionary<string, int> places = [];
        foreach (string entry in process.Env ?? [])
        {
            int equals = entry.IndexOf('=');
            string name = equals < 0 ? entry : entry[..equals];
            if (places.TryGetValue(name, out int at))
            {
                kept[at] = entry;
                continue;
            }
            places[name] = kept.Count;
            kept.Add(entry);
        }
        int count = kept.Count;
        kept.Add("");
        byte** vector = plan.Arena.Vector(kept.ToArray());
        // Safe: the vector has count + 1 entries and its NULL; the extra one is the free slot.
        vector[count] = null;
        return vector;
    }

    /// <summary>Emits finding HOME where the environment has none.</summary>
    public static void CompileHome(Spec.Process process, LaunchPlan plan, byte** environment)
    {
        if (ValueOf(process, "HOME=") is not null) return;
        plan.At("process.env").FindHome(process.User?.UID ?? 0, environment);
    }

    /// <summary>PATH of the environment, where args[0] is looked up; null without one.</summary>
    public static string? PathOf(Spec.Process process) => ValueOf(process, "PATH=");

    private static string? ValueOf(Spec.Process process, string prefix)
    {
        string? value = null;
        foreach (string entry in process.Env ?? [])
        {
            if (entry.StartsWith(prefix, StringComparison.Ordinal)) value = entry[prefix.Length..];
        }
        return value;
    }
}
