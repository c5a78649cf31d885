using System.Collections.Generic;
using OciRuntime.Config;
using OciRuntime.Native.Paths;
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
        if (spec.Root is { Readonly: true } && !HasNamespace(spec, "mount") && HasNamespace(spec, "user"))
        {
            errors.Add(
                new SpecError(
                    "/root/readonly",
                    "needs a mount namespace: a user namespace may not change the host's mounts"
                )
            );
        }
    }

    /// <summary>Checks what only a command line option forbids.</summary>
    public static void Validate(Config.Spec spec, bool noPivot, List<SpecError> errors)
    {
        Validate(spec, errors);
        bool isPrivate = (MountOptionParser.PropagationOf(spec.Linux?.RootfsPropagation) & MS_PRIVATE) != 0;
        if (noPivot && isPrivate)
            errors.Add(new SpecError("/linux/rootfsPropagation", "[r]private is not safe without pivot_root"));
    }

    private static void ValidateMount(Config.Spec spec, Mount mount, string pointer, List<SpecError> errors)
    {
        bool bind = mount.IsBind;
        if (!string.IsNullOrEmpty(mount.Destination) && LexicalPath.Clean(mount.Destination) == "/")
            errors.Add(new SpecError(pointer + "/destination", "nothing can be mounted over the container's root"));
        if (bind && string.IsNullOrEmpty(mount.Source) && !mount.Parsed.IsRemount)
            errors.Add(new SpecError(pointer + "/source", "a bind mount needs a source"));
        if (!bind && string.IsNullOrEmpty(mount.Type))
            errors.Add(new SpecError(pointer + "/type", "a mount that is not a bind mount needs a type"));
        ProcRules.Validate(mount, pointer, errors);
        IdMappedMounts.Validate(spec, mount, pointer, errors);
    }

    private static bool HasNamespace(Config.Spec spec, string type)
    {
        foreach (LinuxNamespace space in spec.Linux?.Namespaces ?? [])
        {
            if (space.Type == type) return true;
        }
        return false;
    }
}
