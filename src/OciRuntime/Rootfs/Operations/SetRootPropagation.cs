using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>mount_setattr(2) of the old root's propagation; config-linux.md, Rootfs Mount Propagation.</summary>
internal unsafe struct SetRootPropagation : IOperation<SetRootPropagation>
{
    /// <summary>MS_SHARED, MS_SLAVE, MS_PRIVATE or MS_UNBINDABLE.</summary>
    public required ulong Propagation;

    /// <summary>Also of all mounts below.</summary>
    public required bool Recursive;

    /// <inheritdoc/>
    public static int Run(SetRootPropagation* o, ChildState* s)
    {
        // Not recursive: the mounts below still have peers on the host.
        s->RootShared = (o->Propagation & MS_SHARED) != 0 || !o->Recursive;
        int recursive = o->Recursive ? AT_RECURSIVE : 0;
        return MountCalls.SetAttributes(AT_FDCWD, ChildString.Literal("/"u8), recursive, 0, o->Propagation, s);
    }

    /// <inheritdoc/>
    public static void Describe(in SetRootPropagation o, PlanText text) =>
        text.Add(AttributeText.Propagation(o.Propagation)).AddIf(o.Recursive, " recursive");

    /// <inheritdoc/>
    public static Explanation Explain(in SetRootPropagation o, in ChildFailure failure) =>
        new("set the propagation of", "/");
}
