using System;
using OciRuntime.CommandLine;
namespace OciRuntime.Commands;

/// <summary>One command (a verb of the command line): its table of options, its help, and what it does.</summary>
internal abstract class Command
{
    /// <summary>The word on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>One line for the list of commands.</summary>
    public abstract string Summary { get; }

    /// <summary>The arguments, as the usage line shows them.</summary>
    public abstract string ArgumentsUsage { get; }

    /// <summary>What the command does, in sentences.</summary>
    public abstract string Description { get; }

    /// <summary>The options; made anew at each call, which is once.</summary>
    public virtual Option[] Options => Array.Empty<Option>();

    /// <summary>The fewest arguments, options not counted.</summary>
    public virtual int MinimumArguments => 1;

    /// <summary>The most arguments, options not counted.</summary>
    public virtual int MaximumArguments => 1;

    /// <summary>Where options end.</summary>
    public virtual OptionsEnd End => OptionsEnd.Never;

    /// <summary>Does it.</summary>
    /// <returns>The exit code of the process.</returns>
    public abstract int Run(GlobalOptions global, ParsedOptions options);

    /// <summary>Refuses a wrong number of <paramref name="options"/>' arguments.</summary>
    /// <exception cref="UsageException">There are too few or too many.</exception>
    public void CheckArguments(ParsedOptions options)
    {
        int given = options.Arguments.Count;
        if (given >= MinimumArguments && given <= MaximumArguments) return;
        string bound = MinimumArguments == MaximumArguments ? $"exactly {MinimumArguments}"
            : given < MinimumArguments ? $"a minimum of {MinimumArguments}"
            : $"a maximum of {MaximumArguments}";
        throw new UsageException($"ocirun: \"{Name}\" requires {bound} argument(s)", ".");
    }
}
