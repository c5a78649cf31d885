using System.Collections.Generic;

namespace OciRuntime.SeccompReport;

/// <summary>What makes two refusals the same line of a report.</summary>
/// <param name="Architecture">AUDIT_ARCH_*.</param>
/// <param name="Number">The call's number.</param>
/// <param name="Action">What the filter returns.</param>
/// <param name="Rule">What decided.</param>
/// <param name="Command">The thread's name.</param>
/// <param name="Executable">The program.</param>
internal readonly record struct RefusalKey(
    uint Architecture,
    uint Number,
    uint Action,
    string Rule,
    string Command,
    string Executable
);

/// <summary>One line of a report: the first refusal of its kind, and how many followed.</summary>
internal sealed class Refusal
{
    /// <summary>The call's name, or its number.</summary>
    public required string Call { get; init; }

    /// <summary>The spec's name of the architecture, or its number.</summary>
    public required string Architecture { get; init; }

    /// <summary>The six arguments.</summary>
    public required ulong[] Arguments { get; init; }

    /// <summary>Those that are texts, by their index.</summary>
    public required List<(int Index, string Text)> Texts { get; init; }

    /// <summary>The thread, in the supervisor's PID namespace.</summary>
    public required uint Pid { get; init; }

    /// <summary>How often it was refused.</summary>
    public ulong Count { get; set; } = 1;

    /// <summary>The kernel could not do it itself, another tracer had the thread: it was killed, or got a plain
    /// SIGSYS.</summary>
    public bool Approximated { get; set; }
}
