using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Namespaces.Operations;

/// <summary>unshare(2).</summary>
internal unsafe struct Unshare : IOperation<Unshare>
{
    /// <summary>The new namespaces, CLONE_NEW*.</summary>
    public required ulong Types;

    /// <inheritdoc/>
    public static int Run(Unshare* o, ChildState* s) => Check(unshare((int)o->Types));

    /// <inheritdoc/>
    public static void Describe(in Unshare o, PlanText text) => text.Add(FlagNames.Namespaces(o.Types));

    /// <inheritdoc/>
    public static Explanation Explain(in Unshare o, in ChildFailure failure) =>
        new("unshare namespaces") { Hint = NamespaceDiagnosis.Explain(o.Types, failure.Errno) };
}
