using System.Collections.Generic;
using System.Text;
using OciRuntime.CommandLine;
using OciRuntime.Config;
using OciRuntime.Create;
using OciRuntime.Diagnostics;
namespace OciRuntime.Commands;

/// <summary><c>ocirun validate</c>.</summary>
internal sealed class ValidateCommand : Command
{
    /// <inheritdoc/>
    public override string Name => "validate";

    /// <inheritdoc/>
    public override string Summary => "print every mistake in a bundle's config";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "[bundle]";

    /// <inheritdoc/>
    public override string Description =>
        """
        Prints every mistake that create would refuse the bundle's config for, one a line with its place, and nothing if
        there is none. Nothing is made, and no privilege is needed. The exit code is 0, or 1 if there is a mistake.

            # ocirun validate mybundle
        """;

    /// <inheritdoc/>
    public override int MinimumArguments => 0;

    /// <inheritdoc/>
    public override Option[] Options =>
    [
        .. BundleOptions.Table,
        new("format", OptionKind.Text, "text or json") { Alias = "o", Default = "text" },
    ];

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        bool json = BundleOptions.IsJson(options);
        List<SpecError> errors = ConfigMistakes.FindAll(global.ToReadOnlyOptions(), BundleOptions.Read(options, Name));
        Output.Write(json ? ToJson(errors) : ToText(errors));
        return errors.Count == 0 ? 0 : 1;
    }

    private static string ToText(List<SpecError> errors)
    {
        StringBuilder text = new();
        foreach (SpecError error in errors)
        {
            string place = error.Pointer.Length == 0 ? "config" : error.Pointer;
            text.Append(place).Append(": ").Append(error.Text).Append('\n');
        }
        return text.ToString();
    }

    private static string ToJson(List<SpecError> errors)
    {
        JsonText json = new(indent: 2);
        json.BeginObject();
        json.Member("valid", errors.Count == 0);
        FailureDetail.Write(
            json,
            errors.ConvertAll(static error => new FailureDetail(error.Pointer, error.Text, error.Code)).ToArray());
        json.EndObject();
        return json + "\n";
    }
}
