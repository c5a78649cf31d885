using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace OciRuntime.Tests.ConfigModel;

/// <summary>docs/spec-conformance.md names rooms and test classes that are there.</summary>
public class ConformancePageTests
{
    private static readonly string[][] Rows =
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "docs", "spec-conformance.md"))
            .Where(line =>
                line.StartsWith('|')
                && !line.StartsWith("|---", StringComparison.Ordinal)
                && !line.StartsWith("| section", StringComparison.Ordinal)
            )
            .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
    ];

    [Fact]
    public void Each_row_of_the_conformance_page_has_a_status()
    {
        Assert.True(Rows.Length > 60);
        foreach (string[] row in Rows)
        {
            Assert.Equal(4, row.Length);
            bool known = new[] { "done", "partly: ", "refused", "other", "not done; ", "none " }.Any(row[1].StartsWith);
            Assert.True(known, row[0]);
        }
    }

    [Fact]
    public void Modules_that_the_conformance_page_names_exist()
    {
        foreach (string module in Rows.SelectMany(row => Names(row[2])))
        {
            if (module == "Config and every module that compiles") continue;
            Assert.True(Directory.Exists(Path.Combine(Repository.Root, "src", "OciRuntime", module)), module);
        }
    }

    [Fact]
    public void Test_classes_that_the_conformance_page_names_exist()
    {
        HashSet<string> files =
        [
            .. Directory
                .EnumerateFiles(Path.Combine(Repository.Root, "spec-tests"), "*.cs", SearchOption.AllDirectories)
                .Select(file => Path.GetFileNameWithoutExtension(file)!),
        ];
        foreach (string[] row in Rows)
        {
            if (row[1].StartsWith("done", StringComparison.Ordinal)) Assert.NotEmpty(Names(row[3]));
            Assert.All(Names(row[3]), name => Assert.Contains(name, files));
        }
    }

    private static string[] Names(string cell) => cell.Split(", ", StringSplitOptions.RemoveEmptyEntries);
}
