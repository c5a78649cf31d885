using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Namespaces.Operations;

/// <summary>setns(2) into one namespace; skipped if one of its type is joined already.</summary>
internal unsafe struct JoinNamespace : IOperation<JoinNamespace>
{
    /// <summary>The namespace, opened before clone.</summary>
    public required int Descriptor;

    /// <summary>Its type, CLONE_NEW*.</summary>
    public required ulong Type;

    /// <summary>Where it was opened.</summary>
    public required ChildString Path;

    /// <summary>EPERM is no error yet: the plan tries again once the user namespace is joined.</summary>
    public required bool MayRetry;

    /// <inheritdoc/>
    public static int Run(JoinNamespace* o, ChildState* s)
    {
        if ((s->Joined & o->Type) != 0) return 0;
        int error = ProcessVisibility.Hide();
        if (error == 0) error = Check(setns(o->Descriptor, (int)o->Type));
        if (error == Errno.EPERM && o->MayRetry) return 0;
        if (error == 0) s->Joined |= o->Type;
        return error;
    }

    /// <inheritdoc/>
    public static void Describe(in JoinNamespace o, PlanText text) =>
        text.Add($"{FlagNames.Namespaces(o.Type)} path={o.Path}").AddIf(o.MayRetry, " retried");

    /// <inheritdoc/>
    public static Explanation Explain(in JoinNamespace o, in ChildFailure failure) => new("join namespace", o.Path);
}
