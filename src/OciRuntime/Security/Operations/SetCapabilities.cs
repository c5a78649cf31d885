using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native.Abi;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Security.Operations;

/// <summary>capset(2).</summary>
internal unsafe struct SetCapabilities : IOperation<SetCapabilities>
{
    /// <summary>The effective set, bit N for capability N.</summary>
    public required ulong Effective;

    /// <summary>The permitted set.</summary>
    public required ulong Permitted;

    /// <summary>The inheritable set.</summary>
    public required ulong Inheritable;

    /// <summary>A refusal is no error.</summary>
    public required bool MayFail;

    /// <inheritdoc/>
    public static int Run(SetCapabilities* o, ChildState* s)
    {
        __user_cap_header_struct header = default;
        header.version = _LINUX_CAPABILITY_VERSION_3;
        __user_cap_data_struct* data = stackalloc __user_cap_data_struct[2];
        for (int word = 0; word < 2; word++)
        {
            data[word].effective = (uint)(o->Effective >> (32 * word));
            data[word].permitted = (uint)(o->Permitted >> (32 * word));
            data[word].inheritable = (uint)(o->Inheritable >> (32 * word));
        }
        int error = Check(capset(&header, data));
        return o->MayFail ? 0 : error;
    }

    /// <inheritdoc/>
    public static void Describe(in SetCapabilities o, PlanText text) =>
        text.Add($"effective=0x{o.Effective:x} permitted=0x{o.Permitted:x} inheritable=0x{o.Inheritable:x}")
            .AddIf(o.MayFail, " mayfail");

    /// <inheritdoc/>
    public static Explanation Explain(in SetCapabilities o, in ChildFailure failure) => new("set capabilities");
}
