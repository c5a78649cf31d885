using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace OciRuntime.Bench;

/// <summary>The cost of the system calls alone: <c>bench/floor/floor.c</c> on the same bundle.</summary>
internal static class Floor
{
    /// <summary>Measures it, with so many masked directories more as <see cref="Growth"/> makes.</summary>
    public static Row Measure(Bundle bundle, int rounds, int masked = 0)
    {
        string[] command =
        [
            Program.Variable("FLOOR", "floor"),
            bundle.Name,
            Path.Combine(bundle.DirectoryPath, "rootfs"),
            bundle.DirectoryPath,
            .. masked == 0 ? (string[])[] : [masked.ToString(CultureInfo.InvariantCulture)],
        ];
        List<Sample> samples = [];
        for (int i = 0; i < rounds + 2; i++)
            samples.Add(Shell.Measure(Rows.Measures, [command]));
        samples = samples[2..];
        return Row.Summarize(samples, Rows.SystemCalls(Rows.Measures, [command]));
    }

}
