using System.Collections.Generic;
using System.Globalization;
using OciRuntime.Config;
using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Parent;

/// <summary>newuidmap(1) and newgidmap(1) of shadow, which may map what subuid(5) grants an unprivileged user.</summary>
internal static unsafe class IdMapHelper
{
    private static readonly string[] Folders = ["/usr/bin/", "/usr/local/bin/", "/bin/"];

    /// <summary>Runs <paramref name="program"/> for process <paramref name="pid"/>.</summary>
    public static void Run(string program, int pid, LinuxIDMapping[] maps)
    {
        List<string> arguments = [program, pid.ToString(CultureInfo.InvariantCulture)];
        foreach (LinuxIDMapping map in maps)
        {
            arguments.Add(map.ContainerID.ToString(CultureInfo.InvariantCulture));
            arguments.Add(map.HostID.ToString(CultureInfo.InvariantCulture));
            arguments.Add(map.Size.ToString(CultureInfo.InvariantCulture));
        }
        int error = Errno.ENOENT, status = 0;
        foreach (string folder in Folders)
        {
            error = RunOne(folder + program, arguments.ToArray(), &status);
            if (error != Errno.ENOENT) break;
        }
        if (error == HookProcess.EndedBadly) throw new LaunchException($"{program} {pid} ended with exit status {status}");
        if (error != 0) throw new LinuxException("run", program, error);
    }

    private static int RunOne(string path, string[] arguments, int* status)
    {
        using Arena arena = new();
        // Its complaints go where ours go; it needs nothing of our environment.
        return HookProcess.Run(arena.String(path), arena.Vector(arguments), arena.Vector([]), STDIN_FILENO, STDERR_FILENO, 0, status);
    }
}
