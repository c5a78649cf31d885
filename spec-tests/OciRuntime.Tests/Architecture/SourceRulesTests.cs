using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace OciRuntime.Tests.Architecture;

/// <summary>CONTRIBUTING.md: what no formatter checks.</summary>
public sealed class SourceRulesTests
{
    private static readonly IEnumerable<string> Sources = Directory
        .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
        // written by tools/syscalls
        .Where(file => !file.EndsWith("SyscallTable.Data.cs", StringComparison.Ordinal));

    [Fact]
    public void No_line_of_src_is_longer_than_120_columns()
    {
        const int Columns = 120; // .editorconfig, max_line_length, which no tool of the SDK looks at
        string[] longer =
        [
            .. Sources.SelectMany(file => File.ReadLines(file)
                .Select((line, index) => (line.Length, Place: $"{Path.GetFileName(file)}:{index + 1}")))
                .Where(line => line.Length > Columns)
                .Select(line => line.Place),
        ];
        Assert.True(longer.Length == 0, string.Join('\n', longer));
        Assert.True(Sources.Count() > 300);
    }
}
