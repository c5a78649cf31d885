using System.Collections.Generic;
using System.Runtime.CompilerServices;
using OciRuntime.Launch.Operations;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Parent;

/// <summary>
/// Memory that a process which only waits for start need not hold: the managed heap and the collector's tables, which
/// the child never touches, what malloc(3) has, and pages of the image that nobody wrote to, which come back from the
/// page cache when they are needed.
/// </summary>
internal static unsafe class ChildMemory
{
    private const nint RegionSize = 4 << 20; // the collector's basic region and its alignment; gc/gc.cpp, REGION_SIZE

    private const int MostSpare = 16; // what spare_memory.c may find

    /// <summary>4, 16 or 64 KiB on arm64.</summary>
    public static uint PageSize => (uint)getauxval(AT_PAGESZ);

    /// <summary>The ranges, for <see cref="ReleaseMemory"/>.</summary>
    public static MemoryRange[] Find()
    {
        List<MemoryRange> ranges = new(16);
        object young = new();
        // Safe: only the number of the address is used; the region around the newest object is the heap that this
        // command filled.
        nint address = *(nint*)Unsafe.AsPointer(ref young);
        if (!AddSpare(ranges, (nuint)address))
            ranges.Add(new MemoryRange { Start = (byte*)(address & ~(RegionSize - 1)), Length = (nuint)RegionSize });
        Elf64_Phdr* headers = (Elf64_Phdr*)getauxval(AT_PHDR);
        nuint count = getauxval(AT_PHNUM);
        using OwnedFd pages = OpenPageMap();
        // Safe: the kernel gives the address and number of this image's program headers, getauxval(3).
        for (nuint i = 0; headers != null && i < count; i++)
        {
            if (headers[i].p_type != PT_LOAD) continue;
            // The image lies where it was linked (docs/adr/0009), so the headers' addresses are the real ones.
            ulong start = headers[i].p_vaddr & ~(ulong)(PageSize - 1);
            int length = (int)((headers[i].p_vaddr + headers[i].p_memsz - start + PageSize - 1) / PageSize);
            if ((headers[i].p_flags & PF_W) == 0) ranges.Add(new MemoryRange
            {
                Start = (byte*)start,
                Length = (nuint)length * PageSize
            });
            else AddClean(pages, start, length, ranges);
        }
        return ranges.ToArray();
    }

    /// <summary>Adds what the .NET runtime and malloc(3) have: the child uses neither (make check-child).</summary>
    /// <returns>Whether the heap, in which <paramref name="address"/> is, is among it.</returns>
    private static bool AddSpare(List<MemoryRange> ranges, nuint address)
    {
        bool hasHeap = false;
        nuint* pairs = stackalloc nuint[2 * MostSpare];
        // Safe: there is room for so many pairs.
        int count = SpareMemory.Find(pairs, MostSpare);
        for (int i = 0; i < count; i++)
        {
            (nuint start, nuint length) = (pairs[2 * i], pairs[(2 * i) + 1]);
            ranges.Add(new MemoryRange { Start = (byte*)start, Length = length });
            hasHeap |= address >= start && address - start < length;
        }
        return hasHeap;
    }

    /// <summary>Adds the pages of a writable segment that still are the file's; pagemap.rst.</summary>
    private static void AddClean(OwnedFd pages, ulong start, int count, List<MemoryRange> ranges)
    {
        const int Few = 8; // shared pages are not worth a call
        const ulong FilePage = 1ul << 61; // page is file-page or shared-anon; a written page is neither
        ulong[] entries = new ulong[count];
        nint got;
        // Safe: the array is pinned for the call and has room for count entries of 8 bytes.
        fixed (ulong* data = entries) got =
            (nint)LibC.pread(pages.Fd, data, count * sizeof(ulong), (long)(start / PageSize * sizeof(ulong)));
        for (int i = 0, known = (int)got / sizeof(ulong); i < known; i++)
        {
            int first = i;
            while (i < known && (entries[i] & FilePage) != 0) i++;
            if (i - first >= Few) ranges.Add(new MemoryRange
            {
                Start = (byte*)(start + (ulong)first * PageSize),
                Length = (nuint)(i - first) * PageSize
            });
        }
    }

    private static OwnedFd OpenPageMap()
    {
        // Safe: a literal with a final NUL.
        fixed (byte* path = "/proc/self/pagemap\0"u8) return OwnedFd.From(open(path, O_RDONLY | O_CLOEXEC, 0), "open",
            "/proc/self/pagemap");
    }
}
