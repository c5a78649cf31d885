using OciRuntime.CommandLine;
using OciRuntime.Diagnostics;
namespace OciRuntime.Commands;

/// <summary><c>ocirun seccomp</c>.</summary>
internal sealed class SeccompVerb : Verb
{
    // A system call has six arguments, syscall(2).
    private const int MostSyscallArguments = 6;

    /// <inheritdoc/>
    public override string Name => "seccomp";

    /// <inheritdoc/>
    public override string Summary => "print a config's system call filter, or explain what it decides";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "<config.json> [argument...]";

    /// <inheritdoc/>
    public override string Description =>
        """
        Compiles linux.seccomp and prints the filter that the kernel gets, as assembly, each return with the rules that
        lead to it. With --explain it says instead what the filter decides about one system call on each architecture,
        and which rule of the config says so. Nothing is started.

            # ocirun seccomp config.json
            # ocirun seccomp --explain socket config.json
            # ocirun seccomp --explain socket config.json 16 3 9

        Arguments that are not given are open: every rule that may still match is listed.
        """;

    /// <inheritdoc/>
    public override int MaximumArguments => 1 + MostSyscallArguments;

    /// <inheritdoc/>
    public override Option[] Options =>
    [
        new("explain", OptionKind.Text, "explain the decision about this system call, a name or a number"),
    ];

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        string path = options.Arguments[0];
        string[] arguments = [.. options.Arguments[1..]];
        string? call = options.NonEmpty("explain");
        if (call is null && arguments.Length > 0)
            throw new UsageException($"`{arguments[0]}` is an argument of a system call: name the call with --explain", ".");
        Output.Write(call is null ? SeccompInspection.Print(path) : SeccompInspection.Explain(path, call, arguments));
        return 0;
    }
}
