using System.Runtime.InteropServices;

namespace OciRuntime.Launch.Plan;

/// <summary>
/// One step of a launch, flat and unmanaged so that the cloned child can read it without the .NET runtime's help.
/// Which operands a code uses is documented at the method of <see cref="LaunchPlan"/> that emits it.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Operation
{
    /// <summary>What to do.</summary>
    public OperationCode Code;

    /// <summary>A descriptor that the parent opened before clone and the child inherits, or -1.</summary>
    public int Fd;

    /// <summary>A path, NUL-terminated, in the arena; mostly relative to the container's root.</summary>
    public byte* Path;

    /// <summary>A name or text, NUL-terminated, in the arena.</summary>
    public byte* Text;

    /// <summary>A second text, NUL-terminated, in the arena.</summary>
    public byte* Source;

    /// <summary>A structure, array or bytes in the arena.</summary>
    public void* Data;

    /// <summary>First integer.</summary>
    public int A;

    /// <summary>Second integer.</summary>
    public int B;

    /// <summary>First wide integer.</summary>
    public ulong X;

    /// <summary>Second wide integer.</summary>
    public ulong Y;
}
