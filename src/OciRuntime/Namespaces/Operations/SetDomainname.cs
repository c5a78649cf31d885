using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Namespaces.Operations;

/// <summary>setdomainname(2).</summary>
internal unsafe struct SetDomainname : IOperation<SetDomainname>
{
    /// <summary>The name.</summary>
    public required ChildString Name;

    /// <inheritdoc/>
    public static int Run(SetDomainname* o, ChildState* s) => Check(setdomainname(o->Name, (nuint)o->Name.Length));

    /// <inheritdoc/>
    public static void Describe(in SetDomainname o, PlanText text) => text.Add($"{o.Name}");

    /// <inheritdoc/>
    public static Explanation Explain(in SetDomainname o, in ChildFailure failure) => new("set domainname", o.Name);
}
