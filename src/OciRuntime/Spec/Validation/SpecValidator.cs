using System.Collections.Generic;

namespace OciRuntime.Spec;

/// <summary>
/// What the spec and runc demand of a config without looking at the host. Every problem is found, not only the first;
/// each has its JSON pointer.
/// </summary>
internal static partial class SpecValidator
{
    /// <summary>Everything that is wrong with <paramref name="spec"/>.</summary>
    public static List<SpecError> Validate(Spec spec)
    {
        List<SpecError> errors = [];
        Version(spec.Version, errors);
        if (spec.Root is null || string.IsNullOrEmpty(spec.Root.Path)) errors.Add(new SpecError("/root/path", "required", "the path of the root filesystem"));
        Text(spec.Root?.Path, "/root/path", errors);
        if (spec.Process is null) errors.Add(new SpecError("/process", "required for start"));
        else Process(spec.Process, errors);
        Text(spec.Hostname, "/hostname", errors);
        Text(spec.Domainname, "/domainname", errors);
        Mounts(spec.Mounts, errors);
        Hooks(spec.Hooks, errors);
        foreach (string key in (IEnumerable<string>?)spec.Annotations?.Keys ?? [])
        {
            if (key.Length == 0) errors.Add(new SpecError("/annotations", "a key is empty"));
        }
        Linux(spec, spec.Linux, errors);
        return errors;
    }

    /// <summary>SemVer 2.0.0 of major version 1; config.md, Specification version.</summary>
    private static void Version(string? version, List<SpecError> errors)
    {
        if (string.IsNullOrEmpty(version))
        {
            errors.Add(new SpecError("/ociVersion", "required"));
            return;
        }
        string core = version.Split('-', '+')[0];
        string[] parts = core.Split('.');
        bool good = parts.Length == 3;
        foreach (string part in parts) good &= uint.TryParse(part, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out _);
        if (!good) errors.Add(new SpecError("/ociVersion", $"`{version}` is not a version", "like 1.3.0"));
        else if (parts[0] != "1") errors.Add(new SpecError("/ociVersion", $"version {version} is not supported", "1.x"));
    }

    /// <summary>The kernel ends a string at a NUL, so none may be inside.</summary>
    private static void Text(string? text, string pointer, List<SpecError> errors)
    {
        if (text is not null && text.Contains('\0')) errors.Add(new SpecError(pointer, "contains a NUL character"));
    }

    /// <summary>A member of an array, as a pointer.</summary>
    private static string At(string array, int index, string? member = null) => member is null ? $"{array}/{index}" : $"{array}/{index}/{member}";

    private static bool IsOneOf(string? value, params System.ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (name == value) return true;
        }
        return false;
    }
}
