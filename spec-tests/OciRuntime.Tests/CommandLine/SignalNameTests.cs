using System;
using System.Globalization;
using Mono.Unix.Native;
using OciRuntime.CommandLine;
using OciRuntime.Native;

namespace OciRuntime.Tests.CommandLine;

/// <summary>Signals by every name that signal(7) and the engines give them.</summary>
public class SignalNameTests
{
    [Fact]
    public void Every_signal_name_of_the_C_library_has_its_number()
    {
        foreach (Signum signal in Enum.GetValues<Signum>())
        {
            int number = NativeConvert.FromSignum(signal);
            string name = signal.ToString();
            // aliases are printed under one of their names, and SIGUNUSED is no longer declared
            if (name is "SIGUNUSED") continue;
            Assert.Equal(number, SignalName.Parse(name));
            Assert.Equal(number, SignalName.Parse(name[3..]));
            Assert.Equal(number, SignalName.Parse(name.ToLowerInvariant()));
            Assert.Equal(number, SignalName.Parse(number.ToString(CultureInfo.InvariantCulture)));
        }
    }

    [Theory]
    [InlineData("SIGRTMIN", 34)]
    [InlineData("RTMIN+3", 37)]
    [InlineData("RTMIN+30", 64)]
    [InlineData("SIGRTMAX", 64)]
    [InlineData("rtmax-14", 50)]
    [InlineData("IOT", 6)]
    [InlineData("CLD", 17)]
    [InlineData("POLL", 29)]
    [InlineData("0", 0)]
    [InlineData("64", 64)]
    public void Real_time_signals_and_aliases_are_known(string name, int number) =>
        Assert.Equal(number, SignalName.Parse(name));

    [Theory]
    [InlineData("FOO")]
    [InlineData("SIG")]
    [InlineData("65")]
    [InlineData("-9")]
    [InlineData("9x")]
    [InlineData("RTMIN-1")]
    [InlineData("RTMIN+31")]
    [InlineData("RTMAX+1")]
    [InlineData("RTMIN+99999999999")]
    [InlineData("SIGSIGKILL")]
    public void Text_that_is_no_signal_is_refused_by_name(string name)
    {
        OcirunException error = Assert.Throws<OcirunException>(() => SignalName.Parse(name));
        Assert.Equal($"unknown signal `{name}`", error.Message);
    }
}
