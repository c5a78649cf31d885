using System;
using System.Collections.Generic;
using OciRuntime.Cgroups;
using OciRuntime.Native;
namespace OciRuntime.Containers;

/// <summary><c>exec --cgroup [controllers:]path</c>: an existing cgroup below the container's.</summary>
internal static class SubCgroups
{
    /// <summary>The container's record with the paths that the options name.</summary>
    /// <exception cref="ContainerException">An option that runc also refuses.</exception>
    public static CgroupRecord Below(CgroupRecord container, string[] options)
    {
        if (options.Length == 0) return container;
        CgroupRecord below = container.With(new Dictionary<string, string>(container.Paths));
        HashSet<string> named = [];
        foreach (string option in options)
        {
            int colon = option.IndexOf(':');
            if (colon < 0)
            {
                if (options.Length != 1)
                    throw new OcirunException(
                        $"invalid --cgroup argument: {option} (missing <controller>: prefix)",
                        FailureCodes.Usage
                    );
                foreach (string controller in container.Paths.Keys)
                    Change(below, container, controller, option);
                continue;
            }
            foreach (string controller in option[..colon].Split(','))
            {
                if (controller.Length == 0)
                    throw new OcirunException(
                        $"invalid --cgroup argument: {option} (empty <controller> prefix)",
                        FailureCodes.Usage
                    );
                if (!named.Add(controller))
                    throw new OcirunException(
                        $"invalid --cgroup argument(s): controller {controller} specified multiple times",
                        FailureCodes.Usage
                    );
                if (!container.Paths.ContainsKey(controller))
                    throw new OcirunException(
                        $"invalid --cgroup argument: {option} (unknown controller `{controller}`)",
                        FailureCodes.Usage
                    );
                Change(below, container, controller, option[(colon + 1)..]);
            }
        }
        return below;
    }

    private static void Change(CgroupRecord below, CgroupRecord container, string controller, string path)
    {
        if (Array.IndexOf(path.Split('/'), "..") >= 0)
            throw new OcirunException(
                $"bad sub cgroup path: {path} is not below the container's cgroup",
                FailureCodes.Usage
            );
        below.Paths[controller] = $"{container.Paths[controller]}/{path.Trim('/')}".TrimEnd('/');
    }
}
