using System;
using OciRuntime.CommandLine;
using OciRuntime.Commands;
using OciRuntime.Diagnostics;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;
namespace OciRuntime;

/// <summary>The command line: global options, a command, its options and arguments.</summary>
internal static class Program
{
    /// <summary>The exit code for a command that is not known, as callers of runc know it.</summary>
    private const int UnknownCommand = 3;

    private static int Main(string[] args)
    {
        Log log = Log.ToStandardError();
        if (Environment.GetEnvironmentVariable("OCIRUN_TIMINGS") is { Length: > 0 } path) Timings.Begin(path);
        int code;
        try
        {
            code = Run(args, ref log);
        }
        // The one place where an exception becomes a line in the log and an exit code.
        catch (Exception error)
        {
            log.Error(FailureReport.From(error));
            code = FailureReport.ExitCode(error);
        }
        if (Timings.Write() is { } problem) log.Warning("timings: " + problem);
        // The runtime's own end would make objects to look for other threads with: there are none (docs/adr/0011).
        sys_exit_group(code);
        return code;
    }

    private static int Run(string[] args, ref Log log)
    {
        ParsedOptions parsed;
        int next;
        try
        {
            parsed = OptionParser.Parse(args, 0, GlobalOptions.Table, OptionsEnd.BeforeFirstArgument, out next);
        }
        catch (UsageException wrong)
        {
            Output.Write(wrong.Headline + "\n\n" + Help.ForProgram());
            throw;
        }
        if (parsed.NonEmpty("timings") is { } timings) Timings.Begin(timings);
        if (parsed.Switch("version")) return Print(ProgramVersion.Lines());
        if (parsed.Help || next == args.Length) return Print(Help.ForProgram());
        GlobalOptions global = GlobalOptions.From(parsed, ref log);
        string word = args[next++];
        if (word is "help" or "h")
        {
            if (next == args.Length) return Print(Help.ForProgram());
            word = args[next];
            return Print(Help.ForCommand(CommandTable.Find(word) ?? throw Unknown(word)));
        }
        return Run(CommandTable.Find(word) ?? throw Unknown(word), global, args, next);
    }

    private static int Run(Command command, GlobalOptions global, string[] args, int next)
    {
        try
        {
            ParsedOptions options = OptionParser.Parse(args, next, command.Options, command.End, out _);
            if (options.Help) return Print(Help.ForCommand(command));
            command.CheckArguments(options);
            Timings.Verb(command.Name);
            Timings.Mark(command.Name);
            return command.Run(global, options);
        }
        catch (UsageException wrong)
        {
            Output.Write(wrong.Headline + "\n\n" + Help.ForCommand(command));
            throw;
        }
    }

    private static OcirunException Unknown(string word) =>
        new($"No help topic for '{word}'", FailureCodes.Usage)
        {
            ExitCode = UnknownCommand,
            Hint = Spelling.Closest(word, CommandTable.Names) is { } meant ? $"did you mean {meant}?" : null,
        };

    private static int Print(string text)
    {
        Output.Write(text);
        return 0;
    }
}
