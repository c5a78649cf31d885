using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Text;

namespace OciRuntime.Cgroups.Systemd;

/// <summary>
/// Marshals values for D-Bus, little endian; D-Bus Specification, Marshalling. Every value is aligned to its size,
/// counted
/// from the start of the message or of its body, which both lie at multiples of 8.
/// </summary>
internal sealed class DBusBody
{
    private readonly List<byte> bytes = [];

    /// <summary>The bytes so far.</summary>
    public ReadOnlySpan<byte> Bytes => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes);

    /// <summary>Fills up to a multiple of <paramref name="size"/>.</summary>
    public DBusBody Align(int size)
    {
        while (bytes.Count % size != 0) bytes.Add(0);
        return this;
    }

    /// <summary>A byte, <c>y</c>.</summary>
    public DBusBody Byte(byte value)
    {
        bytes.Add(value);
        return this;
    }

    /// <summary>A truth value, <c>b</c>.</summary>
    public DBusBody Boolean(bool value) => UInt32(value ? 1u : 0);

    /// <summary>A number of 32 bits, <c>u</c> or <c>i</c>.</summary>
    public DBusBody UInt32(uint value)
    {
        Align(4);
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(four, value);
        bytes.AddRange(four);
        return this;
    }

    /// <summary>A number of 64 bits, <c>t</c>, <c>x</c> or <c>d</c>.</summary>
    public DBusBody UInt64(ulong value)
    {
        Align(8);
        Span<byte> eight = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(eight, value);
        bytes.AddRange(eight);
        return this;
    }

    /// <summary>A text, <c>s</c>, or an object path, <c>o</c>.</summary>
    public DBusBody String(string value)
    {
        byte[] text = Encoding.UTF8.GetBytes(value);
        UInt32((uint)text.Length);
        bytes.AddRange(text);
        bytes.Add(0);
        return this;
    }

    /// <summary>A signature, <c>g</c>.</summary>
    public DBusBody Signature(string value)
    {
        bytes.Add((byte)value.Length);
        bytes.AddRange(Encoding.ASCII.GetBytes(value));
        bytes.Add(0);
        return this;
    }

    /// <summary>An array, whose elements <paramref name="elements"/> writes.</summary>
    /// <param name="alignment">That of an element; the padding before the first does not count in the length.</param>
    /// <param name="elements">Writes the elements.</param>
    public DBusBody Array(int alignment, Action<DBusBody> elements)
    {
        UInt32(0);
        int length = bytes.Count - 4;
        Align(alignment);
        int start = bytes.Count;
        elements(this);
        BinaryPrimitives.WriteInt32LittleEndian(
            System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes)[length..],
            bytes.Count - start
        );
        return this;
    }

    /// <summary>Bytes that are marshalled already, as an array's content of bytes.</summary>
    public DBusBody Raw(ReadOnlySpan<byte> value)
    {
        bytes.AddRange(value);
        return this;
    }
}
