using System;
using System.Collections.Generic;
using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.ProcessAttributes.Operations;

namespace OciRuntime.ProcessAttributes;

internal static unsafe partial class ProcessCompiler
{
    /// <summary>
    /// process.env as execve(2) takes it, with a free last slot for HOME: the last of two equal names wins, an empty
    /// HOME counts as none, as in runc.
    /// </summary>
    public static ChildStrings CompileEnvironment(Config.Process process, LaunchPlan plan)
    {
        string[] variables = process.Env ?? [];
        bool[] dropped = Overridden(variables);
        int kept = 0;
        for (int i = 0; i < variables.Length; i++) kept += dropped[i] ? 0 : 1;
        byte** vector = (byte**)plan.Arena.Allocate((nuint)((kept + 2) * sizeof(byte*)));
        int at = 0;
        for (int i = 0; i < variables.Length; i++)
        {
            // Safe: kept is the number of variables that are not dropped; two zeroed slots follow them.
            if (!dropped[i]) vector[at++] = plan.Arena.String(variables[i]);
        }
        return vector;
    }

    /// <summary>HOME from the container's user database where the config gives none.</summary>
    public static void CompileHome(Config.Process process, LaunchPlan plan, ChildStrings environment)
    {
        if (!string.IsNullOrEmpty(ValueOf(process, "HOME"))) return;
        plan.At("/process/env").Emit(new FindHome { Uid = process.User?.UID ?? 0, Environment = environment });
    }

    /// <summary>The config's PATH; null without one.</summary>
    public static string? PathOf(Config.Process process) => ValueOf(process, "PATH");

    private static string? ValueOf(Config.Process process, string name)
    {
        string[] variables = process.Env ?? [];
        for (int i = variables.Length - 1; i >= 0; i--)
        {
            ReadOnlySpan<char> variable = variables[i];
            if (Name(variable).SequenceEqual(name)) return variables[i][(name.Length + 1)..];
        }
        return null;
    }

    private static bool[] Overridden(string[] variables)
    {
        bool[] dropped = new bool[variables.Length];
        HashSet<string> later = new(variables.Length, StringComparer.Ordinal);
        for (int i = variables.Length - 1; i >= 0; i--)
        {
            dropped[i] = !later.Add(Name(variables[i]).ToString()) || variables[i] == "HOME=";
        }
        return dropped;
    }

    /// <summary>What stands before the first <c>=</c>.</summary>
    private static ReadOnlySpan<char> Name(ReadOnlySpan<char> variable)
    {
        int equals = variable.IndexOf('=');
        return equals < 0 ? default : variable[..equals];
    }
}
