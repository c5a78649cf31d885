using System.Runtime.InteropServices;

namespace OciRuntime.Native;

/// <summary>Memory of this process that only the .NET runtime and malloc(3) use; native/spare_memory.c.</summary>
public static unsafe class SpareMemory
{
    /// <summary>Fills in start and length of up to <paramref name="room"/> ranges.</summary>
    /// <returns>How many there are.</returns>
    public static int Find(nuint* pairs, int room) => ocirun_spare_memory(pairs, room);

    [DllImport("libc"), SuppressGCTransition]
    private static extern int ocirun_spare_memory(nuint* pairs, int room);
}
