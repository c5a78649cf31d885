using System;

namespace OciRuntime.Native;

/// <summary>
/// A managed string as the kernel takes it: UTF-8 with a final NUL, in the caller's buffer where it fits.
/// </summary>
/// <example><c>CString name = new(path, stackalloc byte[CString.StackSize]); fixed (byte* start = name) …</c></example>
public readonly ref struct CString
{
    /// <summary>Bytes worth having on the stack: most paths are shorter.</summary>
    public const int StackSize = 256;

    private readonly ReadOnlySpan<byte> bytes;

    /// <summary>
    /// Encodes <paramref name="text"/> into <paramref name="buffer"/>, or into a new array where it is too long.
    /// </summary>
    /// <exception cref="ArgumentException">The text holds a NUL, which the kernel would read as its end.</exception>
    public CString(ReadOnlySpan<char> text, Span<byte> buffer)
    {
        RejectNul(text);
        int length = KernelText.ByteCount(text);
        if (length >= buffer.Length) buffer = new byte[length + 1];
        KernelText.Encode(text, buffer);
        buffer[length] = 0;
        bytes = buffer[..(length + 1)];
    }

    /// <summary>The bytes, without the NUL.</summary>
    public ReadOnlySpan<byte> Text => bytes[..^1];

    /// <summary>Lets <c>fixed</c> point at the first byte.</summary>
    public ref readonly byte GetPinnableReference() => ref bytes.GetPinnableReference();

    /// <summary>The same in an array, for one that outlives the caller's stack.</summary>
    /// <exception cref="ArgumentException">The text holds a NUL.</exception>
    public static byte[] Bytes(string text) => KernelText.Terminated(text);

    private static void RejectNul(ReadOnlySpan<char> text)
    {
        if (text.Contains('\0')) throw new ArgumentException("a string for the kernel holds a NUL character");
    }
}
