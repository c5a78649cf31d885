using System.Globalization;
using System.Text;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Create;

/// <summary><c>--pid-file</c>: appears under its name only when it is complete, since engines watch for it.</summary>
internal static class PidFile
{
    /// <summary>Writes <paramref name="pid"/> to <paramref name="path"/>.</summary>
    public static void Write(string path, int pid)
    {
        int slash = path.LastIndexOf('/');
        string temporary = $"{path[..(slash + 1)]}.{path[(slash + 1)..]}";
        using (
            OwnedFd file = OwnedFd.From(
                Call.openat(
                    AT_FDCWD,
                    temporary,
                    O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                    0x1B4 /* 0664 */
                ),
                "open",
                temporary
            )
        )
        {
            FileBytes.WriteAll(file.Fd, temporary, Encoding.UTF8.GetBytes(pid.ToString(CultureInfo.InvariantCulture)));
        }
        if (Call.renameat(AT_FDCWD, temporary, AT_FDCWD, path) == 0) return;
        int error = errno;
        Call.unlinkat(AT_FDCWD, temporary, 0);
        throw new LinuxException("write the pid file", path, error);
    }
}
