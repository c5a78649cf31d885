using System.Collections.Generic;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Config;

internal static partial class SpecValidator
{
    /// <summary>config.md, Linux mount options: what would have no effect is refused.</summary>
    /// <param name="mount">The mount.</param>
    /// <param name="at">The pointer of its options.</param>
    /// <param name="errors">What was found.</param>
    private static void MountOptions(Mount mount, string at, List<SpecError> errors)
    {
        ParsedMount options = mount.Parsed;
        foreach (int i in options.DataOptions)
        {
            string option = mount.Options![i];
            string? why = mount.IsBind ? "a bind mount" : IgnoredBy(mount.Type, option);
            if (why is not null)
                errors.Add(
                    new SpecError($"{at}/{i}", $"`{option}` has no effect on {why}", Suggestion(option),
                        Code: SpecErrorCodes.Conflict));
        }
        if (options.TmpCopyUp && (mount.IsBind || mount.Type != "tmpfs"))
            errors.Add(new SpecError(at, "tmpcopyup is for tmpfs mounts", Code: SpecErrorCodes.Conflict));
        bool links = options.CopySymlink || options.SourceNoFollow || options.DestinationNoFollow;
        if (links && (!mount.IsBind || options.IsRemount))
        {
            errors.Add(
                new SpecError(at, "copy-symlink, src-nofollow and dest-nofollow are for bind mounts",
                    Code: SpecErrorCodes.Conflict));
        }
        if (options.CopySymlink && (options.SourceNoFollow || options.DestinationNoFollow))
        {
            errors.Add(
                new SpecError(at, "copy-symlink excludes src-nofollow and dest-nofollow",
                    Code: SpecErrorCodes.Conflict));
        }
    }

    /// <summary>
    /// The filesystem that takes every option and does nothing with it; null if the kernel refuses what it does not
    /// know.
    /// </summary>
    private static string? IgnoredBy(string? type, string option) =>
        // fs/ramfs/inode.c, ramfs_parse_param
        type == "ramfs" && !option.StartsWith("mode=", System.StringComparison.Ordinal) ? "ramfs" : null;

    private static string Suggestion(string option)
    {
        if (MountOptionSpelling.Guess(option) is { } known) return $"did you mean {known}?";
        return "it is not an option of mount(8); one of a filesystem belongs to the filesystem, which the source "
            + "has mounted";
    }

    /// <summary>
    /// Options that the kernel keeps with the filesystem: on a bind mount they are accepted, as mount(8) and runc do
    /// it, and
    /// change nothing.
    /// </summary>
    private static void MountWarnings(Mount[] mounts, List<SpecError> warnings)
    {
        for (int i = 0; i < mounts.Length; i++)
        {
            Mount mount = mounts[i];
            // silent and loud say how much the kernel logs while it mounts.
            ulong kept = mount.Parsed.Flags & ParsedMount.FilesystemFlags & ~MS_SILENT;
            if (!mount.IsBind || kept == 0) continue;
            for (int j = 0; j < mount.Options!.Length; j++)
            {
                if ((MountOptionParser.Parse([mount.Options[j]]).Flags & kept) == 0)
                    continue;
                warnings.Add(
                    new SpecError(
                        $"/mounts/{i}/options/{j}",
                        $"`{mount.Options[j]}` has no effect on a bind mount",
                        "it belongs to the filesystem",
                        Code: SpecErrorCodes.Conflict
                    )
                );
            }
        }
    }
}
