using System;
using System.Collections.Generic;

namespace OciRuntime.Config;

/// <summary>
/// Annotations that ask something of the runtime itself: <c>run.oci.*</c>, crun(1), Extensions to OCI, and its own.
/// </summary>
internal static class RuntimeAnnotations
{
    /// <summary>What crun's begin with.</summary>
    public const string Prefix = "run.oci.";

    /// <summary>The process keeps the caller's additional groups; any value but 0 asks for it.</summary>
    public const string KeepOriginalGroups = "run.oci.keep_original_groups";

    /// <summary>Which option of mount(8) gives linux.mountLabel to a filesystem.</summary>
    public const string MountContextType = "run.oci.mount_context_type";

    /// <summary>The file that gets what the seccomp filter refuses; <c>--seccomp-report</c>.</summary>
    public const string SeccompReport = "run.ocirun.seccomp-report";

    /// <summary>The cgroup below systemd's scope in which the container is; none without it.</summary>
    public const string SubGroup = "run.oci.systemd.subgroup";

    /// <summary>A system call that the profile names and nobody knows is a mistake; any value but 0.</summary>
    public const string FailUnknownCall = "run.oci.seccomp_fail_unknown_syscall";

    /// <summary>The file to which the hooks' standard output is appended.</summary>
    public const string HooksStdout = "run.oci.hooks.stdout";

    /// <summary>The file to which the hooks' standard error is appended.</summary>
    public const string HooksStderr = "run.oci.hooks.stderr";

    /// <summary>Those whose value is the path of a file of the host, which is written.</summary>
    private static string[] Files => [SeccompReport, HooksStdout, HooksStderr];

    /// <summary>Those that this version does something about.</summary>
    public static string[] Known =>
        [HooksStderr, HooksStdout, KeepOriginalGroups, MountContextType, FailUnknownCall, SubGroup, SeccompReport];

    /// <summary>The cgroup of <see cref="SubGroup"/> with a slash before it; empty for none.</summary>
    public static string SubGroupOf(Spec spec) =>
        spec.Annotations?.GetValueOrDefault(SubGroup)?.Trim('/') is { Length: > 0 } name ? "/" + name : "";

    /// <summary>The option that <see cref="MountContextType"/> names, or <c>context</c>.</summary>
    public static string ContextOption(Spec spec) => spec.Annotations?.GetValueOrDefault(MountContextType) ?? "context";

    /// <summary>Checks the values.</summary>
    public static void Validate(Dictionary<string, string>? annotations, List<SpecError> errors)
    {
        // Relative to what? The engine's directory is not the user's, and each verb may have another.
        foreach (string name in Files)
        {
            if (annotations?.GetValueOrDefault(name) is { } file && !file.StartsWith('/'))
                errors.Add(new SpecError("/annotations/" + name, $"`{file}` is not an absolute path", "a file's path"));
        }
        if (annotations?.GetValueOrDefault(SubGroup) is { } group && Array.Exists(group.Split('/'), IsNoName))
            errors.Add(new SpecError("/annotations/" + SubGroup, $"`{group}` is not a cgroup below the scope", null));
        if (annotations?.GetValueOrDefault(MountContextType) is not { } type)
            return;
        if (type is "context" or "fscontext" or "defcontext" or "rootcontext")
            return;
        errors.Add(
            new SpecError(
                "/annotations/" + MountContextType,
                $"`{type}` is not a kind of SELinux context",
                "context, fscontext, defcontext or rootcontext"
            )
        );
    }

    /// <summary>A part of a cgroup's path that leads elsewhere, or cannot be: a NUL ends a path.</summary>
    private static bool IsNoName(string part) => part is "." or ".." || part.Contains('\0');

    /// <summary>
    /// Checks that files of the host are named in the directory that the caller has given for them: an engine may take
    /// annotations over from the image, as Podman does, and an image must not write to the host.
    /// </summary>
    /// <param name="annotations">The config's.</param>
    /// <param name="directory">The absolute path of the directory; null if there is none.</param>
    /// <param name="errors">Gets those that name another file.</param>
    public static void CheckFiles(Dictionary<string, string>? annotations, string? directory, List<SpecError> errors)
    {
        foreach (string name in Files)
        {
            if (annotations?.GetValueOrDefault(name) is not { } file || !file.StartsWith('/')) continue;
            if (directory is not null && IsIn(directory, file)) continue;
            string place = directory is null ? "no directory is given for such files" : $"it is not in `{directory}`";
            errors.Add(
                new SpecError("/annotations/" + name, $"`{file}` is a file of the host, and {place}",
                    "--annotation-files says where they may be, as images can have annotations",
                    Code: SpecErrorCodes.Conflict));
        }
    }

    private static bool IsIn(string directory, string file)
    {
        string parent = directory.TrimEnd('/') + '/';
        return file.StartsWith(parent, StringComparison.Ordinal)
            && Array.TrueForAll(file[parent.Length..].Split('/'), static name => name is not ("" or "." or ".."));
    }

    /// <summary>Finds those that nothing is done about: an engine that sets one expects something.</summary>
    public static void Warn(Dictionary<string, string>? annotations, List<SpecError> warnings)
    {
        foreach (string name in annotations?.Keys ?? (IEnumerable<string>)[])
        {
            bool unknown = name.StartsWith(Prefix, StringComparison.Ordinal) && Array.IndexOf(Known, name) < 0;
            if (unknown)
                warnings.Add(
                    new SpecError(
                        "/annotations/" + SpecValidator.Escape(name),
                        $"`{name}` is not an annotation that ocirun knows",
                        "it is ignored"
                    )
                );
        }
    }
}
