using System;
using System.Collections.Generic;
using OciRuntime.Native;
using OciRuntime.Native.Paths;

namespace OciRuntime.Rootfs;

/// <summary>
/// The host's whole procfs and sysfs mounts, which would show the host to a container that keeps its mounts.
/// </summary>
internal static class HostViews
{
    /// <summary>
    /// Their mount points in the order of mountinfo, but those inside the container's root; proc_pid_mountinfo(5).
    /// </summary>
    public static string[] OfKernel(string rootfs)
    {
        using SafeProc proc = new();
        return Find(proc.Read("self/mountinfo"), rootfs);
    }

    /// <summary>The same from the text of mountinfo.</summary>
    public static string[] Find(string mountinfo, string rootfs)
    {
        List<string> found = [];
        foreach (string line in mountinfo.Split('\n'))
        {
            // 36 35 98:0 /root /mountpoint options optional-fields - type source super-options
            string[] fields = line.Split(' ');
            int separator = Array.IndexOf(fields, "-");
            if (separator < 6 || fields.Length <= separator + 1 || fields[3] != "/") continue;
            string mountPoint = MountInfoText.Unescape(fields[4]);
            if (fields[separator + 1] is "proc" or "sysfs" && !LexicalPath.IsWithin(mountPoint, rootfs))
                found.Add(mountPoint);
        }
        return found.ToArray();
    }
}
