using System;
using System.Buffers.Binary;
using System.Text;

namespace OciRuntime.Cgroups.Systemd;

/// <summary>
/// A message that came in: the header fields that matter here, and its body; D-Bus Specification, Message Protocol.
/// </summary>
internal sealed class DBusMessage
{
    /// <summary>Message types.</summary>
    public const byte MethodCall = 1, MethodReturn = 2, Error = 3, Signal = 4;

    /// <summary>Header fields.</summary>
    public const byte PathField = 1,
        InterfaceField = 2,
        MemberField = 3,
        ErrorNameField = 4,
        ReplySerialField = 5,
        DestinationField = 6,
        SignatureField = 8;

    /// <summary>The bytes of a header before its fields, with their length.</summary>
    public const int FixedHeader = 16;

    /// <summary>The longest message that the specification allows: 128 MiB.</summary>
    public const int Longest = 1 << 27;

    private readonly byte[] bytes;
    private int at;

    /// <summary>Reads a whole message.</summary>
    /// <exception cref="FormatException">It is malformed.</exception>
    public DBusMessage(byte[] bytes)
    {
        this.bytes = bytes;
        Type = bytes[1];
        at = 12;
        int end = checked((int)UInt32() + FixedHeader);
        while (at < end) Field();
        at = (end + 7) & ~7;
        if (at > bytes.Length) throw Malformed();
    }

    /// <summary>One of the message types.</summary>
    public byte Type { get; }

    /// <summary>The serial of the call that this answers; 0 for others.</summary>
    public uint ReplySerial { get; private set; }

    /// <summary>The signal's or method's name.</summary>
    public string Member { get; private set; } = "";

    /// <summary>The name of an error.</summary>
    public string ErrorName { get; private set; } = "";

    /// <summary>The types in the body.</summary>
    public string Signature { get; private set; } = "";

    /// <summary>How long the message is whose first 16 bytes are in <paramref name="header"/>.</summary>
    /// <exception cref="FormatException">It is malformed, or big endian, which no D-Bus peer on this machine
    /// sends.</exception>
    public static int Length(ReadOnlySpan<byte> header)
    {
        if (header[0] != 'l' || header[3] != 1) throw Malformed();
        long body = BinaryPrimitives.ReadUInt32LittleEndian(header[4..]);
        long fields = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
        long length = ((FixedHeader + fields + 7) & ~7L) + body;
        return length <= Longest ? (int)length : throw Malformed();
    }

    private void Field()
    {
        Align(8);
        byte code = bytes[at++];
        string signature = ReadSignature();
        switch (signature)
        {
            case "s" or "o":
                string text = ReadString();
                if (code == MemberField) Member = text;
                else if (code == ErrorNameField) ErrorName = text;
                break;
            case "g":
                string types = ReadSignature();
                if (code == SignatureField) Signature = types;
                break;
            case "u":
                uint number = UInt32();
                if (code == ReplySerialField) ReplySerial = number;
                break;
            default:
                throw Malformed();
        }
    }

    /// <summary>The next number of 32 bits.</summary>
    public uint UInt32()
    {
        Align(4);
        if (at + 4 > bytes.Length) throw Malformed();
        at += 4;
        return BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at - 4));
    }

    /// <summary>The next text or object path.</summary>
    public string ReadString()
    {
        long length = UInt32();
        if (at + length + 1 > bytes.Length) throw Malformed();
        string text = Encoding.UTF8.GetString(bytes, at, (int)length);
        at += (int)length + 1;
        return text;
    }

    /// <summary>The next variant, which holds a text.</summary>
    public string ReadVariantString() => ReadSignature() is "s" or "o" ? ReadString() : throw Malformed();

    private string ReadSignature()
    {
        if (at >= bytes.Length || at + bytes[at] + 2 > bytes.Length) throw Malformed();
        string signature = Encoding.ASCII.GetString(bytes, at + 1, bytes[at]);
        at += bytes[at] + 2;
        return signature;
    }

    private void Align(int size) => at = (at + size - 1) & -size;

    private static FormatException Malformed() => new("a malformed D-Bus message came in");
}
