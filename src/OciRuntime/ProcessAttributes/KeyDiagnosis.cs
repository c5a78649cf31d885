using System;
using System.Globalization;
using OciRuntime.Native;

namespace OciRuntime.ProcessAttributes;

/// <summary>Why a key could not be made, looked up after the failure; keyrings(7).</summary>
internal static class KeyDiagnosis
{
    /// <summary>The quota that is used up, for the end of the sentence; null if it is not found.</summary>
    /// <param name="error">The errno of keyctl(2).</param>
    public static string? Explain(int error)
    {
        if (error is not (Errno.EDQUOT or Errno.ENOMEM)) return null;
        try
        {
            foreach (string line in ProcFile.Read("key-users").Split('\n'))
            {
                // uid: usage keys/instantiated keys/most bytes/most, proc_key-users(5)
                string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (fields.Length < 5) continue;
                if (IsUsedUp(fields[3])) return Tell(fields[0], fields[3], "keys");
                if (IsUsedUp(fields[4])) return Tell(fields[0], fields[4], "bytes of keys");
            }
        }
        catch (LinuxException)
        {
            // What explains a failure must not hide it.
        }
        return null;
    }

    // A keyring of a container takes some 30 bytes, its name and what the kernel adds.
    private static bool IsUsedUp(string quota)
    {
        const long Least = 64;
        string[] parts = quota.Split('/');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long used)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long most)
            && (used >= most || (most > 10 * Least && used + Least > most));
    }

    private static string Tell(string user, string quota, string what) =>
        $"user {user.TrimEnd(':')} has {quota.Replace("/", " of ", StringComparison.Ordinal)} {what}: "
            + $"sysctl kernel.keys.{(user == "0:" ? "root_" : "")}max{(what == "keys" ? "keys" : "bytes")}";
}
