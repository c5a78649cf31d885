using System;
using System.Buffers.Binary;
using System.Text;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Parent;

/// <summary>
/// The first bytes of a file that could not be executed, read as the kernel reads it: execve(2), elf(5). The file is a
/// container's, so what it says of itself bounds nothing: each read has a size of its own.
/// </summary>
internal sealed unsafe class ProgramFile
{
    private const int ScriptHead = 256; // BINPRM_BUF_SIZE of linux/binfmts.h: what the kernel reads of a script
    private const int LongestPath = 4096; // PATH_MAX, the most that the kernel takes for an interpreter
    private const int ElfHeader = 64; // sizeof(Elf64_Ehdr)
    private const int MostProgramHeaders = 64; // programs have some ten
    private const uint PT_INTERP = 3; // elf.h

    private readonly int fd;
    private readonly byte[] head;

    private ProgramFile(int fd, byte[] head) => (this.fd, this.head) = (fd, head);

    /// <summary>
    /// Reads the head of <paramref name="fd"/>, a regular file, which stays the caller's; null if it cannot be read.
    /// </summary>
    public static ProgramFile? Read(int fd) => ReadAt(fd, 0, ScriptHead) is { } head ? new ProgramFile(fd, head) : null;

    /// <summary>Whether it holds nothing.</summary>
    public bool IsEmpty => head.Length == 0;

    /// <summary>Whether it begins with <c>#!</c>.</summary>
    public bool IsScript => head.AsSpan().StartsWith("#!"u8);

    /// <summary>Whether it begins as an ELF file, and has a whole header.</summary>
    public bool IsElf =>
        head.Length >= ElfHeader && head.AsSpan().StartsWith("\u007fELF"u8) && head[4] is 1 or 2 && head[5] is 1 or 2;

    /// <summary>e_machine of an ELF file, elf(5).</summary>
    public int Machine => Short(18);

    /// <summary>Whether an ELF file is of 64 bits.</summary>
    private bool Is64 => head[4] == 2;

    private bool IsBigEndian => head[5] == 2;

    /// <summary>
    /// The interpreter that the first line of a script names, which may end with a carriage return; empty if it names
    /// none.
    /// </summary>
    public string ScriptInterpreter()
    {
        ReadOnlySpan<byte> line = head.AsSpan(2);
        int end = line.IndexOf((byte)'\n');
        if (end >= 0) line = line[..end];
        line = line.Trim(" \t"u8);
        end = line.IndexOfAny(" \t\0"u8);
        return Encoding.UTF8.GetString(end >= 0 ? line[..end] : line);
    }

    /// <summary>The dynamic loader that an ELF file asks for, PT_INTERP; null if it asks for none.</summary>
    public string? Loader()
    {
        int size = Is64 ? 56 : 32; // sizeof(Elf64_Phdr), sizeof(Elf32_Phdr)
        int count = Math.Min(Short(Is64 ? 56 : 44), MostProgramHeaders);
        if (Short(Is64 ? 54 : 42) != size || ReadAt(fd, Wide(head, Is64 ? 32 : 28), count * size) is not { } table)
            return null;
        for (int at = 0; at + size <= table.Length; at += size)
        {
            if (Word(table, at) != PT_INTERP) continue;
            long length = Math.Min(Wide(table, at + (Is64 ? 32 : 16)), LongestPath);
            if (length <= 0 || ReadAt(fd, Wide(table, at + (Is64 ? 8 : 4)), (int)length) is not { } path) return null;
            int end = Array.IndexOf(path, (byte)0);
            return Encoding.UTF8.GetString(path, 0, end >= 0 ? end : path.Length);
        }
        return null;
    }

    private int Short(int at) =>
        IsBigEndian
            ? BinaryPrimitives.ReadUInt16BigEndian(head.AsSpan(at))
            : BinaryPrimitives.ReadUInt16LittleEndian(head.AsSpan(at));

    private uint Word(byte[] bytes, int at) =>
        IsBigEndian
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(at))
            : BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    /// <summary>An offset or a size: 64 bits in a 64-bit file, else 32; negative if it is none.</summary>
    private long Wide(byte[] bytes, int at)
    {
        if (!Is64)
            return Word(bytes, at);
        return IsBigEndian
            ? BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(at))
            : BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
    }

    /// <summary>
    /// Up to <paramref name="length"/> bytes from <paramref name="offset"/> on; null if they cannot be read.
    /// </summary>
    private static byte[]? ReadAt(int fd, long offset, int length)
    {
        byte[] bytes = new byte[length];
        int have = 0;
        while (offset >= 0 && have < length)
        {
            nint got;
            // Safe: the array is pinned for the call, and has room for length bytes.
            fixed (byte* data = bytes)
                got = (nint)LibC.pread(fd, data + have, length - have, offset + have);
            if (got == -1 && errno == Errno.EINTR) continue;
            if (got == -1) return null;
            if (got == 0) break;
            have += (int)got;
        }
        return offset < 0 ? null : bytes[..have];
    }
}
