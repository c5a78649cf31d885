using OciRuntime.Config;
namespace OciRuntime;

/// <summary>
/// What <c>ocirun --version</c> prints; Docker looks for the words <c>version</c> and <c>commit:</c>.
/// </summary>
internal static class ProgramVersion
{
    /// <summary>
    /// The four lines; the last names the .NET runtime that is linked in, whose fixes arrive with a new build only.
    /// </summary>
    public static string Lines() =>
        $"ocirun version {BuildInfo.Version}\ncommit: {BuildInfo.Commit}\nspec: {SpecVersion.Current}\ndotnet: "
        + $"{BuildInfo.DotNet}\n";
}
