using System.Runtime.InteropServices;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>One mount_setattr(2) call.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AttributeChange
{
    /// <summary>What is set, cleared and propagated.</summary>
    public mount_attr Attributes;

    /// <summary>AT_RECURSIVE, or 0.</summary>
    public uint Flags;

    /// <summary>Of what is cleared, what an option asks for: an error if the host has locked it.</summary>
    public ulong AskedClear;

    /// <summary>A call that sets and clears MOUNT_ATTR_* and changes the propagation to MS_*, or 0.</summary>
    public AttributeChange(ulong set, ulong clear, ulong propagation, bool recursive)
    {
        Attributes = default;
        AskedClear = 0;
        (Attributes.attr_set, Attributes.attr_clr, Attributes.propagation) = (set, clear, propagation);
        Flags = recursive ? (uint)AT_RECURSIVE : 0;
    }

    /// <summary>As a plan shows it.</summary>
    public override readonly string ToString() =>
        AttributeText.Change(Attributes.attr_set, Attributes.attr_clr, Attributes.propagation, Flags != 0);
}
