using System;
using System.Text;

namespace OciRuntime.Checkpoint;

/// <summary>Writes one protocol buffers message, field by field; protobuf.dev, Encoding.</summary>
internal sealed class ProtoWriter
{
    private const int Varint = 0;          // the wire types that criu's messages have
    private const int LengthDelimited = 2;

    private byte[] bytes = new byte[1024];
    private int length;

    /// <summary>What was written so far.</summary>
    public ReadOnlySpan<byte> Bytes => bytes.AsSpan(0, length);

    /// <summary>
    /// A field of type int32, uint32 or an enumeration; negative numbers take the ten bytes of their 64-bit form.
    /// </summary>
    public void Number(int field, long value)
    {
        Tag(field, Varint);
        Raw((ulong)value);
    }

    /// <summary>A field of type bool.</summary>
    public void Flag(int field, bool value) => Number(field, value ? 1 : 0);

    /// <summary>A field of type string; null is left out.</summary>
    public void String(int field, string? value)
    {
        if (value is not null) Block(field, Encoding.UTF8.GetBytes(value));
    }

    /// <summary>A message in a message.</summary>
    public void Message(int field, ProtoWriter message) => Block(field, message.Bytes);

    private void Block(int field, ReadOnlySpan<byte> content)
    {
        Tag(field, LengthDelimited);
        Raw((ulong)content.Length);
        Reserve(content.Length);
        content.CopyTo(bytes.AsSpan(length));
        length += content.Length;
    }

    private void Tag(int field, int type) => Raw(((ulong)field << 3) | (uint)type);

    /// <summary>A varint: seven bits in each byte, the lowest first, the high bit set where more follow.</summary>
    private void Raw(ulong value)
    {
        Reserve(10);
        for (; value >= 0x80; value >>= 7) bytes[length++] = (byte)(value | 0x80);
        bytes[length++] = (byte)value;
    }

    private void Reserve(int more)
    {
        if (length + more > bytes.Length) Array.Resize(ref bytes, Math.Max(bytes.Length * 2, length + more));
    }
}
