using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using OciRuntime.Rootfs;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Tests.Rootfs;

/// <summary>
/// Merging mount_setattr(2) calls may not change what they do: a model of two mounts, one below the other, is the
/// judge.
/// </summary>
public sealed class AttributeStepsTests
{
    private static readonly ulong[] Types = [MS_SHARED, MS_SLAVE, MS_PRIVATE, MS_UNBINDABLE];
    private static readonly ulong[] Flags = [MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV, MOUNT_ATTR_NOEXEC];

    private static readonly Gen<AttributeStep> Propagations =
        from type in Gen.Elements(Types)
        from recursive in Gen.Elements(false, true)
        select new AttributeStep(0, 0, type, recursive);

    private static readonly Gen<AttributeStep> Changes =
        from set in Gen.SubListOf<ulong>(Flags)
        from clear in Gen.SubListOf<ulong>(Flags)
        from time in Gen.Elements<ulong?>(null, 0, MOUNT_ATTR_NOATIME, MOUNT_ATTR_STRICTATIME)
        from recursive in Gen.Elements(false, true)
        let added = set.Aggregate(time ?? 0, (a, b) => a | b)
        let removed = clear.Except(set).Aggregate(time is null ? 0 : MOUNT_ATTR__ATIME, (a, b) => a | b)
        select new AttributeStep(added, removed, 0, recursive);

    [Property]
    public Property Merged_calls_do_what_the_single_ones_did()
    {
        Gen<AttributeStep[]> sequences = Gen.ArrayOf(Gen.OneOf(Propagations, Changes));
        return Prop.ForAll(sequences.ToArbitrary(), Gen.Elements(false, true).ToArbitrary(), (steps, submounts) =>
        {
            AttributeSteps merged = new(submounts);
            Tree expected = new(), actual = new();
            foreach (AttributeStep step in steps)
            {
                if (step.Propagation != 0) merged.Propagate(step.Propagation | (step.Recursive ? MS_REC : 0));
                else merged.Change(step.Set, step.Clear, step.Recursive);
                expected.Apply(step);
            }
            foreach (AttributeStep step in merged.Steps) actual.Apply(step);
            bool same = expected.Top == actual.Top && (!submounts || expected.Below == actual.Below);
            return same && merged.Steps.Count <= steps.Length;
        });
    }

    [Fact]
    public void Attributes_of_a_plain_bind_are_set_in_one_step()
    {
        AttributeSteps steps = new(hasSubmounts: false);
        steps.Propagate(MS_SLAVE | MS_REC);
        steps.Propagate(MS_PRIVATE | MS_REC);
        steps.Change(MOUNT_ATTR_RDONLY, MOUNT_ATTR_NODEV, recursive: false);
        steps.Change(MOUNT_ATTR_NOEXEC, 0, recursive: true);
        Assert.Equal(
            [new AttributeStep(MOUNT_ATTR_RDONLY | MOUNT_ATTR_NOEXEC, MOUNT_ATTR_NODEV, MS_PRIVATE, false)],
            steps.Steps
        );
    }

    /// <summary>
    /// What the kernel keeps of propagation, change_mnt_propagation in fs/pnode.c, and of attributes.
    /// </summary>
    private record struct Mount(bool Shared, bool Slave, bool Unbindable, ulong Attributes)
    {
        public Mount Apply(AttributeStep step)
        {
            Mount next = step.Propagation switch
            {
                MS_SHARED => this with { Shared = true, Unbindable = false },
                // A mount without peers has no master to get.
                MS_SLAVE => this with { Shared = false, Slave = Shared || Slave },
                MS_PRIVATE => this with { Shared = false, Slave = false, Unbindable = false },
                MS_UNBINDABLE => this with { Shared = false, Slave = false, Unbindable = true },
                _ => this,
            };
            return next with { Attributes = (Attributes & ~step.Clear) | step.Set };
        }
    }

    private sealed class Tree
    {
        /// <summary>Copied from a host's shared mounts, with flags of its own.</summary>
        private static readonly Mount Copied = new(true, false, false, MOUNT_ATTR_NODEV | MOUNT_ATTR_NOATIME);

        public Mount Top { get; private set; } = Copied;

        public Mount Below { get; private set; } = Copied;

        public void Apply(AttributeStep step)
        {
            Top = Top.Apply(step);
            if (step.Recursive) Below = Below.Apply(step);
        }
    }
}
