using System.Collections.Generic;
using OciRuntime.Config;
using OciRuntime.Native.Paths;
using OciRuntime.Rootfs.MountOptions;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs;

internal static partial class RootfsCompiler
{
    /// <summary>Finds what could not be applied as the config says it.</summary>
    public static void Validate(Config.Spec spec, List<SpecError> errors)
    {
        Mount[] mounts = spec.Mounts ?? [];
        for (int i = 0; i < mounts.Length; i++) ValidateMount(spec, mounts[i], $"/mounts/{i}", errors);
        DeviceNodes.Validate(spec, errors);
        if (spec.Root is { Readonly: true } && !HasMountNamespace(spec))
        {
            errors.Add(new SpecError("/root/readonly", "needs a mount namespace: the host would see it"));
        }
    }

    /// <summary>Checks what only a command line option forbids.</summary>
    public static void Validate(Config.Spec spec, bool noPivot, List<SpecError> errors)
    {
        Validate(spec, errors);
        bool isPrivate = (MountOptionParser.PropagationOf(spec.Linux?.RootfsPropagation) & MS_PRIVATE) != 0;
        if (noPivot && isPrivate) errors.Add(new SpecError("/linux/rootfsPropagation", "[r]private is not safe without pivot_root"));
    }

    private static void ValidateMount(Config.Spec spec, Mount mount, string pointer, List<SpecError> errors)
    {
        ParsedMount options = MountOptionParser.Parse(mount.Options);
        bool bind = MountCompiler.IsBind(mount, options);
        if (!string.IsNullOrEmpty(mount.Destination) && LexicalPath.Clean(mount.Destination) == "/") errors.Add(new SpecError(pointer + "/destination", "nothing can be mounted over the container's root"));
        if (bind && string.IsNullOrEmpty(mount.Source) && !options.IsRemount) errors.Add(new SpecError(pointer + "/source", "a bind mount needs a source"));
        if (!bind && string.IsNullOrEmpty(mount.Type)) errors.Add(new SpecError(pointer + "/type", "a mount that is not a bind mount needs a type"));
        if (options.TmpCopyUp && (bind || mount.Type != "tmpfs")) errors.Add(new SpecError(pointer + "/options", "tmpcopyup is for tmpfs mounts"));
        ProcRules.Validate(mount, options, pointer, errors);
        IdMappedMounts.Validate(spec, mount, options, pointer, errors);
    }

    private static bool HasMountNamespace(Config.Spec spec)
    {
        foreach (LinuxNamespace space in spec.Linux?.Namespaces ?? [])
        {
            if (space.Type == "mount") return true;
        }
        return false;
    }
}
