using System.Globalization;
using OciRuntime.Launch.Child;
using OciRuntime.Native;

namespace OciRuntime.Hooks;

/// <summary>
/// A hook that failed; which one decides what stops (runtime.md, Lifecycle). One text for all six lists, whoever ran
/// the hook.
/// </summary>
internal sealed class HookException : OcirunException
{
    /// <summary>Creates the failure of hook <paramref name="index"/> of the list <paramref name="kind"/>.</summary>
    /// <param name="kind">The spec's name of the list: <c>createRuntime</c>.</param>
    /// <param name="index">Its index in the list.</param>
    /// <param name="path">The program.</param>
    /// <param name="outcome">How it ended.</param>
    /// <param name="output">A memory file with what it wrote, or -1; stays the caller's.</param>
    public HookException(string kind, int index, string? path, HookOutcome outcome, int output)
        : base(Describe(kind, index, path, outcome, output), FailureCodes.Hook)
    {
        Operation = $"run {kind} hook";
        Target = path;
        Errno = outcome.Errno;
        Pointer = string.Create(CultureInfo.InvariantCulture, $"/hooks/{kind}/{index}");
    }

    private static string Describe(string kind, int index, string? path, HookOutcome outcome, int output) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"error running {kind} hook #{index}: `{path}`: {outcome}{HookState.ReadOutput(output)}"
        );
}
