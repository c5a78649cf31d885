using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.ProcessAttributes.Operations;

/// <summary>setresgid(2), then setresuid(2).</summary>
internal unsafe struct SetUser : IOperation<SetUser>
{
    /// <summary>The user.</summary>
    public required uint Uid;

    /// <summary>The group.</summary>
    public required uint Gid;

    /// <inheritdoc/>
    public static int Run(SetUser* o, ChildState* s)
    {
        int error = Check(sys_setresgid(o->Gid, o->Gid, o->Gid), Phase.SetGroup, s);
        return error != 0 ? error : Check(sys_setresuid(o->Uid, o->Uid, o->Uid), Phase.SetUser, s);
    }

    /// <inheritdoc/>
    public static void Describe(in SetUser o, PlanText text) => text.Add($"uid={o.Uid} gid={o.Gid}");

    /// <inheritdoc/>
    public static Explanation Explain(in SetUser o, in ChildFailure failure) => new($"become user {o.Uid}:{o.Gid}");
}
