using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.ProcessAttributes.Operations;

/// <summary>setgroups(2).</summary>
internal unsafe struct SetGroups : IOperation<SetGroups>
{
    /// <summary>The additional groups, <see cref="Count"/> of them.</summary>
    public required uint* Groups;

    /// <summary>How many there are.</summary>
    public required int Count;

    /// <inheritdoc/>
    public static int Run(SetGroups* o, ChildState* s)
    {
        int error = Check(sys_setgroups(o->Count, o->Groups));
        // Who has the capability is refused only if the user namespace that was joined denies the call, which has no
        // groups to give then, as in runc; user_namespaces(7), The /proc/pid/setgroups file.
        return error == Errno.EPERM && HasCapability() ? 0 : error;
    }

    private static bool HasCapability()
    {
        const uint SetGid = 1u << 6; // CAP_SETGID, linux/capability.h
        __user_cap_header_struct header = default;
        header.version = _LINUX_CAPABILITY_VERSION_3;
        __user_cap_data_struct* data = stackalloc __user_cap_data_struct[2];
        return capget(&header, data) == 0 && (data[0].effective & SetGid) != 0;
    }

    /// <inheritdoc/>
    public static void Describe(in SetGroups o, PlanText text)
    {
        text.Add("[");
        // Safe: the plan holds Count groups.
        for (int i = 0; i < o.Count; i++) text.Add(i == 0 ? $"{o.Groups[i]}" : $" {o.Groups[i]}");
        text.Add("]");
    }

    /// <inheritdoc/>
    public static Explanation Explain(in SetGroups o, in ChildFailure failure) => new("set additional groups");
}
