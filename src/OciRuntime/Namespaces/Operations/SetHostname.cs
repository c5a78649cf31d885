using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Namespaces.Operations;

/// <summary>sethostname(2).</summary>
internal unsafe struct SetHostname : IOperation<SetHostname>
{
    /// <summary>The name.</summary>
    public required ChildString Name;

    /// <inheritdoc/>
    public static int Run(SetHostname* o, ChildState* s) => Check(sethostname(o->Name, (nuint)o->Name.Length));

    /// <inheritdoc/>
    public static void Describe(in SetHostname o, PlanText text) => text.Add($"{o.Name}");

    /// <inheritdoc/>
    public static Explanation Explain(in SetHostname o, in ChildFailure failure) => new("set hostname", o.Name);
}
