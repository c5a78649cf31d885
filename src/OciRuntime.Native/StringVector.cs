using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace OciRuntime.Native;

/// <summary>A NULL-terminated array of C strings, as execve(2) takes it, outside the collected heap.</summary>
public sealed unsafe class StringVector : IDisposable
{
    private byte** block;

    /// <summary>Copies <paramref name="strings"/> as UTF-8.</summary>
    public StringVector(IReadOnlyList<string> strings)
    {
        nuint pointers = (nuint)(strings.Count + 1) * (nuint)sizeof(byte*);
        nuint size = pointers;
        foreach (string text in strings) size += (nuint)KernelText.ByteCount(text) + 1;
        // Safe: the block holds the pointers, then each string with its NUL, as sized above.
        block = (byte**)NativeMemory.Alloc(size);
        byte* next = (byte*)block + pointers;
        for (int i = 0; i < strings.Count; i++)
        {
            block[i] = next;
            int left = KernelText.ByteCount(strings[i]);
            next += KernelText.Encode(strings[i], new Span<byte>(next, left));
            *next++ = 0;
        }
        block[strings.Count] = null;
    }

    /// <summary>The array; valid until disposal.</summary>
    public byte** Pointers => block;

    /// <inheritdoc/>
    public void Dispose()
    {
        NativeMemory.Free(block);
        block = null;
    }
}
