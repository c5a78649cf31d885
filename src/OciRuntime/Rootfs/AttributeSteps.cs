using System;
using System.Collections.Generic;
using OciRuntime.Launch.Plan;
using OciRuntime.Rootfs.Operations;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs;

/// <summary>One mount_setattr(2) call.</summary>
/// <param name="Set">MOUNT_ATTR_* that are set.</param>
/// <param name="Clear">MOUNT_ATTR_* that are cleared.</param>
/// <param name="Propagation">MS_*, or 0.</param>
/// <param name="Recursive">Also of all mounts below.</param>
/// <param name="AskedClear">
/// Of <paramref name="Clear"/> what an option asks for: an error if the host has locked it.
/// </param>
internal readonly record struct AttributeStep(ulong Set, ulong Clear, ulong Propagation, bool Recursive,
    ulong AskedClear = 0)
{
    /// <summary>As the child makes it.</summary>
    public AttributeChange ToChange() => new(Set, Clear, Propagation, Recursive) { AskedClear = AskedClear };
}

/// <summary>The changes that a mount needs, in their order, merged into as few calls as give the same result.</summary>
/// <param name="hasSubmounts">There may be mounts below; without them recursion means nothing, and every change fits
/// one call.</param>
internal struct AttributeSteps(bool hasSubmounts)
{
    private List<AttributeStep>? steps;

    /// <summary>The calls.</summary>
    public readonly IReadOnlyList<AttributeStep> Steps =>
        steps ?? (IReadOnlyList<AttributeStep>)Array.Empty<AttributeStep>();

    /// <summary>A bind mount that is changed so by the child.</summary>
    public readonly unsafe BindMount ToBindMount(LaunchPlan plan, string source, string target, bool recursive)
    {
        return new BindMount
        {
            Source = plan.String(source),
            Target = plan.String(target),
            Recursive = recursive,
            Changes = ToChanges(plan),
            ChangeCount = Steps.Count,
            MapMount = -1,
        };
    }

    /// <summary>The calls as the child makes them, in the plan's arena.</summary>
    public readonly unsafe AttributeChange* ToChanges(LaunchPlan plan)
    {
        AttributeChange* changes = (AttributeChange*)
            plan.Arena.Allocate((nuint)(Steps.Count * sizeof(AttributeChange)));
        // Safe: the arena gave room for as many changes as there are steps.
        for (int i = 0; i < Steps.Count; i++) changes[i] = Steps[i].ToChange();
        return changes;
    }

    /// <summary>
    /// Changes the propagation: MS_SHARED, MS_SLAVE, MS_PRIVATE or MS_UNBINDABLE, with MS_REC for all below.
    /// </summary>
    public void Propagate(ulong type)
    {
        if (type == 0) return;
        Add(new AttributeStep(0, 0, type & ~MS_REC, (type & MS_REC) != 0));
    }

    /// <summary>Changes attributes, MOUNT_ATTR_*; <paramref name="askedClear"/> are those that have to go.</summary>
    public void Change(ulong set, ulong clear, bool recursive, ulong askedClear = 0)
    {
        if ((set | clear) == 0) return;
        Add(new AttributeStep(set, clear, 0, recursive, askedClear));
    }

    private void Add(AttributeStep next)
    {
        steps ??= new List<AttributeStep>(2);
        if (!hasSubmounts) next = next with { Recursive = false };
        // The newest call that may be joined: attributes and propagation do not see each other, so calls may change
        // places.
        for (int i = steps.Count - 1; i >= 0; i--)
        {
            if (Join(steps[i], next) is not { } joined)
            {
                if (Touch(steps[i], next)) break;
                continue;
            }
            steps[i] = joined;
            return;
        }
        steps.Add(next);
    }

    private static bool Touch(AttributeStep a, AttributeStep b) =>
        (a.Propagation != 0 && b.Propagation != 0) || ((a.Set | a.Clear) != 0 && (b.Set | b.Clear) != 0);

    private static AttributeStep? Join(AttributeStep earlier, AttributeStep later)
    {
        if (earlier.Recursive != later.Recursive)
        {
            // A recursive change that leaves nothing of the earlier one.
            bool replaces = later.Recursive && earlier.Set == 0 && earlier.Clear == 0
                && Replaces(earlier.Propagation, later.Propagation);
            return replaces ? later : null;
        }
        ulong propagation = later.Propagation;
        if (propagation == 0) propagation = earlier.Propagation;
        else if (earlier.Propagation != 0 && !Replaces(earlier.Propagation, propagation)) return null;
        bool times = (later.Clear & MOUNT_ATTR__ATIME) != 0;
        ulong set = (earlier.Set & ~later.Clear) | later.Set;
        ulong clear = (earlier.Clear & ~(later.Set & ~MOUNT_ATTR__ATIME)) | later.Clear;
        ulong asked = (earlier.AskedClear & ~later.Set) | later.AskedClear;
        return new AttributeStep(set, times ? clear | MOUNT_ATTR__ATIME : clear, propagation,
            later.Recursive, asked);
    }

    /// <summary>
    /// Private and unbindable undo whatever was; the same type twice is the type once. Shared over slave keeps both.
    /// </summary>
    private static bool Replaces(ulong earlier, ulong later) =>
        later == earlier || later is MS_PRIVATE or MS_UNBINDABLE;
}
