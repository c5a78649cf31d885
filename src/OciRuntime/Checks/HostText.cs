using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Checks;

/// <summary>Files of the host that may be missing or closed to the caller.</summary>
internal static class HostText
{
    /// <summary>The text of a file without the last line's end; null if it cannot be read.</summary>
    public static string? TryRead(string path)
    {
        try
        {
            return FileBytes.TryReadAll(AT_FDCWD, path) is { } bytes ? KernelText.Decode(bytes).TrimEnd('\n') : null;
        }
        catch (LinuxException)
        {
            return null;
        }
    }

    /// <summary>Whether the caller may write at <paramref name="path"/>: 0, or the errno.</summary>
    public static int CheckWritable(string path) => CheckAccess(path, W_OK);

    private static unsafe int CheckAccess(string path, int mode)
    {
        // Safe: the array is pinned for the call and ends with a NUL.
        fixed (byte* name = KernelText.Terminated(path))
            return faccessat2(AT_FDCWD, name, mode, AT_EACCESS) == -1 ? errno : 0;
    }

    /// <summary>The first of the directories in PATH that has a program of this name; null if none has.</summary>
    public static string? FindProgram(string name)
    {
        string path = System.Environment.GetEnvironmentVariable("PATH") ?? "";
        foreach (string directory in (path + ":/usr/sbin:/sbin:/usr/bin:/bin").Split(':'))
        {
            if (directory.Length > 0 && CheckAccess($"{directory}/{name}", X_OK) == 0) return $"{directory}/{name}";
        }
        return null;
    }
}
