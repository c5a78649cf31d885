using System.Runtime.InteropServices;

namespace OciRuntime.Launch.Operations;

/// <summary>A range of this process's memory.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct MemoryRange
{
    /// <summary>Its first byte, on a page boundary.</summary>
    public byte* Start;

    /// <summary>Bytes.</summary>
    public nuint Length;
}
