using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>
/// Makes a path, with all below it, read-only by a bind on itself. One that does not exist is skipped; config-linux.md,
/// Readonly Paths.
/// </summary>
internal unsafe struct ReadonlyPath : IOperation<ReadonlyPath>
{
    /// <summary>The path, in the container.</summary>
    public required ChildString Path;

    /// <inheritdoc/>
    public static int Run(ReadonlyPath* o, ChildState* s)
    {
        int error;
        int target = ProtectedPaths.Open(o->Path, s, &error);
        if (target == -1) return error;
        error = MountCalls.BindOver(target, target, MOUNT_ATTR_RDONLY, s);
        Release(target);
        return error;
    }

    /// <inheritdoc/>
    public static void Describe(in ReadonlyPath o, PlanText text) => text.Add(o.Path.Rooted);

    /// <inheritdoc/>
    public static Explanation Explain(in ReadonlyPath o, in ChildFailure failure) =>
        new("make", o.Path.Rooted, " read-only");
}
