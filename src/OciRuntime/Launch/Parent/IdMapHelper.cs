using System.Collections.Generic;
using System.Globalization;
using OciRuntime.Config;
using OciRuntime.Hooks;
using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Parent;

/// <summary>
/// newuidmap(1) and newgidmap(1) of shadow, which may map what subuid(5) grants an unprivileged user.
/// </summary>
internal static unsafe class IdMapHelper
{
    private static readonly string[] Directories = ["/usr/bin/", "/usr/local/bin/", "/bin/"];

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
        using OwnedFd output = HookState.NewFile();
        HookOutcome outcome = new(HookEnd.NotStarted, Errno.ENOENT);
        foreach (string directory in Directories)
        {
            outcome = RunOne(directory + program, arguments.ToArray(), output.Fd);
            if (outcome.Errno != Errno.ENOENT) break;
        }
        if (outcome.Errno != 0)
            throw new LinuxException("run", program, outcome.Errno);
        if (outcome.End != HookEnd.Succeeded)
            throw new LaunchException($"run `{program} {pid}`: {outcome}{HookState.ReadOutput(output.Fd)}")
            {
                Operation = "run",
                Target = program,
            };
    }

    private static HookOutcome RunOne(string path, string[] arguments, int output)
    {
        using Arena arena = new();
        // Its complaints become part of ours; it needs nothing of our environment.
        return HookProcess.Run(arena.String(path), arena.Vector(arguments), arena.Vector([]), STDIN_FILENO, output,
            0, HookOutput.None);
    }
}
