using System.Runtime.InteropServices;
using OciRuntime.Native.Abi;

namespace OciRuntime.Launch.Plan;

/// <summary>One mount_setattr(2) call of <see cref="LaunchPlan.BindMount"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AttributeChange
{
    /// <summary>What is set, cleared and propagated.</summary>
    public mount_attr Attributes;

    /// <summary>AT_RECURSIVE, or 0.</summary>
    public uint Flags;
}
