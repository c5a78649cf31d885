using System.Text;

namespace OciRuntime.Cgroups.V2;

/// <summary>The way down to a cgroup: each folder hands all its controllers on; cgroup-v2.rst, Top-down Constraint.</summary>
internal static class Hierarchy
{
    /// <summary>Makes <paramref name="path"/> and enables what the root has on the way.</summary>
    public static void Make(string path)
    {
        CgroupFile.MakeFolder(path);
        string[] controllers = CgroupFile.Read(CgroupHost.Root + "/cgroup.controllers").Trim().Split(' ', System.StringSplitOptions.RemoveEmptyEntries);
        if (controllers.Length == 0) return;
        StringBuilder all = new();
        foreach (string controller in controllers) all.Append(all.Length == 0 ? "+" : " +").Append(controller);
        for (int slash = CgroupHost.Root.Length; slash > 0 && slash < path.Length; slash = path.IndexOf('/', slash + 1))
        {
            Enable(path[..slash], all.ToString(), controllers);
        }
    }

    private static void Enable(string folder, string all, string[] controllers)
    {
        string file = folder + "/cgroup.subtree_control";
        if (CgroupFile.TryWrite(file, all) == 0) return;
        // Not all may be had here: each by itself, and what is missing shows when a limit needs it, as in runc.
        foreach (string controller in controllers) _ = CgroupFile.TryWrite(file, "+" + controller);
    }
}
