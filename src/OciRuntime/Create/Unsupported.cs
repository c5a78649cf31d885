using System.Collections.Generic;
using OciRuntime.Config;
namespace OciRuntime.Create;

/// <summary>What the spec allows and this version cannot apply: refused, since to ignore it would be to lie.</summary>
internal static class Unsupported
{
    /// <summary>Adds an error for each such member.</summary>
    public static void Check(Config.Spec spec, List<SpecError> errors)
    {
        if (spec.Linux?.IntelRdt is not null) Refuse("/linux/intelRdt", errors);
    }

    private static void Refuse(string pointer, List<SpecError> errors) =>
        errors.Add(new SpecError(pointer, "not supported by this version of ocirun"));
}
