using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OciRuntime.Launch.Child;

/// <summary>
/// A NUL-terminated UTF-8 string that the child can read: in a plan's arena, or a literal of the program; may be
/// null.
/// </summary>
internal readonly unsafe struct ChildString(byte* bytes)
{
    private readonly byte* bytes = bytes;

    /// <summary>There is none.</summary>
    public bool IsNull => bytes == null;

    /// <summary>Bytes before the NUL; counted at each call.</summary>
    public int Length
    {
        get
        {
            int length = 0;
            while (bytes[length] != 0) length++;
            return length;
        }
    }

    /// <summary>The text of a path that starts at the container's root, with a slash before it.</summary>
    public string Rooted
    {
        get
        {
            string path = ToString();
            return path.StartsWith('/') ? path : "/" + path;
        }
    }

    /// <summary>The address, as system calls take it.</summary>
    public static implicit operator byte*(ChildString text) => text.bytes;

    /// <summary>The string at <paramref name="bytes"/>.</summary>
    public static implicit operator ChildString(byte* bytes) => new(bytes);

    /// <summary>The text; empty for null.</summary>
    public static implicit operator string(ChildString text) => text.ToString();

    /// <summary>A literal, which the compiler ends with a NUL.</summary>
    public static ChildString Literal(ReadOnlySpan<byte> literal) =>
        // Safe: a u8 literal lies in the binary's read-only data and never moves.
        (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(literal));

    /// <summary>Whether both hold the same bytes.</summary>
    public static bool Equal(ChildString left, ChildString right)
    {
        byte* a = left, b = right;
        while (*a != 0 && *a == *b)
        {
            a++;
            b++;
        }
        return *a == *b;
    }

    /// <summary>
    /// Copies <paramref name="text"/> to <paramref name="buffer"/> at <paramref name="at"/>, which has room for it
    /// and a NUL.
    /// </summary>
    /// <returns>Where the NUL is.</returns>
    public static int Append(byte* buffer, int at, ChildString text)
    {
        byte* next = text;
        while (*next != 0) buffer[at++] = *next++;
        buffer[at] = 0;
        return at;
    }

    /// <summary>The text; empty for null.</summary>
    public override string ToString() => Marshal.PtrToStringUTF8((nint)bytes) ?? "";
}
