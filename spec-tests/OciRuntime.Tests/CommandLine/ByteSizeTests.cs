using OciRuntime.CommandLine;

namespace OciRuntime.Tests.CommandLine;

/// <summary>Sizes in the options of update, as docker/go-units reads them.</summary>
public class ByteSizeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("512", 512)]
    [InlineData("512b", 512)]
    [InlineData("64k", 65536)]
    [InlineData("64K", 65536)]
    [InlineData("64 kb", 65536)]
    [InlineData("32m", 33554432)]
    [InlineData("1.5GiB", 1610612736)]
    [InlineData("1t", 1099511627776)]
    [InlineData("2p", 2251799813685248)]
    [InlineData("-1", -1)]
    public void A_byte_size_is_read(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out long read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("m")]
    [InlineData("-2")]
    [InlineData("12x")]
    [InlineData("12mm")]
    [InlineData("1e3")]
    [InlineData("1,5m")]
    [InlineData("9999999p")]
    public void Text_that_is_no_byte_size_is_refused(string text) => Assert.False(ByteSize.TryParse(text, out _));
}
