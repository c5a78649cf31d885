using System.Collections.Generic;

namespace OciRuntime.Config;

/// <summary>What of a config only the kernel can judge, when it is asked for it.</summary>
internal static class KernelMembers
{
    /// <summary>Each with its place, and with what may have been meant.</summary>
    public static List<SpecError> Find(Spec spec)
    {
        List<SpecError> found = [];
        for (int i = 0; i < (spec.Mounts?.Length ?? 0); i++) Options(spec.Mounts![i], $"/mounts/{i}/options", found);
        foreach ((string name, string value) in spec.Linux?.Sysctl ?? [])
            found.Add(new SpecError($"/linux/sysctl/{SpecValidator.Escape(name)}", $"the value `{value}`"));
        foreach ((string file, string value) in spec.Linux?.Resources?.Unified ?? [])
        {
            string pointer = "/linux/resources/unified/" + SpecValidator.Escape(file);
            found.Add(new SpecError(pointer, $"the value `{value}`"));
        }
        return found;
    }

    private static void Options(Mount mount, string at, List<SpecError> found)
    {
        if (mount.IsBind) return;
        foreach (int i in mount.Parsed.DataOptions)
        {
            string option = mount.Options![i];
            string? meant = option.Contains('=') ? null : MountOptionSpelling.Guess(option);
            string text = $"`{option}`, as an option of {mount.Type}";
            found.Add(new SpecError($"{at}/{i}", text + (meant is null ? "" : $"; did you mean `{meant}`?")));
        }
    }
}
