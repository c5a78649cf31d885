using System;
using OciRuntime.Launch.Child;

namespace OciRuntime.Launch.Plan;

/// <summary>What the parent knows of an operation in a plan; the child has its <see cref="Step"/>.</summary>
internal readonly unsafe struct PlannedOperation
{
    private readonly nint type;
    private readonly delegate*<void*, PlanText, void> describe;
    private readonly delegate*<void*, in ChildFailure, Explanation> explain;

    private PlannedOperation(
        nint type,
        delegate*<void*, PlanText, void> describe,
        delegate*<void*, in ChildFailure, Explanation> explain,
        ConfigPointer pointer)
    {
        this.type = type;
        this.describe = describe;
        this.explain = explain;
        Pointer = pointer;
    }

    /// <summary>The place in config.json that it comes from.</summary>
    public ConfigPointer Pointer { get; }

    /// <summary>The name of its type.</summary>
    public string Name => Type.GetTypeFromHandle(RuntimeTypeHandle.FromIntPtr(type))!.Name;

    /// <summary>An operation of type <typeparamref name="T"/>.</summary>
    public static PlannedOperation Make<T>(in ConfigPointer pointer)
        where T : unmanaged, IOperation<T>
    {
        delegate*<in T, PlanText, void> describe = &T.Describe;
        delegate*<in T, in ChildFailure, Explanation> explain = &T.Explain;
        // Safe: a reference is passed as a pointer is, and operands in an arena never move.
        return new PlannedOperation(
            typeof(T).TypeHandle.Value,
            (delegate*<void*, PlanText, void>)describe,
            (delegate*<void*, in ChildFailure, Explanation>)explain,
            pointer);
    }

    /// <summary>Whether it is of type <typeparamref name="T"/>.</summary>
    public bool Is<T>() => type == typeof(T).TypeHandle.Value;

    /// <summary>Adds its operands to a line.</summary>
    public void Describe(void* operands, PlanText text) => describe(operands, text);

    /// <summary>What it does, and how its failure is told.</summary>
    public Explanation Explain(void* operands, in ChildFailure failure) => explain(operands, failure);
}
