using System.Collections.Generic;

namespace OciRuntime.Spec;

internal static partial class SpecValidator
{
    private static void Mounts(Mount[]? mounts, List<SpecError> errors)
    {
        for (int i = 0; i < (mounts?.Length ?? 0); i++)
        {
            Mount mount = mounts![i];
            if (string.IsNullOrEmpty(mount.Destination)) errors.Add(new SpecError(At("/mounts", i, "destination"), "required"));
            Text(mount.Destination, At("/mounts", i, "destination"), errors);
            Text(mount.Source, At("/mounts", i, "source"), errors);
            Text(mount.Type, At("/mounts", i, "type"), errors);
            for (int o = 0; o < (mount.Options?.Length ?? 0); o++) Text(mount.Options![o], At(At("/mounts", i, "options"), o), errors);
            bool uids = mount.UIDMappings is { Length: > 0 }, gids = mount.GIDMappings is { Length: > 0 };
            if (uids != gids) errors.Add(new SpecError(At("/mounts", i), "uidMappings and gidMappings come together or not at all"));
        }
    }

    private static void Hooks(Hooks? hooks, List<SpecError> errors)
    {
        if (hooks is null) return;
        HookList("prestart", hooks.Prestart, errors);
        HookList("createRuntime", hooks.CreateRuntime, errors);
        HookList("createContainer", hooks.CreateContainer, errors);
        HookList("startContainer", hooks.StartContainer, errors);
        HookList("poststart", hooks.Poststart, errors);
        HookList("poststop", hooks.Poststop, errors);
    }

    private static void HookList(string kind, Hook[]? hooks, List<SpecError> errors)
    {
        for (int i = 0; i < (hooks?.Length ?? 0); i++)
        {
            string pointer = At("/hooks/" + kind, i);
            Hook hook = hooks![i];
            if (string.IsNullOrEmpty(hook.Path) || hook.Path[0] != '/') errors.Add(new SpecError(pointer + "/path", $"`{hook.Path}` is not an absolute path"));
            if (hook.Timeout is <= 0) errors.Add(new SpecError(pointer + "/timeout", $"{hook.Timeout} is not greater than zero"));
            Text(hook.Path, pointer + "/path", errors);
            for (int a = 0; a < (hook.Args?.Length ?? 0); a++) Text(hook.Args![a], At(pointer + "/args", a), errors);
            for (int e = 0; e < (hook.Env?.Length ?? 0); e++) Text(hook.Env![e], At(pointer + "/env", e), errors);
        }
    }
}
