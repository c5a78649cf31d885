using System.Collections.Generic;
using OciRuntime.Config;
using OciRuntime.Native;
using OciRuntime.Native.Paths;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs;

/// <summary>Bind mounts whose owners are mapped; config.md, uidMappings, gidMappings, idmap and ridmap.</summary>
internal static class IdMappedMounts
{
    /// <summary>Whether the mount is id-mapped.</summary>
    public static bool Asked(Mount mount) =>
        mount.Parsed.IdMap || mount.UIDMappings is { Length: > 0 } || mount.GIDMappings is { Length: > 0 };

    /// <summary>Checks the combination of options.</summary>
    public static void Validate(Config.Spec spec, Mount mount, string pointer, List<SpecError> errors)
    {
        if (!Asked(mount)) return;
        if (!mount.IsBind)
        {
            string member = mount.Parsed.IdMap ? "/options"
                : mount.UIDMappings is { Length: > 0 } ? "/uidMappings" : "/gidMappings";
            errors.Add(new SpecError(pointer + member, "only bind mounts can be id-mapped"));
        }
        if (mount.Parsed.Mappings is { } text && MountIdMap.Parse(text, spec.Linux, out _, out _) is { } mistake)
            errors.Add(new SpecError(pointer + "/options", mistake));
        if (mount.Parsed.Mappings is not null && mount.UIDMappings is { Length: > 0 })
            errors.Add(new SpecError(pointer + "/uidMappings", "the option idmap has mappings already"));
        if (
            mount.Parsed.Mappings is null
            && mount.UIDMappings is not { Length: > 0 }
            && mount.GIDMappings is not { Length: > 0 }
            && !HasUserNamespace(spec)
        )
        {
            errors.Add(
                new SpecError(
                    pointer + "/options",
                    "an id-mapped mount needs mappings of its own or the container's user namespace"
                )
            );
        }
    }

    /// <summary>Maps the ids of <paramref name="tree"/> where the mount asks for it.</summary>
    public static void Apply(RootfsContext context, Mount mount, OwnedFd tree, string source, string pointer)
    {
        if (!Asked(mount)) return;
        using OwnedFd userNamespace = Open(context, mount, pointer);
        HostTree.MapIds(context.Host, tree, userNamespace, mount.Parsed.RIdMap, source, pointer);
    }

    private static OwnedFd Open(RootfsContext context, Mount mount, string pointer)
    {
        IUserNamespaceSource maker = context.UserNamespaces
            ?? throw HostTree.Failure("id-map", mount.Source ?? "", Errno.ENOSYS, pointer);
        if (mount.UIDMappings is { Length: > 0 } uids)
            return maker.Open(uids, mount.GIDMappings ?? []);
        if (mount.Parsed.Mappings is { } text)
        {
            MountIdMap.Parse(text, context.Spec.Linux, out LinuxIDMapping[] users, out LinuxIDMapping[] groups);
            return maker.Open(users, groups);
        }
        string? path = context.Namespace("user")?.Path;
        if (string.IsNullOrEmpty(path))
            return maker.Open(context.Spec.Linux?.UIDMappings ?? [], context.Spec.Linux?.GIDMappings ?? []);
        int fd = HostPath.Open(path, O_RDONLY);
        if (fd == -1) throw HostTree.Failure("open", path, errno, "/linux/namespaces");
        return new OwnedFd(fd);
    }

    private static bool HasUserNamespace(Config.Spec spec)
    {
        foreach (LinuxNamespace space in spec.Linux?.Namespaces ?? [])
        {
            if (space.Type == "user") return true;
        }
        return false;
    }
}
