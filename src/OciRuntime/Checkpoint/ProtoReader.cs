using System;
using System.Text;

namespace OciRuntime.Checkpoint;

/// <summary>Reads one protocol buffers message, field by field; protobuf.dev, Encoding.</summary>
/// <param name="bytes">The message.</param>
internal ref struct ProtoReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;

    /// <summary>The number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>The value of a field that is a number, a truth or an enumeration.</summary>
    public long Number { get; private set; }

    /// <summary>The bytes of a field that is a text or a message.</summary>
    public ReadOnlySpan<byte> Block { get; private set; }

    /// <summary>The value of a field that is a text.</summary>
    public readonly string Text => Encoding.UTF8.GetString(Block);

    /// <summary>Goes to the next field; false at the end.</summary>
    /// <exception cref="FormatException">This is no message.</exception>
    public bool Next()
    {
        if (rest.IsEmpty) return false;
        ulong tag = Varint();
        Field = (int)(tag >> 3);
        Number = 0;
        Block = default;
        switch (tag & 7)
        {
            case 0:
                Number = (long)Varint();
                break;
            case 1:
                Block = Take(sizeof(ulong));
                break;
            case 2:
                Block = Take(Varint());
                break;
            case 5:
                Block = Take(sizeof(uint));
                break;
            default:
                throw new FormatException($"field {Field} has an unknown wire type {tag & 7}");
        }
        return true;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            byte next = Take(1)[0];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        throw new FormatException("a number has more than ten bytes");
    }

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)rest.Length) throw new FormatException("the message ends too early");
        ReadOnlySpan<byte> taken = rest[..(int)count];
        rest = rest[(int)count..];
        return taken;
    }
}
