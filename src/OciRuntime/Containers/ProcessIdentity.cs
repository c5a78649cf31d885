using System;
using System.Globalization;
using OciRuntime.Native;
namespace OciRuntime.Containers;

/// <summary>
/// A process by pid and start time, so that a later one with the same pid is not mistaken for it; proc(5),
/// /proc/PID/stat.
/// </summary>
/// <param name="State">The state letter: Z and X have ended.</param>
/// <param name="StartTime">Clock ticks after boot, field 22.</param>
internal readonly record struct ProcessIdentity(char State, ulong StartTime)
{
    /// <summary>Whether the process still runs.</summary>
    public bool Alive => State is not ('Z' or 'X' or 'x');

    /// <summary>
    /// How a process has ended that its parent has not reaped; null if it still runs, or is another one or gone.
    /// </summary>
    public static ExitStatus? ReadExitStatus(int pid, ulong startTime)
    {
        if (Read(pid) is not { Alive: false } found || found.StartTime != startTime) return null;
        try
        {
            // The last field, 52, is the status as wait(2) has it; 0 for who may not know it.
            string stat = ProcFile.ReadRecord($"{pid}/stat").TrimEnd('\n');
            int status = int.Parse(stat.AsSpan(stat.LastIndexOf(' ') + 1), CultureInfo.InvariantCulture);
            return ExitStatus.FromWaitStatus(status);
        }
        catch (LinuxException error) when (error.Errno is Errno.ENOENT or Errno.ESRCH)
        {
            return null;
        }
    }

    /// <summary>The process <paramref name="pid"/>, or null where there is none.</summary>
    public static ProcessIdentity? Read(int pid)
    {
        string stat;
        try
        {
            stat = ProcFile.ReadRecord($"{pid}/stat");
        }
        catch (LinuxException error) when (error.Errno is Errno.ENOENT or Errno.ESRCH)
        {
            return null;
        }
        // The command may hold spaces and parentheses; the last ')' ends it. Then field 3 is the state, 22 the start.
        ReadOnlySpan<char> rest = stat.AsSpan(stat.LastIndexOf(')') + 2);
        char state = rest[0];
        for (int field = 3; field < 22; field++) rest = rest[(rest.IndexOf(' ') + 1)..];
        return new ProcessIdentity(state, ulong.Parse(rest[..rest.IndexOf(' ')], CultureInfo.InvariantCulture));
    }
}
