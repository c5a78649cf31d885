using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>chroot(2) into the root, if the mount namespace is not the container's own.</summary>
internal unsafe struct ChangeRoot : IOperation<ChangeRoot>
{
    /// <inheritdoc/>
    public static int Run(ChangeRoot* o, ChildState* s) => Enter(s);

    /// <summary>Makes <see cref="ChildState.Root"/> the process's root and working directory.</summary>
    /// <returns>0 or an errno.</returns>
    public static int Enter(ChildState* s)
    {
        int error = Check(fchdir(s->Root), Phase.ChangeDirectory, s);
        if (error == 0) error = Check(chroot(ChildString.Literal("."u8)), Phase.ChangeRoot, s);
        if (error == 0) error = Check(chdir(ChildString.Literal("/"u8)), Phase.ChangeDirectory, s);
        return error;
    }

    /// <inheritdoc/>
    public static void Describe(in ChangeRoot o, PlanText text) { }

    /// <inheritdoc/>
    public static Explanation Explain(in ChangeRoot o, in ChildFailure failure) => new("change the root");
}
