using System;
using System.Collections.Generic;
using OciRuntime.Launch.Child;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Plan;

/// <summary>
/// The launch of one container process as data: operations that the modules emit before clone and the child carries
/// out after it.
/// </summary>
internal sealed unsafe class LaunchPlan : IDisposable
{
    private readonly Step* steps;
    private readonly int maxOperations;
    private readonly List<PlannedOperation> operations = new(64);
    private readonly List<OwnedFd> descriptors = [];
    private ConfigPointer current;

    /// <summary>An empty plan.</summary>
    public LaunchPlan()
    {
        // An eighth of the arena: 500,000 masked paths fit. Only the pages in use cost anything.
        maxOperations = (int)(Arena.Reserved / 8 / (nuint)sizeof(Step));
        steps = (Step*)Arena.Allocate((nuint)maxOperations * (nuint)sizeof(Step));
    }

    /// <summary>Where the plan's strings and structures live.</summary>
    public Arena Arena { get; } = new();

    /// <summary>The operations as the child sees them, <see cref="Count"/> of them.</summary>
    public Step* Steps => steps;

    /// <summary>How many operations there are.</summary>
    public int Count => operations.Count;

    /// <summary>
    /// When the child began each operation, CLOCK_MONOTONIC in nanoseconds, shared with it; null unless it is to take
    /// times.
    /// </summary>
    public long* Times { get; private set; }

    /// <summary>Has the child take times.</summary>
    public void TakeTimes()
    {
        void* memory = LibC.mmap(null, Count * sizeof(long), LibC.PROT_READ | LibC.PROT_WRITE,
            LibC.MAP_SHARED | LibC.MAP_ANONYMOUS, -1, 0);
        if ((nint)memory == -1) LinuxException.Throw("mmap", "times");
        Times = (long*)memory;
    }

    /// <summary>A descriptor of the host's procfs, checked by magic and root inode, which stays the caller's.</summary>
    public int HostProc { get; init; } = -1;

    /// <summary>Flags for the first clone3(2): the new namespaces that the process is created in.</summary>
    public ulong CloneFlags { get; set; }

    /// <summary>What ps(1) shows of the process until it is the container's program.</summary>
    public ChildString Title { get; set; }

    /// <summary>Names the place in config.json that the operations emitted from now on come from.</summary>
    /// <param name="section">A JSON pointer, <c>/linux/maskedPaths</c>; empty for what no member asks for.</param>
    /// <param name="index">An index below it, or -1.</param>
    /// <param name="member">A member below that, as it is in the config, or null.</param>
    public LaunchPlan At(string section, int index = -1, string? member = null)
    {
        current = new ConfigPointer(section, index, member);
        return this;
    }

    /// <summary>Adds <paramref name="operation"/> to the end of the plan.</summary>
    /// <exception cref="LinuxException">E2BIG, ENOMEM: the plan is full.</exception>
    public LaunchPlan Emit<T>(in T operation)
        where T : unmanaged, IOperation<T>
    {
        T* operands = (T*)Arena.Allocate((nuint)sizeof(T));
        // Safe: the arena gave the size of the operation, and never moves.
        *operands = operation;
        Add(Step.Make(operands), PlannedOperation.Make<T>(current));
        return this;
    }

    /// <summary>The place in config.json that operation <paramref name="index"/> comes from.</summary>
    public ConfigPointer PointerOf(int index) => operations[index].Pointer;

    /// <summary>The name of operation <paramref name="index"/>.</summary>
    public string NameOf(int index) => operations[index].Name;

    /// <summary>Adds the operands of operation <paramref name="index"/> to its line.</summary>
    public void Describe(int index, PlanText text) => operations[index].Describe(steps[index].Operands, text);

    /// <summary>What operation <paramref name="index"/> does, and how its failure is told.</summary>
    public Explanation Explain(int index, in ChildFailure failure) =>
        operations[index].Explain(steps[index].Operands, failure);

    /// <summary>Operation <paramref name="index"/>, or null if it is not of type <typeparamref name="T"/>.</summary>
    public T* OperandsOf<T>(int index)
        where T : unmanaged, IOperation<T> => operations[index].Is<T>() ? (T*)steps[index].Operands : null;

    /// <summary>Whether any operation is of type <typeparamref name="T"/>.</summary>
    public bool Has<T>()
        where T : unmanaged, IOperation<T>
    {
        for (int i = 0; i < Count; i++)
        {
            if (operations[i].Is<T>()) return true;
        }
        return false;
    }

    /// <summary>A string in the plan's arena.</summary>
    public ChildString String(string? text) => Arena.String(text);

    /// <summary>A directory that several operations name: one pointer, so that the child opens it once.</summary>
    public ChildString Directory(string path) => Arena.String(path);

    /// <summary>Gives a descriptor to the plan: the child inherits it, the parent closes it after clone.</summary>
    /// <returns>Its number, for an operation.</returns>
    public int Own(OwnedFd descriptor)
    {
        descriptors.Add(descriptor);
        OpenFileLimit.MakeRoomAbove(descriptor.Fd);
        return descriptor.Fd;
    }

    /// <summary>Closes the descriptors that only the child needs; those that follow one another at once.</summary>
    public void CloseDescriptors()
    {
        for (int i = 0; i < descriptors.Count;)
        {
            int first = descriptors[i++].Release(), last = first;
            while (i < descriptors.Count && descriptors[i].Fd == last + 1) last = descriptors[i++].Release();
            if (first >= 0) close_range((uint)first, (uint)last, 0);
        }
        descriptors.Clear();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CloseDescriptors();
        if (Times != null) LibC.munmap(Times, Count * sizeof(long));
        Arena.Dispose();
    }

    private void Add(in Step step, in PlannedOperation operation)
    {
        if (operations.Count == maxOperations) throw new LinuxException("plan", "launch", Errno.E2BIG);
        // Safe: the index is inside the mapping, checked above; the mapping never moves.
        steps[operations.Count] = step;
        operations.Add(operation);
    }
}
