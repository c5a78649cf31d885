using OciRuntime.Launch.Operations;
using OciRuntime.Launch.Plan;

namespace OciRuntime.ProcessAttributes;

/// <summary>config-linux.md, Sysctl.</summary>
internal static class SysctlCompiler
{
    /// <summary>Whether the config sets any.</summary>
    public static bool IsNeeded(Config.Spec spec) => spec.Linux?.Sysctl is { Count: > 0 };

    /// <summary>Emits the writes.</summary>
    public static void Compile(Config.Spec spec, LaunchPlan plan)
    {
        if (spec.Linux?.Sysctl is not { } all) return;
        foreach ((string name, string value) in all)
        {
            plan.At("/linux/sysctl", -1, name);
            plan.Emit(new WriteProc { Path = plan.String("sys/" + Path(name)), Value = plan.String(value) });
        }
    }

    /// <summary>
    /// sysctl.d(5): where the first separator is a slash the name is a path already and its dots are dots (of a VLAN
    /// device); else dots separate and slashes are dots.
    /// </summary>
    public static string Path(string name)
    {
        int dot = name.IndexOf('.'), slash = name.IndexOf('/');
        if (slash >= 0 && (dot < 0 || slash < dot)) return name;
        return string.Create(name.Length, name, static (to, from) =>
        {
            for (int i = 0; i < from.Length; i++) to[i] = from[i] == '.' ? '/' : from[i] == '/' ? '.' : from[i];
        });
    }
}
