using System;
using System.Globalization;
using System.Text;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Diagnostics;

/// <summary>
/// The log: a file that is appended to, a service of the host, or standard error. On standard error a message is its
/// sentence alone, for engines and people who read it raw; in a file it has logrus' form. A failure is one line, and
/// nothing else is written to a JSON file unless debugging is on, because callers read the whole file as one object.
/// </summary>
internal sealed unsafe class Log : IDisposable
{
    private readonly OwnedFd? file;
    private readonly LogFormat format;
    private readonly LogLevel level;
    private readonly LogService? service;

    private Log(OwnedFd? file, LogService? service, LogFormat format, LogLevel level) =>
        (this.file, this.service, this.format, this.level) = (file, service, format, level);

    /// <summary>A log on standard error.</summary>
    public static Log ToStandardError(LogFormat format = LogFormat.Text, LogLevel level = LogLevel.Default) =>
        new(null, null, format, level);

    /// <summary>A log that goes to a service of the host.</summary>
    public static Log ToService(LogService service, LogFormat format, LogLevel level) =>
        new(null, service, format, level);

    /// <summary>
    /// A log that appends to <paramref name="path"/>, which is created with mode 0644 where it is missing.
    /// </summary>
    /// <exception cref="LinuxException">The file cannot be opened for writing.</exception>
    public static Log ToFile(string path, LogFormat format, LogLevel level)
    {
        const uint ReadableByAll = 0x1a4; // 0644
        byte[] name = Encoding.UTF8.GetBytes(path + '\0');
        // Safe: the array is pinned and NUL-terminated.
        fixed (byte* start = name)
        {
            int fd = open(start, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, ReadableByAll);
            return new Log(OwnedFd.From(fd, "open", path), null, format, level);
        }
    }

    /// <summary>Whether <see cref="Debug"/> writes anything.</summary>
    public bool TellsSteps => level == LogLevel.Debug;

    /// <summary>Says what was done, only with <c>--debug</c>.</summary>
    public void Debug(string message)
    {
        if (level == LogLevel.Debug) WriteLine("debug", message);
    }

    /// <summary>Says what was not done as asked, though the command goes on.</summary>
    public void Warning(string message)
    {
        if (level == LogLevel.Error) return;
        if (level != LogLevel.Default || file is null || format == LogFormat.Text) WriteLine("warning", message);
    }

    /// <summary>Says why the command failed: in the log, and on standard error also when the log is a file.</summary>
    public void Error(Failure failure)
    {
        service?.Send("error", format == LogFormat.Json ? failure.ToJson(Now()) : failure.Message);
        if (service is null && (file is not null || format == LogFormat.Json))
        {
            string time = Now();
            Emit(format == LogFormat.Json ? failure.ToJson(time) : TextLine.Format(time, "error", failure.Message));
        }
        if (file is not null || service is not null || format == LogFormat.Text)
            Emit(Output.StandardError, PlainLine.Format("", failure.Message));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        file?.Dispose();
        service?.Dispose();
    }

    private void WriteLine(string name, string message)
    {
        if (service is not null)
        {
            service.Send(name, format == LogFormat.Json ? Json(name, message, Now()) : message);
            return;
        }
        if (file is null && format == LogFormat.Text)
        {
            Emit(Output.StandardError, PlainLine.Format(name, message));
            return;
        }
        string time = Now();
        if (format == LogFormat.Text)
        {
            Emit(TextLine.Format(time, name, message));
            return;
        }
        Emit(Json(name, message, time));
    }

    private static string Json(string level, string message, string time)
    {
        JsonText json = new(indent: 0);
        json.BeginObject();
        json.Member("level", level);
        json.Member("msg", message);
        json.Member("time", time);
        json.EndObject();
        return json.ToString();
    }

    private void Emit(string line) => Emit(file?.Fd ?? Output.StandardError, line);

    // A log that cannot be written must not hide the failure that it was to report: the errno is dropped.
    private static void Emit(int fd, string line) => Output.TryWrite(fd, line + "\n");

    /// <summary>RFC 3339 in UTC, with all the digits that the clock gives.</summary>
    private static string Now() =>
        DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture);
}
