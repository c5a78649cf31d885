using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>mount_setattr(2) on a mount of the container.</summary>
internal unsafe struct SetMountAttributes : IOperation<SetMountAttributes>
{
    /// <summary>Where the mount is.</summary>
    public required ChildString Target;

    /// <summary>What is set, cleared and propagated.</summary>
    public required AttributeChange Change;

    /// <summary>
    /// Where the operation that made the mount has noted its descriptor; null for a mount that is found by its path.
    /// </summary>
    public int* Mount;

    /// <inheritdoc/>
    public static int Run(SetMountAttributes* o, ChildState* s)
    {
        if (o->Mount != null && *o->Mount != -1) return MountCalls.ChangeAttributes(*o->Mount, &o->Change, s);
        if (s->CachedDirectory == -1 || !ChildString.Equal(s->CachedPath, o->Target))
        {
            RootPaths.ForgetDirectory(s);
            s->CachedDirectory = RootPaths.OpenInRoot(o->Target, O_PATH, s);
            s->CachedPath = o->Target;
            if (s->CachedDirectory == -1) return Check(-1, Phase.OpenTarget, s);
        }
        return MountCalls.ChangeAttributes(s->CachedDirectory, &o->Change, s);
    }

    /// <inheritdoc/>
    public static void Describe(in SetMountAttributes o, PlanText text) => text.Add($"{o.Target.Rooted} {o.Change}");

    /// <inheritdoc/>
    public static Explanation Explain(in SetMountAttributes o, in ChildFailure failure) =>
        new("set attributes of the mount on", o.Target.Rooted);
}
