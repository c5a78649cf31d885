using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace OciRuntime.Bench;

/// <summary>A runtime that is measured, with a state directory of its own.</summary>
/// <param name="Name">How the tables call it.</param>
/// <param name="Path">The program.</param>
/// <param name="Root">Its state directory.</param>
/// <param name="Key">What sets its bundles and cgroups apart.</param>
internal sealed record Runtime(string Name, string Path, string Root, string Key)
{
    /// <summary>Cgroups are made by systemd, which every runtime is asked for by the same option.</summary>
    public static bool Systemd { get; } = Program.Variable("SYSTEMD", "") == "1";

    /// <summary>A command line of it.</summary>
    public string[] Command(params string[] words) =>
        [Path, "--root", Root, .. Systemd ? ["--systemd-cgroup"] : (string[])[], .. words];

    /// <summary>The <c>linux.cgroupsPath</c> of a container, one for each runtime: runc refuses a cgroup that is in use.</summary>
    public string CgroupsPath(string id) =>
        Systemd ? $"system.slice:ocirun-bench-{Key}:{id}" : $"/ocirun-bench/{Key}-{id}";

    /// <summary>
    /// The runtimes that <paramref name="paths"/> name, called by their own versions; two that call themselves alike are told
    /// apart by the names of their files.
    /// </summary>
    public static List<Runtime> Identify(string[] paths, string work)
    {
        string[] versions = [.. paths.Select(path => Shell.Output(path, "--version").Split('\n')[0].Replace(" version", ""))];
        List<Runtime> all = [];
        for (int i = 0; i < paths.Length; i++)
        {
            string file = System.IO.Path.GetFileName(paths[i]);
            bool unknown = versions[i].EndsWith("UNKNOWN", System.StringComparison.Ordinal);
            bool alone = versions.Count(version => version == versions[i]) == 1;
            string name = unknown ? file.Replace('-', ' ') : alone ? versions[i] : $"{versions[i]} ({file})";
            string root = System.IO.Path.Combine(work, $"state-{i}-{file}");
            Directory.CreateDirectory(root);
            all.Add(new Runtime(name, paths[i], root, i.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        }
        return all;
    }
}
