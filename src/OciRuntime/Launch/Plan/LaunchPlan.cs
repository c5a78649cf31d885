using System;
using System.Collections.Generic;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Plan;

/// <summary>
/// The launch of one container process as data: operations that the rooms emit before clone and the child obeys after
/// it. Partial by subsystem; each emitting method documents which operands the operation uses.
/// </summary>
internal sealed unsafe partial class LaunchPlan : IDisposable
{
    private readonly Operation* operations;
    private readonly int maxOperations;
    private readonly List<ConfigPointer> pointers = new(64);
    private readonly List<OwnedFd> descriptors = [];
    private ConfigPointer current;

    /// <summary>An empty plan.</summary>
    public LaunchPlan()
    {
        // A quarter of the arena: 500,000 masked paths fit. Only the pages in use cost anything.
        maxOperations = (int)(Arena.Reserved / 4 / (nuint)sizeof(Operation));
        operations = (Operation*)Arena.Allocate((nuint)maxOperations * (nuint)sizeof(Operation));
    }

    /// <summary>Where the plan's strings and structures live.</summary>
    public Arena Arena { get; } = new();

    /// <summary>The operations, <see cref="Count"/> of them.</summary>
    public Operation* Operations => operations;

    /// <summary>How many operations there are.</summary>
    public int Count => pointers.Count;

    /// <summary>When the child began each operation, CLOCK_MONOTONIC in nanoseconds, shared with it; null unless it is to take times.</summary>
    public long* Times { get; private set; }

    /// <summary>Has the child take times.</summary>
    public void TakeTimes()
    {
        void* memory = mmap(null, (nuint)(Count * sizeof(long)), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
        if ((nint)memory == -1) LinuxException.Throw("mmap", "times");
        Times = (long*)memory;
    }

    /// <summary>A descriptor of the host's procfs, checked by magic and root inode, which stays the caller's.</summary>
    public int HostProc { get; init; } = -1;

    /// <summary>Flags for the first clone3(2): the new namespaces that the process is born into.</summary>
    public ulong CloneFlags { get; set; }

    /// <summary>Names the place in config.json that the operations emitted from now on come from.</summary>
    public LaunchPlan At(string section, int index = -1, string? member = null)
    {
        current = new ConfigPointer(section, index, member);
        return this;
    }

    /// <summary>The place in config.json that operation <paramref name="index"/> comes from.</summary>
    public ConfigPointer PointerOf(int index) => pointers[index];

    /// <summary>Whether any operation is <paramref name="code"/>.</summary>
    public bool Has(OperationCode code)
    {
        // Safe: the index stays below the number of operations.
        for (int i = 0; i < Count; i++)
        {
            if (operations[i].Code == code) return true;
        }
        return false;
    }

    /// <summary>Whether any operation is <paramref name="code"/> with this X.</summary>
    public bool Has(OperationCode code, ulong x)
    {
        // Safe: the index stays below the number of operations.
        for (int i = 0; i < Count; i++)
        {
            if (operations[i].Code == code && operations[i].X == x) return true;
        }
        return false;
    }

    /// <summary>Whether the child waits, without asking, until <paramref name="point"/> is reached.</summary>
    public bool Waits(SyncPoint point)
    {
        // Safe: the index stays below the number of operations.
        for (int i = 0; i < Count; i++)
        {
            if (operations[i].Code == OperationCode.Wait && operations[i].A == (int)point) return true;
        }
        return false;
    }

    /// <summary>Gives a descriptor to the plan: the child inherits it, the parent closes it after clone.</summary>
    /// <returns>Its number, for an operation's <see cref="Operation.Fd"/>.</returns>
    public int Own(OwnedFd descriptor)
    {
        descriptors.Add(descriptor);
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
        if (Times != null) munmap(Times, (nuint)(Count * sizeof(long)));
        Arena.Dispose();
    }

    private ref Operation Emit(OperationCode code)
    {
        if (pointers.Count == maxOperations) throw new LinuxException("plan", "launch", Errno.E2BIG);
        // Safe: the index is inside the mapping, checked above; the mapping never moves.
        ref Operation operation = ref operations[pointers.Count];
        pointers.Add(current);
        operation.Code = code;
        operation.Fd = -1;
        return ref operation;
    }
}
