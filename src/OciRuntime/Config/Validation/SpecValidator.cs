using System;
using System.Collections.Generic;
using System.Text;

namespace OciRuntime.Config;

/// <summary>
/// What the spec and runc demand of a config, without a look at the host. Every problem is found, not only the first;
/// each has its JSON pointer. What only a module knows (mount options, system calls, labels, device numbers) the
/// module checks.
/// </summary>
internal static partial class SpecValidator
{
    private const string HasNul = "contains a NUL character, at which the kernel would end it";

    /// <summary>Everything that is wrong with <paramref name="spec"/>.</summary>
    public static List<SpecError> Validate(Spec spec)
    {
        List<SpecError> errors = [];
        Version(spec.Version, errors);
        RootFilesystem(spec.Root, errors);
        if (spec.Process is null) errors.Add(
            new SpecError("/process", "required", "what to run", Code: SpecErrorCodes.Required));
        else Process(spec.Process, errors);
        Mounts(spec.Mounts ?? [], errors);
        if (spec.Hooks is not null)
            Hooks(spec.Hooks, errors);
        if (spec.Annotations?.ContainsKey("") == true)
            errors.Add(new SpecError("/annotations/", "an annotation's key is empty"));
        RuntimeAnnotations.Validate(spec.Annotations, errors);
        Dictionary<string, LinuxNamespace> namespaces = Namespaces(spec.Linux?.Namespaces ?? [], errors);
        Names(spec, namespaces, errors);
        if (spec.Linux is not null) Linux(spec.Linux, namespaces, errors);
        return errors;
    }

    /// <summary>What of <paramref name="spec"/> is accepted and has no effect.</summary>
    public static List<SpecError> FindWarnings(Spec spec)
    {
        List<SpecError> warnings = [];
        MountWarnings(spec.Mounts ?? [], warnings);
        MappingWarnings(spec.Linux, warnings);
        RuntimeAnnotations.Warn(spec.Annotations, warnings);
        return warnings;
    }

    private static void RootFilesystem(Root? root, List<SpecError> errors)
    {
        if (root is null)
            errors.Add(
                new SpecError("/root", "required", "where the root filesystem is", Code: SpecErrorCodes.Required));
        else if (string.IsNullOrEmpty(root.Path))
            errors.Add(new SpecError("/root/path", "required", "usually rootfs", Code: SpecErrorCodes.Required));
        RejectNul(root?.Path, "/root/path", errors);
    }

    /// <summary>SemVer 2.0.0 of major version 1, whatever the minor: config.md, Specification version.</summary>
    private static void Version(string? version, List<SpecError> errors)
    {
        if (string.IsNullOrEmpty(version))
            errors.Add(new SpecError("/ociVersion", "required", "like 1.3.0", Code: SpecErrorCodes.Required));
        else if (!SemanticVersion.TryParse(version, out ulong major))
            errors.Add(new SpecError("/ociVersion", $"`{version}` is not a version", "like 1.3.0"));
        else if (major != 1)
            errors.Add(
                new SpecError("/ociVersion", $"version `{version}` is not supported", "1.0.0 and later, below 2",
                    Code: SpecErrorCodes.Unsupported)
            );
    }

    /// <summary>hostname and domainname.</summary>
    private static void Names(Spec spec, Dictionary<string, LinuxNamespace> namespaces, List<SpecError> errors)
    {
        Name(spec.Hostname, "hostname", namespaces, errors);
        Name(spec.Domainname, "domainname", namespaces, errors);
        if (string.IsNullOrEmpty(spec.Domainname)) return;
        foreach (string name in (IEnumerable<string>?)spec.Linux?.Sysctl?.Keys ?? [])
        {
            if (SysctlName.Dotted(name) == "kernel.domainname")
            {
                errors.Add(
                    new SpecError("/linux/sysctl/" + Escape(name), $"sysctl `{name}` is what `domainname` sets",
                        Code: SpecErrorCodes.Conflict)
                );
            }
        }
    }

    private static void Name(
        string? name,
        string member,
        Dictionary<string, LinuxNamespace> namespaces,
        List<SpecError> errors
    )
    {
        if (string.IsNullOrEmpty(name)) return;
        const int Longest = 64; // bytes, __NEW_UTS_LEN of linux/utsname.h
        string pointer = "/" + member;
        if (!namespaces.ContainsKey("uts"))
            errors.Add(
                new SpecError(pointer, $"unable to set {member} without a private UTS namespace",
                    Code: SpecErrorCodes.Conflict));
        int length = Encoding.UTF8.GetByteCount(name);
        if (length > Longest)
            errors.Add(
                new SpecError(pointer, $"{member} is {length} bytes long", $"at most {Longest}",
                    Code: SpecErrorCodes.Range));
        RejectNul(name, pointer, errors);
    }

    /// <summary>Adds an error where <paramref name="text"/> has a NUL.</summary>
    private static void RejectNul(string? text, string pointer, List<SpecError> errors)
    {
        if (text is not null && text.Contains('\0')) errors.Add(new SpecError(pointer, HasNul));
    }

    /// <summary>As <see cref="RejectNul"/>, for each of a list at <paramref name="pointer"/>.</summary>
    private static void RejectNuls(string[]? list, string pointer, List<SpecError> errors)
    {
        for (int i = 0; i < (list?.Length ?? 0); i++)
        {
            if (list![i].Contains('\0')) errors.Add(new SpecError($"{pointer}/{i}", HasNul));
        }
    }

    /// <summary>Whether <paramref name="path"/> begins at the root.</summary>
    private static bool IsAbsolute(string? path) => path is ['/', ..];

    /// <summary>A member's name as part of a pointer, RFC 6901, 3.</summary>
    internal static string Escape(string name) =>
        name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}
