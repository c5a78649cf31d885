using System;
using System.Text;

namespace OciRuntime.Security.Seccomp;

/// <summary>
/// The numbers of the system calls by name and architecture: constant data in the binary, found by binary search.
/// tools/syscalls writes the data part from the kernel's headers.
/// </summary>
internal static partial class SyscallTable
{
    private const ushort Absent = 0xFFFF;

    // Arm's private calls (breakpoint, cacheflush, set_tls …) start here; the table keeps them in 16 bits from 0xF000.
    private const int ArmPrivateBase = 0xF0000;
    private const int ArmPrivateMark = 0xF000;

    // No system call has a longer name: the longest is sched_rr_get_interval_time64, 28 bytes.
    private const int LongestName = 32;

    /// <summary>The row of a system call name, or -1 for a name that no architecture knows.</summary>
    /// <param name="name">The name.</param>
    /// <param name="after">A row that it may follow soon, as in a profile whose names are in order.</param>
    public static int Find(string name, int after = Count)
    {
        const int Near = 4; // rows: names that a profile leaves out
        if (name.Length is 0 or > LongestName)
            return -1;
        Span<byte> key = stackalloc byte[LongestName];
        for (int i = 0; i < name.Length; i++)
        {
            if (name[i] > 0x7F)
                return -1;
            key[i] = (byte)name[i];
        }
        key = key[..name.Length];
        ReadOnlySpan<byte> names = Names;
        ReadOnlySpan<ushort> offsets = Offsets;
        for (int row = after + 1; row < Count && row <= after + Near; row++)
        {
            if (key.SequenceEqual(names[offsets[row]..offsets[row + 1]]))
                return row;
        }
        int low = 0, high = Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            int order = key.SequenceCompareTo(names[offsets[middle]..offsets[middle + 1]]);
            if (order == 0)
                return middle;
            if (order < 0)
                high = middle - 1;
            else
                low = middle + 1;
        }
        return -1;
    }

    /// <summary>The name in a row.</summary>
    public static string Name(int row) => Encoding.ASCII.GetString(Names[Offsets[row]..Offsets[row + 1]]);

    /// <summary>
    /// The number in a row and column, without the x32 bit, or -1 where the architecture has no such call.
    /// </summary>
    public static int Number(int row, int column)
    {
        int number = Numbers[row * Columns + column];
        return number switch
        {
            Absent => -1,
            >= ArmPrivateMark => ArmPrivateBase + (number - ArmPrivateMark),
            _ => number,
        };
    }

    /// <summary>The row of a number in a column, or -1. Walks the table: for explanations, not for compiling.</summary>
    public static int FindNumber(int number, int column)
    {
        for (int row = 0; row < Count; row++)
        {
            if (Number(row, column) == number)
                return row;
        }
        return -1;
    }

    /// <summary>True for a call that programs make often.</summary>
    public static bool IsCommon(int row) => Common[row] != 0;

    /// <summary>The first argument with which socketcall(2) makes this call, or 0.</summary>
    public static int SocketCall(int row) => Multiplexed[row] < IpcMark ? Multiplexed[row] : 0;

    /// <summary>The first argument with which ipc(2) makes this call, or 0.</summary>
    public static int Ipc(int row) => Multiplexed[row] > IpcMark ? Multiplexed[row] - IpcMark : 0;

    /// <summary>The row of socketcall(2).</summary>
    public static int SocketCallRow => Find("socketcall");

    /// <summary>The row of ipc(2).</summary>
    public static int IpcRow => Find("ipc");

    private const int IpcMark = 0x80;
}
