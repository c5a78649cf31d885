using System;
using System.IO;
using System.Text.Json;
using System.Text.RegularExpressions;
using OciRuntime.Diagnostics;
using OciRuntime.Native;

namespace OciRuntime.Tests.Diagnostics;

/// <summary>The log is what the engines parse: one line for a failure, in logrus' form.</summary>
public sealed class LogTests : IDisposable
{
    private readonly string file = Path.Combine(Path.GetTempPath(), $"ocirun-log-{Guid.NewGuid():N}");

    public void Dispose() => File.Delete(file);

    private string[] Written(LogFormat format, bool debug, Action<Log> act)
    {
        using (Log log = Log.ToFile(file, format, debug ? LogLevel.Debug : LogLevel.Default)) act(log);
        return File.ReadAllLines(file);
    }

    private static readonly Failure Sample = new("mount `proc`: \"no\"\n")
    {
        Code = FailureCodes.Kernel,
        Operation = "mount",
        Object = "proc",
        Errno = "EPERM",
        Pointer = "/mounts/0",
    };

    [Fact]
    public void A_failure_is_one_json_object_with_its_fields()
    {
        string line = Assert.Single(Written(LogFormat.Json, false, log => log.Error(Sample)));
        using JsonDocument read = JsonDocument.Parse(line);
        JsonElement root = read.RootElement;
        Assert.Equal("error", root.GetProperty("level").GetString());
        Assert.Equal(Sample.Message, root.GetProperty("msg").GetString());
        Assert.Equal("kernel", root.GetProperty("code").GetString());
        Assert.Equal("mount", root.GetProperty("operation").GetString());
        Assert.Equal("proc", root.GetProperty("object").GetString());
        Assert.Equal("EPERM", root.GetProperty("errno").GetString());
        Assert.Equal("/mounts/0", root.GetProperty("pointer").GetString());
        Assert.InRange(
            root.GetProperty("time").GetDateTimeOffset(),
            DateTimeOffset.UtcNow.AddMinutes(-1),
            DateTimeOffset.UtcNow
        );
    }

    [Fact]
    public void Fields_of_a_failure_that_are_not_known_are_left_out()
    {
        string line = Assert.Single(
            Written(LogFormat.Json, false, log => log.Error(new Failure("x") { Code = FailureCodes.State }))
        );
        Assert.Matches(@"^\{""level"":""error"",""msg"":""x"",""time"":""[^""]+Z"",""code"":""state""\}$", line);
    }

    [Fact]
    public void A_line_of_text_is_quoted_as_logrus_quotes()
    {
        string line = Assert.Single(Written(LogFormat.Text, false, log => log.Error(Sample)));
        Assert.Matches(
            @"^time=""\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z"" level=error msg=""mount `proc`: \\""no\\""\\n""$",
            line
        );
    }

    [Theory]
    [InlineData("word", "word")]
    [InlineData("a/b-c_d.e@f^g+h", "a/b-c_d.e@f^g+h")]
    [InlineData("", "\"\"")]
    [InlineData("two words", "\"two words\"")]
    [InlineData("back\\slash", "\"back\\\\slash\"")]
    [InlineData("tab\there", "\"tab\\there\"")]
    [InlineData("bell\a", "\"bell\\a\"")]
    [InlineData("é", "\"é\"")]
    public void Only_values_of_the_text_log_that_need_quotes_get_them(string message, string expected) =>
        Assert.EndsWith(" msg=" + expected, TextLine.Format("t", "error", message), StringComparison.Ordinal);

    [Theory]
    [InlineData("", "mount `x`: no", "ocirun: mount `x`: no")]
    [InlineData("warning", "careful", "ocirun: warning: careful")]
    [InlineData("", "a\nb\tc", "ocirun: a\nb\tc")]
    [InlineData("", "\x1b[2J\x7f\u009b\r", "ocirun: \\x1b[2J\\x7f\\x9b\\x0d")]
    public void A_line_on_standard_error_is_the_sentence_without_what_commands_a_terminal(
        string level,
        string message,
        string expected
    ) => Assert.Equal(expected, PlainLine.Format(level, message));

    [Fact]
    public void A_log_file_is_appended_to()
    {
        File.WriteAllText(file, "before\n");
        Assert.Equal(2, Written(LogFormat.Json, false, log => log.Error(Sample)).Length);
        Assert.StartsWith("before\n", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public void A_json_log_holds_errors_only_unless_debugging_is_on()
    {
        Assert.Empty(Written(LogFormat.Json, false, log => Both(log)));
        Assert.Equal(2, Written(LogFormat.Json, true, log => Both(log)).Length);
    }

    [Fact]
    public void A_text_log_also_holds_warnings()
    {
        string line = Assert.Single(Written(LogFormat.Text, false, log => Both(log)));
        Assert.Matches(new Regex("level=warning msg=careful$"), line);
    }

    [Fact]
    public void A_log_that_cannot_be_opened_is_an_error_with_its_path()
    {
        LinuxException error = Assert.Throws<LinuxException>(() =>
            Log.ToFile("/proc/no/such/log", LogFormat.Text, LogLevel.Default)
        );
        Assert.Equal("open `/proc/no/such/log`: no such file or directory (ENOENT)", error.Message);
    }

    private static void Both(Log log)
    {
        log.Warning("careful");
        log.Debug("detail");
    }
}
