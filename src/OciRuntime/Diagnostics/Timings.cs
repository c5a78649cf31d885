using System.Collections.Generic;
using System.Globalization;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Diagnostics;

/// <summary>
/// <c>--timings</c>: where the time of this command went, in the Trace Event Format that browsers' trace viewers open.
/// Off, each mark is one test of a field.
/// </summary>
internal static unsafe class Timings
{
    private const int NanosecondsPerSecond = 1_000_000_000;

    private static readonly List<Stretch> Spans = [];
    private static string? target;
    private static int directory = AT_FDCWD;
    private static string verb = "";
    private static string phase = "";
    private static long phaseStart;
    private static long startCpu;

    /// <summary>One thing that took time, in nanoseconds of CLOCK_MONOTONIC.</summary>
    private readonly record struct Stretch(int Pid, string Category, string Name, string Place, long Start, long End);

    /// <summary>Whether times are taken.</summary>
    public static bool On => target is not null;

    /// <summary>
    /// Begins: <paramref name="path"/> is a file, or a directory in which each command gets a file of its own.
    /// </summary>
    public static void Begin(string path)
    {
        target = path;
        // Written at the end, when the command is in the bundle's directory. One that is gone still has a descriptor:
        // that no file can be made in it shows when it is written.
        if (!path.StartsWith('/')) directory = OpenDirectory();
        startCpu = Now(CLOCK_PROCESS_CPUTIME_ID);
        phaseStart = Now();
        phase = "read the options";
    }

    /// <summary>Names the command.</summary>
    public static void Verb(string name) => verb = name;

    /// <summary>From here on the command does <paramref name="next"/>.</summary>
    public static void Mark(string next)
    {
        if (DebugLog.On && next.Length > 0) DebugLog.Write(next);
        if (target is null) return;
        long now = Now();
        if (phase.Length > 0) Spans.Add(new Stretch(sys_getpid(), "command", phase, "", phaseStart, now));
        (phase, phaseStart) = (next, now);
    }

    /// <summary>Adds what another process did.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="name">What it did.</param>
    /// <param name="place">The place in the config that asked for it, or "".</param>
    /// <param name="start">When it began, <see cref="Now()"/>.</param>
    /// <param name="end">When it ended.</param>
    public static void Add(int pid, string name, string place, long start, long end) =>
        Spans.Add(new Stretch(pid, "container", name, place, start, end));

    /// <summary>The time in nanoseconds.</summary>
    public static long Now() => Now(CLOCK_MONOTONIC);

    private static long Now(int clock)
    {
        timespec now;
        clock_gettime(clock, &now);
        return (now.tv_sec * NanosecondsPerSecond) + now.tv_nsec;
    }

    /// <summary>Writes the file; what is wrong with it does not change the command's outcome.</summary>
    /// <returns>Null, or why it could not be written.</returns>
    public static string? Write()
    {
        if (target is null) return null;
        Mark("");
        byte[] json = System.Text.Encoding.UTF8.GetBytes(ToJson());
        int fd = Open(target);
        if (fd == -1 && errno == Errno.EISDIR)
            fd = Open(string.Create(CultureInfo.InvariantCulture, $"{target}/ocirun-{verb}-{sys_getpid()}.json"));
        if (fd == -1)
            return $"open `{target}`: {Errno.Describe(errno)}";
        using OwnedFd file = new(fd);
        int error = Output.TryWrite(file.Fd, json);
        return error == 0 ? null : $"write `{target}`: {Errno.Describe(error)}";
    }

    private static int OpenDirectory()
    {
        // Safe: the literal ends with a NUL.
        fixed (byte* here = "."u8) return open(here, O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
    }

    private static int Open(string path)
    {
        const uint ReadableByAll = 0x1a4; // 0644
        const int Flags = O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC;
        CString name = new(path, stackalloc byte[CString.StackSize]);
        // Safe: the name is pinned for the call and ends with a NUL.
        fixed (byte* start = name) return openat(directory, start, Flags, ReadableByAll);
    }

    private static string ToJson()
    {
        JsonText json = new(indent: 1);
        json.BeginObject();
        json.Member("displayTimeUnit", "ms");
        json.BeginArray("traceEvents");
        long begin = Spans[0].Start;
        int own = Spans[0].Pid;
        Name(json, own, "ocirun " + verb);
        // No clock ran yet: what the program's start took of the CPU, before the first line of C#.
        Event(json, new Stretch(own, "command", "start the program", "", begin - startCpu, begin), begin);
        HashSet<int> others = [];
        foreach (Stretch span in Spans)
        {
            if (span.Pid != own && others.Add(span.Pid)) Name(json, span.Pid, "the container's process");
            Event(json, span, begin);
        }
        json.EndArray();
        json.EndObject();
        return json.ToString();
    }

    private static void Name(JsonText json, int pid, string name)
    {
        json.BeginObject();
        json.Member("name", "process_name");
        json.Member("ph", "M");
        json.Member("pid", pid);
        json.BeginObject("args");
        json.Member("name", name);
        json.EndObject();
        json.EndObject();
    }

    private static void Event(JsonText json, in Stretch span, long begin)
    {
        json.BeginObject();
        json.Member("name", span.Name);
        json.Member("cat", span.Category);
        json.Member("ph", "X");
        json.Member("ts", (span.Start - begin) / 1000.0); // µs; Trace Event Format, complete events
        json.Member("dur", (span.End - span.Start) / 1000.0);
        json.Member("pid", span.Pid);
        json.Member("tid", span.Pid);
        if (span.Place.Length > 0)
        {
            json.BeginObject("args");
            json.Member("config", span.Place);
            json.EndObject();
        }
        json.EndObject();
    }
}
