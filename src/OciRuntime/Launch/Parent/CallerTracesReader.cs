using System;
using System.Globalization;
using OciRuntime.Launch.Child;
using OciRuntime.Native;

namespace OciRuntime.Launch.Parent;

/// <summary>Finds what the child has of the caller's and is to drop, in /proc/self/stat; proc(5).</summary>
internal static unsafe class CallerTracesReader
{
    // Fields of proc_pid_stat(5), from 1 on.
    private const int SigIgnore = 33, ArgStart = 48, ArgEnd = 49, EnvStart = 50, EnvEnd = 51;

    /// <summary>The traces of this process, which the child inherits.</summary>
    public static CallerTraces Read(ChildString title)
    {
        string stat = ProcFile.ReadRecord("self/stat");
        // The command may hold spaces and parentheses; the last ')' ends it, and field 3 follows.
        ReadOnlySpan<char> rest = stat.AsSpan(stat.LastIndexOf(')') + 2);
        CallerTraces traces = new() { Title = title };
        for (int field = 3; field <= EnvEnd; field++)
        {
            int end = rest.IndexOf(' ');
            if (field is SigIgnore or >= ArgStart and <= EnvEnd)
            {
                ulong value = ulong.Parse(rest[..end], CultureInfo.InvariantCulture);
                if (field == SigIgnore) traces.IgnoredSignals = value;
                else if (field == ArgStart) traces.Arguments = (byte*)value;
                else if (field == ArgEnd) traces.ArgumentsEnd = (byte*)value;
                else if (field == EnvStart) traces.Environment = (byte*)value;
                else traces.EnvironmentEnd = (byte*)value;
            }
            rest = rest[(end + 1)..];
        }
        return traces;
    }
}
