using System;
using System.IO;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using OciRuntime.CommandLine;
using OciRuntime.Commands;
using OciRuntime.Containers;
using OciRuntime.Diagnostics;
using OciRuntime.Native;
using OciRuntime.Native.Paths;

namespace OciRuntime.Tests.CommandLine;

/// <summary>The options before the verb.</summary>
public class GlobalOptionsTests
{
    private static RuntimeOptions Read(params string[] args)
    {
        Log log = Log.ToStandardError();
        return GlobalOptions
            .From(OptionParser.Parse(args, 0, GlobalOptions.Table, OptionsEnd.BeforeFirstArgument, out _), ref log)
            .ToRuntimeOptions();
    }

    [Theory]
    [InlineData("cgroupfs")]
    [InlineData("systemd", "--systemd-cgroup")]
    [InlineData("systemd", "--cgroup-manager", "systemd")]
    [InlineData("systemd", "--cgroup-manager=systemd", "--systemd-cgroup")]
    [InlineData("disabled", "--cgroup-manager=disabled")]
    [InlineData("cgroupfs", "--cgroup-manager=cgroupfs", "--systemd-cgroup=false")]
    public void The_cgroup_manager_is_named_by_either_option(string expected, params string[] args) =>
        Assert.Equal(expected, Read(["--root=/r", .. args]).CgroupManager);

    [Theory]
    [InlineData(null)]
    [InlineData(null, "--rootless=auto")]
    [InlineData(null, "--rootless", "AUTO")]
    [InlineData(null, "--rootless=")]
    [InlineData(true, "--rootless=true")]
    [InlineData(false, "--rootless", "false")]
    public void Rootless_is_true_false_or_found_out(bool? expected, params string[] args) =>
        Assert.Equal(expected, Read(["--root=/r", .. args]).Rootless);

    [Theory]
    [InlineData("invalid log-format: xml", "--log-format", "xml")]
    [InlineData("invalid cgroup-manager `x`: not cgroupfs, systemd or disabled", "--cgroup-manager=x")]
    [InlineData(
        "--systemd-cgroup and --cgroup-manager `disabled` contradict each other",
        "--systemd-cgroup",
        "--cgroup-manager=disabled"
    )]
    [InlineData("invalid rootless `maybe`: not true, false or auto", "--rootless=maybe")]
    [InlineData("--root cannot be `/`", "--root=/")]
    [InlineData("--root cannot be `/`", "--root", "/a/..")]
    public void A_value_that_an_option_does_not_take_is_refused(string message, params string[] args) =>
        Assert.Equal(message, Assert.Throws<OcirunException>(() => Read(args)).Message);

    [Fact]
    public void An_error_in_a_later_option_goes_to_the_log_that_an_earlier_one_opened()
    {
        string file = Path.GetTempFileName();
        try
        {
            Log log = Log.ToStandardError();
            ParsedOptions parsed = OptionParser.Parse(
                ["--log", file, "--rootless=maybe"], 0, GlobalOptions.Table, OptionsEnd.BeforeFirstArgument, out _);
            Assert.Throws<OcirunException>(() => GlobalOptions.From(parsed, ref log));
            log.Error(new Failure("written") { Code = FailureCodes.Usage });
            log.Dispose();
            Assert.Contains("msg=written", File.ReadAllText(file), StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Root_is_made_absolute_and_clean()
    {
        Assert.Equal("/a/c", Read("--root", "/a//b/./../c/").Root);
        Assert.Equal(Path.GetFullPath("state"), Read("--root=state").Root);
    }

    [Property]
    public Property Paths_are_cleaned_as_the_framework_cleans_them()
    {
        Gen<string> path = Gen.Elements("a", "b", "..", ".", "").ArrayOf().Select(parts => string.Join('/', parts));
        return Prop.ForAll(path.ToArbitrary(), path =>
            Assert.Equal(Clean("/" + path), LexicalPath.Absolute("/" + path))
        );
    }

    private static string Clean(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        return full.Replace("//", "/", StringComparison.Ordinal);
    }
}
