using System.Linq;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using OciRuntime.Native;

namespace OciRuntime.Tests.Native;

/// <summary>Names and texts of the kernel as strings.</summary>
public sealed class KernelTextTests
{
    private static readonly Gen<byte[]> Pieces = Gen.OneOf(
        Gen.Choose(1, 255).Select(value => new[] { (byte)value }),
        Gen.Elements("a", "ä", "€", "😀", "/").Select(Encoding.UTF8.GetBytes),
        Gen.Constant<byte[]>([0xED, 0xB3, 0xBF])); // U+DCFF as UTF-8 would have it, which is not valid

    private static readonly Gen<byte[]> Names = Gen.ArrayOf(Pieces)
        .Select(pieces => (byte[])[.. pieces.SelectMany(piece => piece)]);

    [Property]
    public Property Any_bytes_come_back_as_they_were()
    {
        return Prop.ForAll(Names.ToArbitrary(), bytes =>
        {
            string text = KernelText.Decode(bytes);
            Assert.Equal(bytes, KernelText.Encode(text));
            Assert.Equal(bytes.Length, KernelText.ByteCount(text));
            Assert.Equal([.. bytes, 0], CString.Bytes(text));
        });
    }

    [Fact]
    public void Bytes_that_are_UTF8_are_its_characters()
    {
        const string Text = "/sys/fs/cgroup/ä€😀";
        Assert.Equal(Text, KernelText.Decode(Encoding.UTF8.GetBytes(Text)));
        Assert.True(KernelText.IsUtf8(Text));
    }

    [Fact]
    public void A_text_with_other_bytes_is_not_UTF8()
    {
        Assert.False(KernelText.IsUtf8(KernelText.Decode([(byte)'a', 0xFF, (byte)'b'])));
        Assert.False(KernelText.IsUtf8(KernelText.Decode([0xFF])));
    }
}
