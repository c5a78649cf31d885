using System;
using System.Collections.Generic;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using OciRuntime.CommandLine;

namespace OciRuntime.Tests.CommandLine;

/// <summary>
/// The command line is read as runc's library reads it: every form that an engine sends, and its error texts.
/// </summary>
public class OptionParserTests
{
    private static readonly Option[] Table =
    [
        new("bundle", OptionKind.Text, "") { Alias = "b" },
        new("keep", OptionKind.Switch, "") { Alias = "k" },
        new("fds", OptionKind.Number, ""),
    ];

    private static ParsedOptions Parse(params string[] args) =>
        OptionParser.Parse(args, 0, Table, OptionsEnd.Never, out _);

    [Theory]
    [InlineData("--bundle", "v")]
    [InlineData("--bundle=v")]
    [InlineData("-bundle", "v")]
    [InlineData("-bundle=v")]
    [InlineData("-b", "v")]
    [InlineData("-b=v")]
    [InlineData("--b", "v")]
    [InlineData("--b=v")]
    [InlineData("--bundle", "first", "-b", "v")]
    public void A_value_follows_as_a_word_or_after_an_equals_sign(params string[] args) =>
        Assert.Equal("v", Parse(args).Value("bundle"));

    [Theory]
    [InlineData("--keep", true)]
    [InlineData("-keep", true)]
    [InlineData("-k", true)]
    [InlineData("--keep=true", true)]
    [InlineData("--keep=T", true)]
    [InlineData("--keep=1", true)]
    [InlineData("--keep=false", false)]
    [InlineData("--keep=FALSE", false)]
    [InlineData("-k=0", false)]
    public void A_switch_takes_a_value_only_after_an_equals_sign(string argument, bool expected)
    {
        ParsedOptions parsed = Parse(argument, "id");
        Assert.Equal(expected, parsed.Switch("keep"));
        Assert.Equal(["id"], parsed.Arguments);
    }

    [Theory]
    [InlineData("flag provided but not defined: -other", "--other")]
    [InlineData("flag provided but not defined: -other", "-other=x")]
    [InlineData("flag provided but not defined: -kb", "-kb")]
    [InlineData("flag needs an argument: -bundle", "--bundle")]
    [InlineData("flag needs an argument: -b", "id", "-b")]
    [InlineData("invalid boolean value \"maybe\" for -keep: parse error", "--keep=maybe")]
    [InlineData("invalid boolean value \"\" for -keep: parse error", "--keep=")]
    [InlineData("invalid value \"x\" for flag -fds: parse error", "--fds=x")]
    [InlineData("invalid value \"-1\" for flag -fds: parse error", "--fds", "-1")]
    [InlineData("invalid value \"99999999999\" for flag -fds: parse error", "--fds=99999999999")]
    public void A_wrong_option_is_refused_in_the_words_of_runcs_library(string message, params string[] args)
    {
        UsageException error = Assert.Throws<UsageException>(() => Parse(args));
        Assert.Equal(message, error.Message);
        Assert.Equal("Incorrect Usage: " + message, error.Headline);
        Assert.Equal(1, error.ExitCode);
    }

    [Fact]
    public void A_value_may_look_like_an_option_and_may_be_empty()
    {
        Assert.Equal("--keep", Parse("--bundle", "--keep").Value("bundle"));
        Assert.Equal("", Parse("--bundle=").Value("bundle"));
        Assert.Null(Parse("--bundle=").NonEmpty("bundle"));
        Assert.Equal("a=b", Parse("--bundle=a=b").Value("bundle"));
    }

    [Fact]
    public void Options_stand_before_or_after_the_arguments_until_two_dashes()
    {
        ParsedOptions parsed = Parse("id", "--keep", "-9", "-", "--", "--bundle", "-k");
        Assert.True(parsed.Switch("keep"));
        Assert.Null(parsed.Value("bundle"));
        Assert.Equal(["id", "-9", "-", "--bundle", "-k"], parsed.Arguments);
    }

    [Fact]
    public void After_the_id_of_ps_everything_belongs_to_ps()
    {
        ParsedOptions parsed = OptionParser.Parse(
            ["--keep", "id", "-o", "pid", "--keep"],
            0,
            Table,
            OptionsEnd.AfterFirstArgument,
            out _
        );
        Assert.True(parsed.Switch("keep"));
        Assert.Equal(["id", "-o", "pid", "--keep"], parsed.Arguments);
    }

    [Fact]
    public void Two_dashes_between_the_id_and_the_command_belong_to_neither()
    {
        ParsedOptions parsed = OptionParser.Parse(
            ["id", "--", "sh", "--", "-c"],
            0,
            Table,
            OptionsEnd.AfterFirstArgument,
            out _
        );
        Assert.Equal(["id", "sh", "--", "-c"], parsed.Arguments);
    }

    [Fact]
    public void A_repeated_option_keeps_every_value_where_the_table_says_so()
    {
        Option[] table = [new("env", OptionKind.Texts, "") { Alias = "e" }, new("priv", OptionKind.Switch, "")];
        ParsedOptions parsed = OptionParser.Parse(
            ["--env", "A=1", "-e=B=2,3", "id", "--env=C"],
            0,
            table,
            OptionsEnd.Never,
            out _
        );
        Assert.Equal(["A=1", "B=2,3", "C"], parsed.Values("env"));
        Assert.Null(parsed.OptionalSwitch("priv"));
        Assert.Empty(OptionParser.Parse(["id"], 0, table, OptionsEnd.Never, out _).Values("env"));
        Assert.False(OptionParser.Parse(["--priv=false"], 0, table, OptionsEnd.Never, out _).OptionalSwitch("priv"));
    }

    [Fact]
    public void Global_options_end_at_the_verb()
    {
        ParsedOptions parsed = OptionParser.Parse(
            ["-keep", "verb", "--other"],
            0,
            Table,
            OptionsEnd.BeforeFirstArgument,
            out int next
        );
        Assert.True(parsed.Switch("keep"));
        Assert.Equal(1, next);
        Assert.Empty(parsed.Arguments);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    [InlineData("-help")]
    [InlineData("--h")]
    public void Every_option_table_knows_help(string argument) => Assert.True(Parse("id", argument).Help);

    [Property]
    public Property However_options_are_spelled_they_mean_the_same()
    {
        Gen<string> value = Gen.Elements("v", "", "-", "--", "--keep", "a=b", "=", "ü/x y");
        var spellings =
            from dashes in Gen.Elements("-", "--")
            from name in Gen.Elements("bundle", "b")
            from text in value
            from joined in Gen.Elements(true, false)
            select (Args: joined ? new[] { $"{dashes}{name}={text}" } : [dashes + name, text], Text: text);
        return Prop.ForAll(Gen.ListOf(spellings).ToArbitrary(), all =>
        {
            List<string> args = ["id"];
            string? last = null;
            foreach ((string[] words, string text) in all)
            {
                args.AddRange(words);
                last = text;
            }
            ParsedOptions parsed = Parse([.. args]);
            Assert.Equal(last, parsed.Value("bundle"));
            Assert.Equal(["id"], parsed.Arguments);
        });
    }

    [Property]
    public Property No_command_line_does_worse_than_a_usage_error()
    {
        Gen<string> word = Gen.Elements(
            "-",
            "--",
            "-b",
            "--bundle",
            "--keep",
            "-k=",
            "--fds",
            "=",
            "--=",
            "-=x",
            "",
            "-9",
            "x",
            "---",
            "--fds=1",
            "-h"
        );
        return Prop.ForAll(Gen.ArrayOf(word).ToArbitrary(), args =>
        {
            foreach (OptionsEnd end in Enum.GetValues<OptionsEnd>())
            {
                try
                {
                    OptionParser.Parse(args, 0, Table, end, out int next);
                    Assert.InRange(next, 0, args.Length);
                }
                catch (UsageException)
                {
                    // what a wrong command line is answered with
                }
            }
        });
    }
}
