using System;
using System.Text;
using OciRuntime.Config;

namespace OciRuntime.Cgroups.Systemd;

/// <summary>
/// The scope of a container and the slice that it is in: <c>cgroupsPath</c> as <c>slice:prefix:name</c>, as with runc.
/// </summary>
/// <param name="Slice">The slice's name.</param>
/// <param name="Unit">The scope's name.</param>
internal sealed record UnitName(string Slice, string Unit)
{
    private const string SliceSuffix = ".slice";

    /// <summary>Reads <paramref name="cgroupsPath"/>; without one it is <c>ocirun-ID.scope</c>.</summary>
    /// <exception cref="SpecException">It has another form.</exception>
    public static UnitName FromCgroupsPath(string? cgroupsPath, string id, bool user)
    {
        string slice = user ? "user.slice" : "system.slice";
        if (string.IsNullOrEmpty(cgroupsPath)) return new UnitName(slice, $"ocirun-{id}.scope");
        string[] parts = cgroupsPath.Split(':');
        if (parts.Length != 3)
            throw Refuse(
                $"expected cgroupsPath to be of format \"slice:prefix:name\" for systemd cgroups, got "
                + $"\"{cgroupsPath}\" instead"
            );
        if (parts[2].EndsWith(SliceSuffix, StringComparison.Ordinal))
            throw Refuse($"`{parts[2]}` is a slice: a container needs a scope");
        if (parts[0].Length > 0)
            slice = parts[0];
        UnitName name = new(slice, $"{parts[1]}-{parts[2]}.scope");
        foreach (char c in name.Unit)
        {
            // What systemd takes in names, systemd.unit(5); above all no slash.
            if (!char.IsAsciiLetterOrDigit(c) && !":-_.\\@".Contains(c))
                throw Refuse($"`{name.Unit}` is not a name of a unit");
        }
        name.CgroupPath();
        return name;
    }

    /// <summary>Whether <paramref name="cgroupsPath"/> has this form, as no path of directories has.</summary>
    public static bool IsIn(string? cgroupsPath)
    {
        if (string.IsNullOrEmpty(cgroupsPath) || cgroupsPath.Contains('/')) return false;
        string[] parts = cgroupsPath.Split(':');
        return parts.Length == 3 && (parts[0].Length == 0 || parts[0].EndsWith(SliceSuffix, StringComparison.Ordinal));
    }

    /// <summary>
    /// The scope's directory below the root of systemd's cgroups: a dash in a slice's name is a level,
    /// systemd.slice(5).
    /// </summary>
    /// <exception cref="SpecException">The slice's name is wrong.</exception>
    public string CgroupPath()
    {
        bool named =
            Slice.Length > SliceSuffix.Length
            && Slice.EndsWith(SliceSuffix, StringComparison.Ordinal)
            && !Slice.Contains('/');
        if (!named)
            throw Refuse($"invalid slice name: `{Slice}`");
        string name = Slice[..^SliceSuffix.Length];
        StringBuilder directory = new();
        if (name != "-")
        {
            for (int dash = 0; dash < name.Length; dash++)
            {
                dash = name.IndexOf('-', dash);
                if (dash < 0)
                    dash = name.Length;
                if (dash == 0 || name[dash - 1] == '-' || dash == name.Length - 1)
                    throw Refuse($"invalid slice name: `{Slice}`");
                directory.Append('/').Append(name, 0, dash).Append(SliceSuffix);
            }
        }
        return directory.Append('/').Append(Unit).ToString();
    }

    private static SpecException Refuse(string message) => new([new SpecError("/linux/cgroupsPath", message)]);
}
