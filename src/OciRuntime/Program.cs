using System;
using OciRuntime.CommandLine;
using OciRuntime.Commands;
using OciRuntime.Diagnostics;
namespace OciRuntime;

/// <summary>The command line: global options, a verb, its options and arguments.</summary>
internal static class Program
{
    /// <summary>The exit code for a verb that is not known, as callers of runc know it.</summary>
    private const int UnknownVerb = 3;

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
            Output.Write(wrong.Headline + "\n\n" + Help.OfProgram());
            throw;
        }
        if (parsed.NonEmpty("timings") is { } timings) Timings.Begin(timings);
        if (parsed.Switch("version")) return Print(Commands.Version.Text());
        if (parsed.Help || next == args.Length) return Print(Help.OfProgram());
        GlobalOptions global = GlobalOptions.From(parsed, ref log);
        string word = args[next++];
        if (word is "help" or "h")
        {
            if (next == args.Length) return Print(Help.OfProgram());
            word = args[next];
            return Print(Help.OfVerb(VerbTable.Find(word) ?? throw Unknown(word)));
        }
        return Run(VerbTable.Find(word) ?? throw Unknown(word), global, args, next);
    }

    private static int Run(Verb verb, GlobalOptions global, string[] args, int next)
    {
        try
        {
            ParsedOptions options = OptionParser.Parse(args, next, verb.Options, verb.End, out _);
            if (options.Help) return Print(Help.OfVerb(verb));
            verb.CheckArguments(options);
            Timings.Verb(verb.Name);
            Timings.Mark(verb.Name);
            return verb.Run(global, options);
        }
        catch (UsageException wrong)
        {
            Output.Write(wrong.Headline + "\n\n" + Help.OfVerb(verb));
            throw;
        }
    }

    private static OcirunException Unknown(string word) => new($"No help topic for '{word}'", UnknownVerb, FailureCodes.Usage);

    private static int Print(string text)
    {
        Output.Write(text);
        return 0;
    }
}
