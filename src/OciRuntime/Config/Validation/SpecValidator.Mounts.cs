using System.Collections.Generic;

namespace OciRuntime.Config;

internal static partial class SpecValidator
{
    /// <summary>config.md, Mounts. A relative destination is taken from /, as the spec says.</summary>
    private static void Mounts(Mount[] mounts, List<SpecError> errors)
    {
        for (int i = 0; i < mounts.Length; i++)
        {
            Mount mount = mounts[i];
            string at = "/mounts/" + i;
            if (string.IsNullOrEmpty(mount.Destination))
                errors.Add(
                    new SpecError(at + "/destination", "required", "a path inside the container",
                        Code: SpecErrorCodes.Required));
            RejectNul(mount.Destination, at + "/destination", errors);
            RejectNul(mount.Source, at + "/source", errors);
            RejectNul(mount.Type, at + "/type", errors);
            RejectNuls(mount.Options, at + "/options", errors);
            MountOptions(mount, at + "/options", errors);
            Mappings(mount.UIDMappings ?? [], at + "/uidMappings", errors);
            Mappings(mount.GIDMappings ?? [], at + "/gidMappings", errors);
            bool uids = mount.UIDMappings is { Length: > 0 },
                gids = mount.GIDMappings is { Length: > 0 };
            if (uids == gids)
                continue;
            errors.Add(
                new SpecError(
                    at + (uids ? "/gidMappings" : "/uidMappings"),
                    $"required together with {(uids ? "uidMappings" : "gidMappings")}",
                    Code: SpecErrorCodes.Required
                )
            );
        }
    }

    /// <summary>config.md, POSIX-platform Hooks.</summary>
    private static void Hooks(Hooks hooks, List<SpecError> errors)
    {
        Hooks(hooks.Prestart ?? [], "/hooks/prestart", errors);
        Hooks(hooks.CreateRuntime ?? [], "/hooks/createRuntime", errors);
        Hooks(hooks.CreateContainer ?? [], "/hooks/createContainer", errors);
        Hooks(hooks.StartContainer ?? [], "/hooks/startContainer", errors);
        Hooks(hooks.Poststart ?? [], "/hooks/poststart", errors);
        Hooks(hooks.Poststop ?? [], "/hooks/poststop", errors);
    }

    private static void Hooks(Hook[] hooks, string list, List<SpecError> errors)
    {
        for (int i = 0; i < hooks.Length; i++)
        {
            Hook hook = hooks[i];
            string at = $"{list}/{i}";
            if (string.IsNullOrEmpty(hook.Path))
                errors.Add(new SpecError(at + "/path", "required", "an absolute path", Code: SpecErrorCodes.Required));
            else if (!IsAbsolute(hook.Path))
                errors.Add(new SpecError(at + "/path", $"`{hook.Path}` is not an absolute path"));
            RejectNul(hook.Path, at + "/path", errors);
            RejectNuls(hook.Args, at + "/args", errors);
            RejectNuls(hook.Env, at + "/env", errors);
            if (hook.Timeout is <= 0)
                errors.Add(
                    new SpecError(at + "/timeout", $"{hook.Timeout} is not greater than zero", "seconds",
                        Code: SpecErrorCodes.Range));
        }
    }
}
