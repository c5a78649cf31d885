using System.Collections.Generic;
using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using OciRuntime.Config;

namespace OciRuntime.Tests.ConfigModel;

/// <summary>Lists of CPUs and memory nodes; cpuset(7), List Format.</summary>
public sealed class NumberListTests
{
    [Theory]
    [InlineData("0", 0b1)]
    [InlineData("0-3", 0b1111)]
    [InlineData("1,3-4,3", 0b11010)]
    [InlineData(" 2 , ,5 ", 0b100100)]
    [InlineData("", 0)]
    public void A_number_list_is_read_as_bits(string list, ulong bits)
    {
        ulong[] words = NumberList.TryReadBits(list)!;
        Assert.Equal(bits, words.Length == 0 ? 0 : Assert.Single(words));
    }

    [Theory]
    [InlineData("5000", 79)]
    [InlineData("0,9000", 141)]
    public void A_number_list_needs_as_many_words_as_its_highest_number(string list, int words) =>
        Assert.Equal(words, NumberList.TryReadBits(list)!.Length);

    [Theory]
    [InlineData("3-1")]
    [InlineData("a")]
    [InlineData("1-")]
    [InlineData("-1")]
    [InlineData("70000")]
    [InlineData("0-70000")]
    [InlineData("99999999999")]
    public void A_wrong_or_too_high_number_list_is_refused(string list) => Assert.Null(NumberList.TryReadBits(list));

    [Property]
    public Property Any_numbers_are_read_back() => Prop.ForAll<byte[]>(numbers =>
    {
        ulong[] words = NumberList.TryReadBits(string.Join(',', numbers))!;
        return Bits(words).SequenceEqual(numbers.Distinct().Order().Select(number => (int)number));
    });

    private static IEnumerable<int> Bits(ulong[] mask) =>
        Enumerable.Range(0, mask.Length * 64).Where(bit => (mask[bit / 64] >> (bit % 64) & 1) != 0);
}
