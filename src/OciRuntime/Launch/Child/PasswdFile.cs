using System.Runtime.CompilerServices;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>A container's passwd(5), read in pieces: it is hostile and may be endless.</summary>
internal static unsafe class PasswdFile
{
    private const int MaxBytes = 1 << 20; // no image's passwd comes near; an endless one must not hang the launch
    private const int Chunk = 4096;

    /// <summary>Finds the home directory of <paramref name="uid"/>.</summary>
    /// <returns>Its length in <paramref name="home"/>, NUL-terminated; 0 when there is none.</returns>
    [SkipLocalsInit] // zeroing a large buffer goes through the runtime
    public static int Home(int fd, uint uid, byte* home, int room)
    {
        byte* buffer = stackalloc byte[Chunk];
        int field = 0, length = 0, total = 0;
        ulong number = 0;
        bool numeric = false, matches = false;
        while (total < MaxBytes)
        {
            nint got = read(fd, buffer, Chunk);
            if (got == -1 && errno == Errno.EINTR) continue;
            if (got <= 0) break;
            total += (int)got;
            for (nint i = 0; i < got; i++)
            {
                byte c = buffer[i];
                if (c is (byte)':' or (byte)'\n')
                {
                    if (field == 2) matches = numeric && number == uid;
                    if (field == 5 && matches && length > 0) return length;
                    field = c == (byte)'\n' ? 0 : field + 1;
                    length = 0;
                    number = 0;
                    numeric = false;
                    continue;
                }
                if (field == 2)
                {
                    numeric = c is >= (byte)'0' and <= (byte)'9' && number <= uint.MaxValue && (numeric || number == 0);
                    number = numeric ? number * 10 + (uint)(c - '0') : ulong.MaxValue;
                }
                else if (field == 5 && matches)
                {
                    if (length + 1 >= room) return 0;
                    home[length++] = c;
                    home[length] = 0;
                }
            }
        }
        return 0;
    }
}
