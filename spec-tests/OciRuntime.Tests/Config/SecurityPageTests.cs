using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace OciRuntime.Tests.ConfigModel;

/// <summary>docs/security.md: each published way out has a row, and each row names tests that are there.</summary>
public class SecurityPageTests
{
    private static readonly string[] Rows =
    [
        .. File.ReadLines(Path.Combine(Repository.Root, "docs", "security.md"))
            .Where(line => line.StartsWith("| CVE-", StringComparison.Ordinal)),
    ];

    [Fact]
    public void Each_row_of_the_security_page_names_tests_that_exist()
    {
        Dictionary<string, string> classes = Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "spec-tests"), "*.cs", SearchOption.AllDirectories)
            .GroupBy(file => Path.GetFileNameWithoutExtension(file))
            .ToDictionary(group => group.Key, group => string.Concat(group.Select(File.ReadAllText)));
        Assert.True(Rows.Length >= 26);
        foreach (string row in Rows)
        {
            string[] cells = row.Trim('|').Split('|', StringSplitOptions.TrimEntries);
            Assert.Equal(4, cells.Length);
            string[] tests = [.. Regex.Matches(cells[3], "`([^`]+)`").Select(match => match.Groups[1].Value)];
            Assert.NotEmpty(tests);
            foreach (string test in tests)
            {
                string[] parts = test.Split('.');
                Assert.True(classes.TryGetValue(parts[0], out string? text), test);
                Assert.Contains($" {parts[1]}(", text, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void No_CVE_of_the_security_page_is_listed_twice()
    {
        string[] numbers = [.. Rows.Select(row => row.Split('|')[1].Trim())];
        Assert.Equal(numbers.Distinct(), numbers);
    }
}
