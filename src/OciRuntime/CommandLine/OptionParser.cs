using System.Globalization;
using OciRuntime.Diagnostics;
namespace OciRuntime.CommandLine;

/// <summary>Where options end.</summary>
internal enum OptionsEnd
{
    /// <summary>At the first argument that is no option: it names the verb.</summary>
    BeforeFirstArgument,

    /// <summary>After the first argument that is no option: what follows belongs to another program.</summary>
    AfterFirstArgument,

    /// <summary>At the end of the line, or at <c>--</c>.</summary>
    Never,
}

/// <summary>
/// Reads options as runc's library does: <c>--name value</c>, <c>--name=value</c>, the same with one dash, switches
/// with
/// or without a value, <c>--</c>. The error texts are also that library's, since callers look for them.
/// </summary>
internal static class OptionParser
{
    /// <summary>Reads <paramref name="args"/> from <paramref name="start"/> on.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="start">The first argument to read.</param>
    /// <param name="table">The options that are known here; <c>--help</c> and <c>-h</c> always are.</param>
    /// <param name="end">Where options end.</param>
    /// <param name="next">The first argument that was not read.</param>
    /// <exception cref="UsageException">An option is not known, or its value is missing or wrong.</exception>
    public static ParsedOptions Parse(string[] args, int start, Option[] table, OptionsEnd end, out int next)
    {
        ParsedOptions parsed = new(table);
        bool global = end == OptionsEnd.BeforeFirstArgument;
        for (next = start; next < args.Length; next++)
        {
            string argument = args[next];
            if (argument == "--")
            {
                next++;
                break;
            }
            if (IsOption(argument))
            {
                ReadOption(args, ref next, parsed, global);
                continue;
            }
            if (global) return parsed;
            parsed.Arguments.Add(argument);
            if (end != OptionsEnd.AfterFirstArgument) continue;
            next++;
            // `exec ID -- program`: the dashes are no part of the command
            if (next < args.Length && args[next] == "--") next++;
            break;
        }
        if (!global)
            for (; next < args.Length; next++) parsed.Arguments.Add(args[next]);
        return parsed;
    }

    // A negative number, and `-` alone, are arguments.
    private static bool IsOption(string argument)
    {
        if (argument.Length < 2 || argument[0] != '-') return false;
        return char.IsAsciiLetter(argument[1]) || argument[1] == '-';
    }

    private static void ReadOption(string[] args, ref int at, ParsedOptions parsed, bool global)
    {
        string argument = args[at];
        int begin = argument[1] == '-' ? 2 : 1;
        int equals = argument.IndexOf('=');
        string name = equals < 0 ? argument[begin..] : argument[begin..equals];
        string? value = equals < 0 ? null : argument[(equals + 1)..];
        if (name is "help" or "h")
        {
            parsed.Help = ReadSwitch("help", value, global);
            return;
        }
        int index = parsed.IndexOf(name);
        if (index < 0) throw Unknown(name, parsed, global);
        if (parsed.KindOf(index) == OptionKind.Switch)
        {
            parsed.Set(index, ReadSwitch(name, value, global) ? Booleans.True : Booleans.False);
            return;
        }
        if (value is null)
        {
            if (at + 1 == args.Length) throw Wrong($"flag needs an argument: -{name}", global);
            value = args[++at];
        }
        if (parsed.KindOf(index) == OptionKind.Number
            && !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            throw Wrong($"invalid value \"{value}\" for flag -{name}: parse error", global);
        parsed.Set(index, value);
    }

    private static bool ReadSwitch(string name, string? value, bool global)
    {
        if (value is null)
            return true;
        return Booleans.Parse(value)
            ?? throw Wrong($"invalid boolean value \"{value}\" for -{name}: parse error", global);
    }

    private static UsageException Unknown(string name, ParsedOptions parsed, bool global)
    {
        UsageException unknown = Wrong($"flag provided but not defined: -{name}", global);
        if (Spelling.Closest(name, parsed.Names) is { } meant) unknown.Hint = $"did you mean --{meant}?";
        return unknown;
    }

    // The library ends its headline with a period for the program and with a colon for a verb.
    private static UsageException Wrong(string message, bool global) => new(message, (global ? ". " : ": ") + message);
}
