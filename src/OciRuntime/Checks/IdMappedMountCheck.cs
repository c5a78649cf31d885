using OciRuntime.Config;
using OciRuntime.Launch.Parent;
using OciRuntime.Native;
using OciRuntime.Rootfs;

namespace OciRuntime.Checks;

/// <summary>Id-mapped mounts, tried on a copy that nobody else can see: each filesystem has to support them.</summary>
internal static class IdMappedMountCheck
{
    private static readonly LinuxIDMapping[] Shifted = [new() { ContainerID = 0, HostID = 100000, Size = 65536 }];

    /// <summary>Tries those of the config; of any container the directory that the command is in.</summary>
    public static void Run(CheckTarget target, CheckReport report)
    {
        if (target.Spec is null)
        {
            Try(".", recursive: false, Shifted, "", report);
            return;
        }
        for (int i = 0; i < target.Mounts.Length; i++)
        {
            Mount mount = target.Mounts[i];
            if (!mount.IsBind || !IdMappedMounts.Asked(mount) || string.IsNullOrEmpty(mount.Source)) continue;
            LinuxIDMapping[] uids = mount.UIDMappings ?? target.Spec.Linux?.UIDMappings ?? Shifted;
            Try(mount.Source, mount.Parsed.RIdMap, uids is [] ? Shifted : uids, $"/mounts/{i}", report);
        }
    }

    private static void Try(
        string source, bool recursive, LinuxIDMapping[] maps, string pointer, CheckReport report)
    {
        HostMounts host = new();
        try
        {
            using OwnedFd tree = HostTree.Open(host, source, recursive, pointer);
            using OwnedFd users = new UserNamespaceSource().Open(maps, maps);
            HostTree.MapIds(host, tree, users, recursive, source, pointer);
            report.Ok("id-mapped mount", $"`{source}` can be one");
        }
        catch (OcirunException error)
        {
            report.Add(new CheckResult(
                "id-mapped mount",
                pointer.Length == 0 ? CheckState.Limited : CheckState.Missing,
                error is SpecException { Errors: [var one] } ? one.Text : error.Message)
            {
                Advice = "use a filesystem and a kernel that can map ids, and root of the host",
                Needed = pointer.Length > 0,
                Pointer = pointer,
            });
        }
    }
}
