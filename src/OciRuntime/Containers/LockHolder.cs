using System;
using System.Globalization;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Containers;

/// <summary>
/// The process that holds the lock of a state directory, by the kernel's list, /proc/locks; proc_locks(5).
/// </summary>
internal static unsafe class LockHolder
{
    /// <summary>Ends the ocirun command that holds the lock of <paramref name="state"/>.</summary>
    /// <returns>Whether it was found; the lock is free when it and its copies of the descriptor are gone.</returns>
    public static bool Kill(StateDirectory state)
    {
        string lockedFile = FileOf(state);
        foreach (string line in ProcFile.Read("locks").Split('\n'))
        {
            // `1: FLOCK  ADVISORY  WRITE 1234 00:2d:56 0 EOF`: the fifth word is the pid, the sixth the file.
            string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 6 || words[1] != "FLOCK" || words[5] != lockedFile)
                continue;
            if (!int.TryParse(words[4], NumberStyles.None, CultureInfo.InvariantCulture, out int pid) || pid <= 0)
                continue;
            int fd = (int)pidfd_open(pid, 0);
            if (fd == -1) continue;
            using OwnedFd pidfd = new(fd);
            // The list names who took the lock. That may have ended, and its pid be another's: so look at its
            // descriptors.
            if (HasLock(pid, lockedFile) && pidfd_send_signal(pidfd.Fd, SIGKILL, null, 0) == 0) return true;
        }
        return false;
    }

    /// <summary>Device and inode as /proc/locks writes them.</summary>
    private static string FileOf(StateDirectory state)
    {
        statx facts;
        // Safe: an empty, terminated path; the kernel fills the structure.
        fixed (byte* empty = "\0"u8)
        {
            if (Libc.statx(state.Fd, empty, AT_EMPTY_PATH, STATX_INO, &facts) == -1)
                LinuxException.Throw("statx", state.Id);
        }
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{facts.stx_dev_major:x2}:{facts.stx_dev_minor:x2}:{facts.stx_ino}"
        );
    }

    /// <summary>Whether a descriptor of <paramref name="pid"/> holds a lock of the file; proc_pid_fdinfo(5).</summary>
    private static bool HasLock(int pid, string lockedFile)
    {
        const int Descriptors = 64; // ocirun holds its directory before it opens much else
        for (int fd = 0; fd < Descriptors; fd++)
        {
            try
            {
                if (
                    ProcFile
                        .Read(string.Create(CultureInfo.InvariantCulture, $"{pid}/fdinfo/{fd}"))
                        .Contains($" {lockedFile} ", StringComparison.Ordinal)
                )
                    return true;
            }
            catch (LinuxException)
            {
                // Not open, or the process has ended.
            }
        }
        return false;
    }
}
