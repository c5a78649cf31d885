using OciRuntime.Config;
using OciRuntime.Containers;
using OciRuntime.Create;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Restore;

/// <summary>
/// criu puts what it restores into a time namespace, so that clocks go on where they stopped; exec has to join it.
/// </summary>
internal static class RestoredNamespaces
{
    /// <summary>
    /// Adds the time namespace to the saved config, where there is one that the config does not name.
    /// </summary>
    public static void Save(Bundle bundle, StateDirectory state, int pid)
    {
        LinuxNamespace[] spaces = bundle.Spec.Linux?.Namespaces ?? [];
        foreach (LinuxNamespace space in spaces)
        {
            if (space.Type == "time") return;
        }
        if (bundle.Spec.Linux is null || Inode("/proc/self/ns/time") == Inode($"/proc/{pid}/ns/time")) return;
        Config.Spec saved = SpecReader.Parse(bundle.ConfigBytes);
        saved.Linux!.Namespaces = [.. spaces, new LinuxNamespace { Type = "time" }];
        state.ReplaceConfig(SpecWriter.Indented(saved, SpecJson.Default.Spec));
    }

    private static unsafe ulong Inode(string path)
    {
        using Native.OwnedFd file = Native.OwnedFd.From(
            Call.openat(AT_FDCWD, path, O_RDONLY | O_CLOEXEC),
            "open",
            path
        );
        statx facts;
        byte empty = 0;
        if (statx(file.Fd, &empty, AT_EMPTY_PATH, STATX_INO, &facts) == -1) Native.LinuxException.Throw("statx", path);
        return facts.stx_ino;
    }
}
