using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>In a running container: its root, for paths to be resolved in.</summary>
internal unsafe struct EnterRoot : IOperation<EnterRoot>
{
    /// <summary>A root to chroot(2) into; -1: that of the mount namespace that was joined.</summary>
    public required int Root;

    /// <inheritdoc/>
    public static int Run(EnterRoot* o, ChildState* s)
    {
        if (o->Root != -1)
        {
            s->Root = o->Root;
            return ChangeRoot.Enter(s);
        }
        s->Root = open(ChildString.Literal("/"u8), O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
        return s->Root == -1 ? Check(-1, Phase.Open, s) : 0;
    }

    /// <inheritdoc/>
    public static void Describe(in EnterRoot o, PlanText text) { }

    /// <inheritdoc/>
    public static Explanation Explain(in EnterRoot o, in ChildFailure failure) => new("enter the container's root");
}
