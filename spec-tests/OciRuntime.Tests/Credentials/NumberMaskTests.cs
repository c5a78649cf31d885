using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using OciRuntime.Credentials;

namespace OciRuntime.Tests.Credentials;

/// <summary>Lists of CPUs and memory nodes; cpuset(7), List Format.</summary>
public sealed class NumberMaskTests
{
    [Theory]
    [InlineData("0", 0b1)]
    [InlineData("0-3", 0b1111)]
    [InlineData("1,3-4,3", 0b11010)]
    [InlineData(" 2 , ,5 ", 0b100100)]
    [InlineData("", 0)]
    public void A_list_is_its_bits(string list, ulong bits)
    {
        ulong[] mask = new ulong[1];
        Assert.True(NumberMask.TryRead(list, mask));
        Assert.Equal(bits, mask[0]);
    }

    [Theory]
    [InlineData("3-1")]
    [InlineData("a")]
    [InlineData("1-")]
    [InlineData("-1")]
    [InlineData("128")]
    [InlineData("0-128")]
    [InlineData("99999999999")]
    public void What_is_no_list_or_too_high_is_refused(string list) => Assert.False(NumberMask.TryRead(list, new ulong[2]));

    [Fact]
    public void Any_numbers_are_read_back() => Prop.ForAll<byte[]>(numbers =>
    {
        ulong[] mask = new ulong[4];
        bool good = NumberMask.TryRead(string.Join(',', numbers), mask);
        return good && Bits(mask).SequenceEqual(numbers.Distinct().Order().Select(number => (int)number));
    }).QuickCheckThrowOnFailure();

    private static IEnumerable<int> Bits(ulong[] mask) =>
        Enumerable.Range(0, mask.Length * 64).Where(bit => (mask[bit / 64] >> (bit % 64) & 1) != 0);
}
