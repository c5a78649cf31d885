using System;
using System.Globalization;
using System.Text;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Diagnostics;

/// <summary>
/// The log: a file that is appended to, or standard error. On standard error a message is its sentence alone, for
/// engines and
/// people who read it raw; in a file it has logrus' form. A failure is one line, and nothing else is written to a JSON
/// file
/// unless debugging is on, because callers read the whole file as one object.
/// </summary>
internal sealed unsafe class Log : IDisposable
{
    private readonly OwnedFd? file;
    private readonly LogFormat format;
    private readonly bool debug;

    private Log(OwnedFd? file, LogFormat format, bool debug) =>
        (this.file, this.format, this.debug) = (file, format, debug);

    /// <summary>A log on standard error.</summary>
    public static Log ToStandardError(LogFormat format = LogFormat.Text, bool debug = false) =>
        new(null, format, debug);

    /// <summary>
    /// A log that appends to <paramref name="path"/>, which is created with mode 0644 where it is missing.
    /// </summary>
    /// <exception cref="LinuxException">The file cannot be opened for writing.</exception>
    public static Log ToFile(string path, LogFormat format, bool debug)
    {
        const uint readableByAll = 0x1a4; // 0644
        byte[] name = Encoding.UTF8.GetBytes(path + '\0');
        // Safe: the array is pinned and NUL-terminated.
        fixed (byte* start = name)
        {
            int fd = open(start, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, readableByAll);
            return new Log(OwnedFd.From(fd, "open", path), format, debug);
        }
    }

    /// <summary>Says what was done, only with <c>--debug</c>.</summary>
    public void Debug(string message)
    {
        if (debug) WriteLine("debug", message);
    }

    /// <summary>Says what was not done as asked, though the command goes on.</summary>
    public void Warning(string message)
    {
        if (debug || file is null || format == LogFormat.Text) WriteLine("warning", message);
    }

    /// <summary>Says why the command failed: in the log, and on standard error also when the log is a file.</summary>
    public void Error(Failure failure)
    {
        if (file is not null || format == LogFormat.Json)
        {
            string time = Now();
            Emit(format == LogFormat.Json ? failure.ToJson(time) : TextLine.Format(time, "error", failure.Message));
        }
        if (file is not null || format == LogFormat.Text)
            Emit(Output.StandardError, PlainLine.Format("", failure.Message));
    }

    /// <inheritdoc/>
    public void Dispose() => file?.Dispose();

    private void WriteLine(string level, string message)
    {
        if (file is null && format == LogFormat.Text)
        {
            Emit(Output.StandardError, PlainLine.Format(level, message));
            return;
        }
        string time = Now();
        if (format == LogFormat.Text)
        {
            Emit(TextLine.Format(time, level, message));
            return;
        }
        JsonText json = new(indent: 0);
        json.BeginObject();
        json.Member("level", level);
        json.Member("msg", message);
        json.Member("time", time);
        json.EndObject();
        Emit(json.ToString());
    }

    private void Emit(string line) => Emit(file?.Fd ?? Output.StandardError, line);

    // A log that cannot be written must not hide the failure that it was to report: the errno is dropped.
    private static void Emit(int fd, string line) => Output.TryWrite(fd, line + "\n");

    /// <summary>RFC 3339 in UTC, with all the digits that the clock gives.</summary>
    private static string Now() =>
        DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
