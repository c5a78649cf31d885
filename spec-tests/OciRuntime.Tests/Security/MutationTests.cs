using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace OciRuntime.Tests.Security;

/// <summary>
/// tools/mutations: each takes a defence out, and <c>make test-mutations</c> shows that its tests fail then. Here: that it
/// can be applied, and that no test of docs/security.md is without one.
/// </summary>
public class MutationTests
{
    /// <summary>
    /// Not one edit takes the defence out: terminals are set up after the change of root, when no path leads outside.
    /// </summary>
    private static readonly string[] s_withoutMutation =
    [
        "Security_Processes.The_terminal_is_safe_if_the_image_has_links_at_its_paths",
        "Security_Escapes.A_console_that_is_a_link_makes_no_file_outside",
    ];

    private static string Directory => Path.Combine(Repository.Root, "tools", "mutations");

    public static TheoryData<string> Names => [.. Patches.Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Patches =>
        System.IO.Directory.EnumerateFiles(Directory, "*.patch").Select(file => Path.GetFileName(file));

    private static IEnumerable<string> TestsOf(string name) =>
        File.ReadLines(Path.Combine(Directory, name))
            .Where(line => line.StartsWith("Test: ", StringComparison.Ordinal))
            .Select(line => line["Test: ".Length..]);

    [Theory]
    [MemberData(nameof(Names))]
    public void A_mutation_applies_to_the_sources_and_names_its_tests(string name)
    {
        Assert.NotEmpty(TestsOf(name));
        ProcessStartInfo start = new("git", ["apply", "--check", Path.Combine(Directory, name)])
        {
            WorkingDirectory = Repository.Root,
            RedirectStandardError = true,
        };
        using Process apply = Process.Start(start)!;
        string error = apply.StandardError.ReadToEnd();
        apply.WaitForExit();
        Assert.True(apply.ExitCode == 0, $"edit tools/mutations/{name} as the sources have changed: {error}");
    }

    [Fact]
    public void Each_test_of_the_security_page_fails_in_some_mutation()
    {
        string[] named =
        [
            .. File.ReadLines(Path.Combine(Repository.Root, "docs", "security.md"))
                .Where(line => line.StartsWith("| CVE-", StringComparison.Ordinal))
                .SelectMany(line => Regex.Matches(line, "`([A-Za-z_]+\\.[A-Z]\\w+)`"))
                .Select(match => match.Groups[1].Value)
                .Distinct(),
        ];
        Assert.NotEmpty(named);
        Assert.Empty(named.Except(Patches.SelectMany(TestsOf)).Except(s_withoutMutation));
    }
}
