using System;
using System.Collections.Generic;
using OciRuntime.CommandLine;
using OciRuntime.Config;
using OciRuntime.Containers;
using OciRuntime.Diagnostics;
using OciRuntime.Native;
using OciRuntime.Security.Seccomp;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Commands;

/// <summary><c>ocirun seccomp</c>.</summary>
internal sealed class SeccompCommand : Command
{
    // A system call has six arguments, syscall(2).
    private const int MostSyscallArguments = 6;

    private const string NoFilter = "# no filter: the config has no linux.seccomp\n";

    /// <inheritdoc/>
    public override string Name => "seccomp";

    /// <inheritdoc/>
    public override string Summary => "print a config's system call filter, or explain what it decides";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "<config.json>|<container-id> [argument...]";

    /// <inheritdoc/>
    public override string Description =>
        """
        Compiles linux.seccomp and prints the filter that the kernel gets, as assembly, each return with the rules that
        lead to it. With --explain it says instead what the filter decides about one system call on each architecture,
        and which rule of the config says so. Nothing is started. The id of a container, if no file has its name, stands
        for the config that the container was created with.

            # ocirun seccomp config.json
            # ocirun seccomp --explain socket config.json
            # ocirun seccomp --explain socket config.json 16 3 9
            # ocirun seccomp --explain mount web

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
            throw new UsageException(
                $"`{arguments[0]}` is an argument of a system call: name the call with --explain",
                "."
            );
        LinuxSeccomp? config = Read(global, path);
        Output.Write(call is null ? Print(config) : Explain(config, call, arguments));
        return 0;
    }

    /// <summary>The filter as assembly, each return with the rules behind it.</summary>
    private static string Print(LinuxSeccomp? config) =>
        config is not null ? SeccompListing.Print(config, SeccompArchitecture.Native) : NoFilter;

    /// <summary>What the filter decides about a call, by name or number, with the arguments that are known.</summary>
    private static string Explain(LinuxSeccomp? config, string call, ReadOnlySpan<string> arguments)
    {
        ulong[] values = new ulong[arguments.Length];
        for (int i = 0; i < arguments.Length; i++)
            values[i] = Number(arguments[i]);
        if (config is null) return NoFilter;
        try
        {
            return new SeccompExplainer(config, SeccompArchitecture.Native).Explain(call, values);
        }
        catch (ArgumentException error)
        {
            throw new OcirunException(error.Message, FailureCodes.Usage);
        }
    }

    // A negative number is what the program passes, as 64 bits.
    private static ulong Number(string text)
    {
        bool negative = text.StartsWith('-');
        if (!SeccompExplainer.TryParseNumber(negative ? text[1..] : text, out ulong value))
            throw new OcirunException(
                $"`{text}` is no number: an argument of a system call is decimal, or hexadecimal with 0x",
                FailureCodes.Usage
            );
        return negative ? unchecked(0 - value) : value;
    }

    private static LinuxSeccomp? Read(GlobalOptions global, string path)
    {
        byte[] bytes = FileBytes.TryReadAll(AT_FDCWD, path)
            ?? ReadOfContainer(global, path)
            ?? throw new OcirunException(
                $"JSON specification file {path} not found, and there is no container of that name",
                FailureCodes.Config
            );
        if (SpecReader.Parse(bytes).Linux?.Seccomp is not { } config)
            return null;
        List<SpecError> errors = [];
        SeccompCompiler.Validate(config, errors);
        return errors.Count == 0 ? config : throw new SpecException(errors);
    }

    /// <summary>The config that a container was created with; null if there is no such container.</summary>
    private static byte[]? ReadOfContainer(GlobalOptions global, string id)
    {
        if (!ContainerId.IsValid(id)) return null;
        using Container? container = Container.TryOpen(global.ToRuntimeOptions(), id);
        return container?.State.ReadConfig();
    }
}
