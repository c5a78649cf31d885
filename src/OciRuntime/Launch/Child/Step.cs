using System.Runtime.CompilerServices;

namespace OciRuntime.Launch.Child;

/// <summary>One operation as the child sees it: what to call, and with which operands.</summary>
internal readonly unsafe struct Step
{
    private Step(delegate*<void*, ChildState*, int> run, void* operands)
    {
        Run = run;
        Operands = operands;
    }

    /// <summary>The operation's Run.</summary>
    public delegate*<void*, ChildState*, int> Run { get; }

    /// <summary>The operation, in the plan's arena.</summary>
    public void* Operands { get; }

    /// <summary>
    /// The step of <paramref name="operation"/>. Only here is a function put into a step, and it is not inlined: so
    /// check-child finds in its instances all that the child's one call through a pointer may reach (docs/adr/0014).
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Step Make<T>(T* operation)
        where T : unmanaged, IChildOperation<T>
    {
        delegate*<T*, ChildState*, int> run = &T.Run;
        // Safe: a pointer to T is passed as a pointer to anything is.
        return new Step((delegate*<void*, ChildState*, int>)run, operation);
    }
}
