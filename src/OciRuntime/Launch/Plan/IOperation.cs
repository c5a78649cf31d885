using OciRuntime.Launch.Child;

namespace OciRuntime.Launch.Plan;

/// <summary>
/// One kind of step of a launch: its named operands are the fields, and all that is known of it lies in its file. To
/// add one:
/// docs/adr/0014.
/// </summary>
/// <typeparam name="TSelf">The operation.</typeparam>
internal unsafe interface IOperation<TSelf> : IChildOperation<TSelf>
    where TSelf : unmanaged, IOperation<TSelf>
{
    /// <summary>Adds its operands to its line of <c>ocirun plan</c>; the name is there already.</summary>
    static abstract void Describe(in TSelf o, PlanText text);

    /// <summary>The sentence and the fields of its failure.</summary>
    static abstract Explanation Explain(in TSelf o, in ChildFailure failure);
}
