using System.Collections.Generic;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Checkpoint;

/// <summary>
/// The configuration file that criu reads for a container; its settings win over those that are asked for, criu(8).
/// </summary>
internal static class CriuConfig
{
    /// <summary>Its name, which is runc's and crun's.</summary>
    public const string Annotation = "org.criu.config";

    /// <summary>
    /// The file that the annotation names, none where it is empty; without it ocirun's own, or else runc's, which
    /// engines tell their users of.
    /// </summary>
    public static string? FromAnnotations(Dictionary<string, string>? annotations)
    {
        if (annotations is not null && annotations.TryGetValue(Annotation, out string? named))
            return named.Length > 0 ? named : null;
        const string Own = "/etc/criu/ocirun.conf";
        return Call.Exists(AT_FDCWD, Own, followLinks: true) ? Own : "/etc/criu/runc.conf";
    }
}
