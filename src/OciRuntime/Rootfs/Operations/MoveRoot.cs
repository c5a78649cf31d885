using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>
/// <c>--no-pivot</c>: the old root's procfs and sysfs mounts are unmounted or covered, since they would show the
/// host; then
/// chroot(2) into the root, which lies over <c>/</c> already.
/// </summary>
internal unsafe struct MoveRoot : IOperation<MoveRoot>
{
    /// <summary>The mount points of procfs and sysfs.</summary>
    public required ChildStrings ProcfsAndSysfs;

    /// <inheritdoc/>
    public static int Run(MoveRoot* o, ChildState* s)
    {
        for (byte** path = o->ProcfsAndSysfs; *path != null; path++)
        {
            if (umount2(*path, MNT_DETACH) == 0) continue;
            // Locked by a parent user namespace (EINVAL) or not ours (EPERM): covered instead, as runc does.
            int error = errno;
            if (error is not (Errno.EINVAL or Errno.EPERM)) return Check(-1, Phase.Unmount, s);
            byte* tmpfs = ChildString.Literal("tmpfs"u8);
            error = Check(mount(tmpfs, *path, tmpfs, 0, null), Phase.Mount, s);
            if (error != 0) return error;
        }
        return ChangeRoot.Enter(s);
    }

    /// <inheritdoc/>
    public static void Describe(in MoveRoot o, PlanText text) => text.Add($"hide={o.ProcfsAndSysfs}");

    /// <inheritdoc/>
    public static Explanation Explain(in MoveRoot o, in ChildFailure failure) => new("move the root");
}
