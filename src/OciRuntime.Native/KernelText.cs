using System;
using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace OciRuntime.Native;

/// <summary>
/// Names, link targets and texts of /proc as managed strings, without loss. To the kernel they are bytes, and a
/// container
/// may choose any. Bytes that are not UTF-8 become the lone surrogates U+DC80 to U+DCFF, which no UTF-8 text holds
/// (Python's PEP 383), and <see cref="Encode(string)"/> gives the same bytes back.
/// </summary>
public static class KernelText
{
    private const char FirstSurrogate = '\uD800', LastSurrogate = '\uDFFF';
    private const char Escape = '\uDC00'; // plus the byte, which is never below 0x80: ASCII is always valid

    /// <summary>The bytes as a string.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes)) return Encoding.UTF8.GetString(bytes);
        StringBuilder text = new(bytes.Length);
        Span<char> units = stackalloc char[2]; // UTF-16 has at most two for one character
        while (!bytes.IsEmpty)
        {
            bool valid = Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == OperationStatus.Done;
            if (valid) text.Append(units[..rune.EncodeToUtf16(units)]);
            else text.Append((char)(Escape + bytes[0]));
            bytes = bytes[(valid ? length : 1)..];
        }
        return text.ToString();
    }

    /// <summary>
    /// Whether <paramref name="text"/> is all characters: it can be written to a UTF-8 document and read back.
    /// </summary>
    public static bool IsUtf8(ReadOnlySpan<char> text)
    {
        for (int at = text.IndexOfAnyInRange(FirstSurrogate, LastSurrogate); at >= 0 && at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at])) continue;
            if (at + 1 == text.Length || !char.IsSurrogatePair(text[at], text[at + 1])) return false;
            at++;
        }
        return true;
    }

    /// <summary>How many bytes <paramref name="text"/> has.</summary>
    public static int ByteCount(ReadOnlySpan<char> text) =>
        IsUtf8(text) ? Encoding.UTF8.GetByteCount(text) : Escaped(text, default);

    /// <summary>
    /// Writes the bytes of <paramref name="text"/> to <paramref name="bytes"/>, which has room for
    /// <see cref="ByteCount"/>.
    /// </summary>
    /// <returns>How many they are.</returns>
    public static int Encode(ReadOnlySpan<char> text, Span<byte> bytes) =>
        IsUtf8(text) ? Encoding.UTF8.GetBytes(text, bytes) : Escaped(text, bytes);

    /// <summary>The bytes of <paramref name="text"/>.</summary>
    public static byte[] Encode(string text)
    {
        byte[] bytes = new byte[ByteCount(text)];
        Encode(text, bytes);
        return bytes;
    }

    /// <summary>The bytes of <paramref name="text"/> with a final NUL.</summary>
    /// <exception cref="ArgumentException">The text holds a NUL, which the kernel would read as its end.</exception>
    public static byte[] Terminated(string text)
    {
        if (text.Contains('\0')) throw new ArgumentException("a string for the kernel holds a NUL character");
        byte[] bytes = new byte[ByteCount(text) + 1];
        Encode(text, bytes);
        return bytes;
    }

    /// <summary>Encodes character by character; into nothing, it only counts.</summary>
    private static int Escaped(ReadOnlySpan<char> text, Span<byte> bytes)
    {
        const int Longest = 4; // bytes of a character, RFC 3629
        int length = 0;
        Span<byte> one = stackalloc byte[Longest];
        while (!text.IsEmpty)
        {
            bool valid = Rune.DecodeFromUtf16(text, out Rune rune, out int units) == OperationStatus.Done;
            int size = 1;
            if (valid) size = rune.EncodeToUtf8(one);
            else one[0] = (byte)(text[0] - Escape);
            if (!bytes.IsEmpty) one[..size].CopyTo(bytes[length..]);
            length += size;
            text = text[(valid ? units : 1)..];
        }
        return length;
    }
}
