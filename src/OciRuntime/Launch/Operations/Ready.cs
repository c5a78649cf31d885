using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Operations;

/// <summary>Tells the parent that nothing but start is left.</summary>
internal unsafe struct Ready : IOperation<Ready>
{
    /// <summary>Signals that stay blocked, because <see cref="AwaitStart"/> takes them.</summary>
    public ulong Blocked;

    /// <inheritdoc/>
    public static int Run(Ready* o, ChildState* s)
    {
        // From here on signals act on the container, as they will on its program.
        SignalActions.Block(o->Blocked);
        umask(s->Umask);
        return ParentChannel.Report(SyncPoint.Ready, 0, s);
    }

    /// <inheritdoc/>
    public static void Describe(in Ready o, PlanText text) { }

    /// <inheritdoc/>
    public static Explanation Explain(in Ready o, in ChildFailure failure) => new("report that all is ready");
}
