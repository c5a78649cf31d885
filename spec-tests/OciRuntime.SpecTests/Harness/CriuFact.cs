using System;
using System.Linq;

namespace OciRuntime.SpecTests.Harness;

/// <summary>
/// A test that needs criu. It is skipped, with criu's own words, where there is none or where it does not know this
/// kernel.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CriuFactAttribute : FactAttribute
{
    public CriuFactAttribute() => Skip = Criu.Lack;

    /// <param name="runcDiffers">What the reference runtime does in another way, and why.</param>
    public CriuFactAttribute(string runcDiffers) => Skip = Criu.Lack ?? RuncDiffers.Skip(runcDiffers);
}

/// <summary>The same for the rows of a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CriuTheoryAttribute : TheoryAttribute
{
    public CriuTheoryAttribute() => Skip = Criu.Lack;
}

internal static class Criu
{
    private static readonly Lazy<string?> s_lack = new(FindLack);

    /// <summary>Why criu cannot work here; null where it can.</summary>
    public static string? Lack => s_lack.Value;

    /// <summary>Whether criu says that the kernel has <paramref name="feature"/>, criu(8), check --feature.</summary>
    public static bool Has(string feature) => Check("check", "--feature", feature).ExitCode == 0;

    private static string? FindLack()
    {
        Command check = Check("check");
        if (check.ExitCode == 0)
            return null;
        if (check.ExitCode == 127)
            return "criu is not installed";
        string error = check.Error.Split('\n').FirstOrDefault(line => line.Contains("Error", StringComparison.Ordinal))
            ?? check.Error.Trim();
        return $"criu check, {Check("--version").Output.Split('\n')[0]}: {error}";
    }

    private static Command Check(params string[] words) =>
        Command.Run("/bin/sh", ["-c", "PATH=$PATH:/usr/sbin:/sbin exec criu \"$@\"", "sh", .. words]);
}
