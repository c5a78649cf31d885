using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Namespaces.Operations;

/// <summary>
/// User and group 0 of the user namespace, whose maps are written by now, or the first that it has if it has no 0.
/// </summary>
internal unsafe struct BecomeRoot : IOperation<BecomeRoot>
{
    /// <summary>
    /// The user. It has all capabilities in the namespace that it has made or joined, whatever its number.
    /// </summary>
    public required uint Uid;

    /// <summary>The group.</summary>
    public required uint Gid;

    /// <inheritdoc/>
    public static int Run(BecomeRoot* o, ChildState* s)
    {
        int error = Check(sys_setresgid(o->Gid, o->Gid, o->Gid), Phase.SetGroup, s);
        return error != 0 ? error : Check(sys_setresuid(o->Uid, o->Uid, o->Uid), Phase.SetUser, s);
    }

    /// <inheritdoc/>
    public static void Describe(in BecomeRoot o, PlanText text) =>
        text.AddIf(o.Uid != 0 || o.Gid != 0, $"uid={o.Uid} gid={o.Gid}");

    /// <inheritdoc/>
    public static Explanation Explain(in BecomeRoot o, in ChildFailure failure) =>
        new("become root of the user namespace");
}
