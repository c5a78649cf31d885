using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>pivot_root(2) into the root; the old one is unmounted lazily.</summary>
internal unsafe struct PivotRoot : IOperation<PivotRoot>
{
    /// <inheritdoc/>
    public static int Run(PivotRoot* o, ChildState* s)
    {
        int old = -1;
        if (s->RootShared)
        {
            old = open(ChildString.Literal("/"u8), O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
            if (old == -1) return Check(-1, Phase.Open, s);
        }
        byte* here = ChildString.Literal("."u8);
        int error = Check(fchdir(s->Root), Phase.ChangeDirectory, s);
        // The old root comes to lie over the new one, where "." finds it, pivot_root(2), pivot_root(".", ".").
        if (error == 0) error = Check(pivot_root(here, here), Phase.PivotRoot, s);
        // A shared mount that is unmounted here would be unmounted on the host.
        if (error == 0 && old != -1)
        {
            error = MountCalls.SetAttributes(old, ChildString.Literal(""u8), AT_EMPTY_PATH | AT_RECURSIVE, 0,
                MS_SLAVE, s);
        }
        if (error == 0) error = Check(umount2(here, MNT_DETACH), Phase.Unmount, s);
        if (error == 0) error = Check(chdir(ChildString.Literal("/"u8)), Phase.ChangeDirectory, s);
        if (old != -1) Release(old);
        return error;
    }

    /// <inheritdoc/>
    public static void Describe(in PivotRoot o, PlanText text) { }

    /// <inheritdoc/>
    public static Explanation Explain(in PivotRoot o, in ChildFailure failure) => new("change the root");
}
