using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using OciRuntime.CommandLine;
using OciRuntime.Commands;
using OciRuntime.Config;
using OciRuntime.Diagnostics;
using OciRuntime.Native;

namespace OciRuntime.Tests.CommandLine;

/// <summary>The option tables, the help texts and the manual pages say the same.</summary>
public class HelpTests
{
    private static string Man => Path.Combine(Repository.Root, "docs", "man");

    public static TheoryData<string> CommandNames => [.. CommandTable.All().Select(command => command.Name)];

    [Theory]
    [MemberData(nameof(CommandNames))]
    public void A_command_is_found_by_its_name(string name) =>
        Assert.Equal(name, CommandTable.Find(name)?.Name);

    [Theory]
    [MemberData(nameof(CommandNames))]
    public void The_list_of_commands_separates_a_command_and_its_summary(string name) =>
        Assert.Matches($"(?m)^   {name} +{Regex.Escape(CommandTable.Find(name)!.Summary)}$", Help.ForProgram());

    [Theory]
    [MemberData(nameof(CommandNames))]
    public void The_help_of_a_command_shows_each_of_its_options(string name)
    {
        Command command = CommandTable.Find(name)!;
        string help = Help.ForCommand(command);
        Assert.Contains($"ocirun {name} - {command.Summary}", help, StringComparison.Ordinal);
        foreach (Option option in command.Options)
            Assert.Equal(!option.Hidden, Regex.IsMatch(help, $@"^   --{option.Name}\b", RegexOptions.Multiline));
    }

    [Theory]
    [MemberData(nameof(CommandNames))]
    public void The_manual_page_of_a_command_has_its_options_and_no_others(string name)
    {
        Command command = CommandTable.Find(name)!;
        string page = File.ReadAllText(Path.Combine(Man, $"ocirun-{name}.8.md"));
        Assert.Equal(Expected(command.Options), Documented(page));
        Assert.Contains($"**ocirun-{name}** - {command.Summary}\n", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_manual_page_of_the_program_has_the_global_options_and_all_commands()
    {
        string page = File.ReadAllText(Path.Combine(Man, "ocirun.8.md"));
        Assert.Equal(Expected(GlobalOptions.Table), Documented(page));
        foreach (Command command in CommandTable.All())
            Assert.Contains($"**{command.Name}**\n: ", page, StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_a_manual_page_for_each_command_and_for_nothing_else()
    {
        IEnumerable<string> expected = CommandTable
            .All()
            .Select(command => $"ocirun-{command.Name}.8.md")
            .Append("ocirun.8.md")
            .Append("ocirun-errors.7.md");
        Assert.Equal(
            expected.Order(StringComparer.Ordinal),
            Directory.GetFiles(Man).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData(typeof(FailureCodes), "# CODES\n", "# CODES OF MISTAKES")]
    [InlineData(typeof(SpecErrorCodes), "# CODES OF MISTAKES", "# EXIT STATUS")]
    public void The_manual_page_of_errors_has_every_code_and_no_other(Type type, string from, string to)
    {
        IEnumerable<string> codes = type
            .GetFields()
            .Select(field => (string)field.GetRawConstantValue()!);
        string page = File.ReadAllText(Path.Combine(Man, "ocirun-errors.7.md"));
        string section = page[
            page.IndexOf(from, StringComparison.Ordinal)..page.IndexOf(to, StringComparison.Ordinal)
        ];
        Assert.Equal(
            codes.Order(StringComparer.Ordinal),
            Regex
                .Matches(section, @"(?m)^\*\*([a-z-]+)\*\*$")
                .Select(match => match.Groups[1].Value)
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void The_manual_page_of_errors_has_every_member_of_the_log()
    {
        Failure all = new("m") { Code = "c", Operation = "o", Object = "x", Errno = "EIO", Pointer = "/p" };
        string page = File.ReadAllText(Path.Combine(Man, "ocirun-errors.7.md"));
        foreach (JsonProperty member in JsonDocument.Parse(all.ToJson("t")).RootElement.EnumerateObject())
            Assert.Contains($"**{member.Name}**", page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_programs_help_lists_all_commands_and_global_options()
    {
        string help = Help.ForProgram();
        foreach (Command command in CommandTable.All())
            Assert.Contains(command.Summary, help, StringComparison.Ordinal);
        foreach (Option option in GlobalOptions.Table)
            Assert.Contains("--" + option.Name, help, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("state", 0, "exactly 1")]
    [InlineData("state", 2, "exactly 1")]
    [InlineData("list", 1, "exactly 0")]
    [InlineData("kill", 0, "a minimum of 1")]
    [InlineData("kill", 3, "a maximum of 2")]
    [InlineData("ps", 0, "a minimum of 1")]
    public void A_wrong_number_of_arguments_is_refused(string name, int count, string bound)
    {
        Command command = CommandTable.Find(name)!;
        ParsedOptions options = OptionParser.Parse(
            Enumerable.Repeat("x", count).ToArray(),
            0,
            command.Options,
            command.End,
            out _
        );
        UsageException error = Assert.Throws<UsageException>(() => command.CheckArguments(options));
        Assert.Equal($"ocirun: \"{name}\" requires {bound} argument(s)", error.Message);
        Assert.Equal("Incorrect Usage.", error.Headline);
    }

    private static string[] Expected(Option[] table) =>
        [
            .. table
                .Where(option => !option.Hidden)
                .SelectMany(Names)
                .Append("--help")
                .Append("-h")
                .Order(StringComparer.Ordinal),
        ];

    private static IEnumerable<string> Names(Option option)
    {
        yield return "--" + option.Name;
        if (option.Alias is not null) yield return (option.Alias.Length == 1 ? "-" : "--") + option.Alias;
    }

    private static string[] Documented(string page) =>
        [.. Regex.Matches(page, @"^(\*\*-.*)\n: ", RegexOptions.Multiline)
            .SelectMany(line => Regex.Matches(line.Groups[1].Value, @"\*\*(-[a-z0-9-]+)\*\*"))
            .Select(match => match.Groups[1].Value)
            .Order(StringComparer.Ordinal)];
}
