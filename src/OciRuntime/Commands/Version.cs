namespace OciRuntime.Commands;

/// <summary>What <c>ocirun --version</c> prints; Docker looks for the words <c>version</c> and <c>commit:</c>.</summary>
internal static class Version
{
    /// <summary>The version of the runtime-spec that is implemented.</summary>
    public const string Spec = "1.3.0";

    /// <summary>The four lines; the last names the .NET runtime that is linked in, whose fixes arrive with a new build only.</summary>
    public static string Text() =>
        $"ocirun version {BuildInfo.Version}\ncommit: {BuildInfo.Commit}\nspec: {Spec}\ndotnet: {BuildInfo.DotNet}\n";
}
