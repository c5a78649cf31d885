using System;
using System.Globalization;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Create;

/// <summary>
/// The caller's pipes, for a process in a user namespace: their owner has no id there, so that neither the process can
/// open
/// <c>/dev/stdout</c> nor can anyone inside give it the pipe. runc makes pipes of its own instead.
/// </summary>
internal static unsafe class StandardPipes
{
    /// <summary>Gives the pipes among the standard streams to the user of <paramref name="process"/>.</summary>
    /// <param name="pid">The process that is to become it, in its user namespace by now.</param>
    /// <param name="process">What it becomes.</param>
    public static void Give(int pid, Config.Process? process)
    {
        if (process is null || process.Terminal) return;
        uint? owner = null;
        for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
        {
            statx facts;
            byte nothing = 0;
            // Safe: an empty, terminated path; the kernel fills the structure.
            if (statx(fd, &nothing, AT_EMPTY_PATH, STATX_TYPE, &facts) == -1 || (facts.stx_mode & S_IFMT) != S_IFIFO)
                continue;
            owner ??= OnHost(pid, process.User?.UID ?? 0);
            // Where the runtime may not, as without root: the process has what it has.
            if (owner is uint uid) _ = fchown(fd, uid, ~0u);
        }
    }

    /// <summary>
    /// What the id is outside, by /proc/PID/uid_map: first inside, first outside, how many; user_namespaces(7).
    /// </summary>
    private static uint? OnHost(int pid, uint id)
    {
        foreach (
            string line in ProcFile.Read(string.Create(CultureInfo.InvariantCulture, $"{pid}/uid_map")).Split('\n')
        )
        {
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length != 3) continue;
            uint inside = Number(words[0]);
            if (id >= inside && id - inside < Number(words[2])) return Number(words[1]) + (id - inside);
        }
        return null;
    }

    private static uint Number(string text) => uint.Parse(text, CultureInfo.InvariantCulture);
}
