namespace OciRuntime.Launch.Child;

/// <summary>What an operation of a plan does after clone.</summary>
/// <typeparam name="TSelf">The operation: its operands, in the plan's arena.</typeparam>
internal unsafe interface IChildOperation<TSelf>
    where TSelf : unmanaged, IChildOperation<TSelf>
{
    /// <summary>
    /// Runs it, under the rules of docs/adr/0001: no managed allocation, no exception, no static. On failure
    /// <see cref="ChildState.Phase"/> has the step that failed.
    /// </summary>
    /// <returns>0 or an errno.</returns>
    static abstract int Run(TSelf* o, ChildState* s);
}
