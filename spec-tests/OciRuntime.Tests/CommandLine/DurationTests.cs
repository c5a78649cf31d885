using OciRuntime.CommandLine;

namespace OciRuntime.Tests.CommandLine;

/// <summary>Intervals, as Go's time.ParseDuration reads them.</summary>
public class DurationTests
{
    [Theory]
    [InlineData("5s", 5000)]
    [InlineData("300ms", 300)]
    [InlineData("1.5s", 1500)]
    [InlineData("1h30m", 5400000)]
    [InlineData("1us", 1)]
    [InlineData("0", 0)]
    [InlineData("0s", 0)]
    public void A_duration_is_read(string text, int milliseconds)
    {
        Assert.True(Duration.TryParse(text, out int read));
        Assert.Equal(milliseconds, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("5x")]
    [InlineData("-5s")]
    [InlineData("5s3")]
    [InlineData("..s")]
    [InlineData("99999999h")]
    public void Text_that_is_no_duration_is_refused(string text) => Assert.False(Duration.TryParse(text, out _));
}
