using OciRuntime.Native;
namespace OciRuntime.CommandLine;

/// <summary>The command line is wrong; the help text of the verb goes to standard output beside the error.</summary>
internal sealed class UsageException(string sentence, string detail) : OcirunException(sentence, FailureCodes.Usage)
{
    /// <summary>The first line on standard output, before the help text.</summary>
    public string Headline { get; } = "Incorrect Usage" + detail;
}
