using System;
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
    /// <param name="program">newuidmap or newgidmap.</param>
    /// <param name="file">What it writes: uid_map or gid_map.</param>
    /// <param name="pid">The process.</param>
    /// <param name="maps">What it maps.</param>
    /// <exception cref="LaunchException">With what the program says.</exception>
    public static void Run(string program, string file, int pid, LinuxIDMapping[] maps)
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
        if (outcome.End != HookEnd.Succeeded) throw Failed(program, file[..3], outcome, HookState.ReadText(output.Fd));
    }

    private static LaunchException Failed(string program, string kind, HookOutcome outcome, string said)
    {
        // It begins with its name, as ours does.
        string prefix = program + ": ";
        if (said.StartsWith(prefix, StringComparison.Ordinal)) said = said[prefix.Length..];
        string reason = outcome.Errno != 0 || said.Length == 0 ? outcome.ToString() : said;
        string? hint = outcome.Errno == Errno.ENOENT
            ? "it is in Debian's package uidmap, elsewhere in shadow-utils"
            : outcome.Errno == 0 ? SubordinateIds.Describe($"/etc/sub{kind}", LibC.geteuid()) : null;
        return new LaunchException($"run `{program}`: {reason}")
        {
            Operation = "run",
            Target = program,
            Errno = outcome.Errno,
            Pointer = $"/linux/{kind}Mappings",
            Hint = hint,
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
