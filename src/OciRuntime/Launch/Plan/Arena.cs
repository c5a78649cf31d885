using System;
using OciRuntime.Launch.Child;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Plan;

/// <summary>
/// Memory for a plan that never moves, so that plain pointers into it stay good in the cloned child: one reserved
/// mapping, of which only the pages in use cost anything.
/// </summary>
internal sealed unsafe class Arena : IDisposable
{
    /// <summary>Bytes reserved: a config.json of 20 MB with all its strings fits several times over.</summary>
    public const int Capacity = 256 << 20;

    // an eighth is room for operations; the rest of an engine's plan is some 100 KB
    private const int Smallest = 8 << 20;

    private readonly nuint capacity = Capacity;
    private byte* start;
    private nuint used;

    /// <summary>
    /// Reserves the mapping; a smaller one where the caller's limits (RLIMIT_DATA, RLIMIT_AS) have no room for it.
    /// </summary>
    public Arena()
    {
        void* memory;
        while ((nint)(memory = LibC.mmap(null, (Tmds.Linux.size_t)capacity, LibC.PROT_READ | LibC.PROT_WRITE,
            LibC.MAP_PRIVATE | LibC.MAP_ANONYMOUS | LibC.MAP_NORESERVE, -1, 0)) == -1)
        {
            if (errno != Errno.ENOMEM || capacity == Smallest) LinuxException.Throw("mmap", "launch plan");
            capacity /= 2;
        }
        // One touched byte would else be 2 MiB where the host has transparent huge pages always.
        madvise(memory, capacity, MADV_NOHUGEPAGE);
        start = (byte*)memory;
    }

    /// <summary>Bytes reserved, if the caller's limits had room for them.</summary>
    public nuint Reserved => capacity;

    /// <summary>Bytes handed out so far.</summary>
    public nuint Used => used;

    /// <summary>Zeroed memory for <paramref name="bytes"/> bytes, 8-byte aligned.</summary>
    public void* Allocate(nuint bytes)
    {
        nuint at = (used + 7) & ~(nuint)7;
        if (at + bytes > capacity) throw new LinuxException("allocate", "launch plan", Errno.ENOMEM);
        used = at + bytes;
        // Safe: the range lies inside the mapping, checked above.
        return start + at;
    }

    /// <summary>Copies <paramref name="text"/> as UTF-8 with a final NUL; null stays null.</summary>
    /// <exception cref="ArgumentException">The text holds a NUL, which the kernel would read as its end.</exception>
    public ChildString String(string? text)
    {
        if (text is null) return default;
        if (text.Contains('\0')) throw new ArgumentException("a string for the kernel holds a NUL character");
        int bytes = KernelText.ByteCount(text);
        byte* copy = (byte*)Allocate((nuint)bytes + 1);
        // Safe: the arena gave bytes + 1 zeroed bytes.
        KernelText.Encode(text, new Span<byte>(copy, bytes));
        return copy;
    }

    /// <summary>
    /// Copies <paramref name="values"/>; null without any: set_mempolicy(2) takes the address of no nodes for nodes.
    /// </summary>
    public void* Copy<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        if (values.IsEmpty) return null;
        void* copy = Allocate((nuint)(values.Length * sizeof(T)));
        // Safe: the arena gave exactly this many bytes.
        values.CopyTo(new Span<T>(copy, values.Length));
        return copy;
    }

    /// <summary>A NULL-terminated array of strings, as execve(2) takes it.</summary>
    public ChildStrings Vector(ReadOnlySpan<string> texts)
    {
        byte** vector = (byte**)Allocate((nuint)((texts.Length + 1) * sizeof(byte*)));
        // Safe: the arena gave one zeroed pointer more than there are texts.
        for (int i = 0; i < texts.Length; i++) vector[i] = String(texts[i]);
        return vector;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (start == null) return;
        LibC.munmap(start, (Tmds.Linux.size_t)capacity);
        start = null;
    }
}
