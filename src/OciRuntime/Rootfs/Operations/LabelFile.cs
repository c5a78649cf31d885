using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>Gives a directory an SELinux label; setfilecon(3).</summary>
internal unsafe struct LabelFile : IOperation<LabelFile>
{
    /// <summary>The directory, in the container.</summary>
    public required ChildString Path;

    /// <summary>The label.</summary>
    public required ChildString Label;

    /// <summary>Where the operation that mounted the directory has noted a descriptor of it.</summary>
    public required int* Mount;

    /// <inheritdoc/>
    public static int Run(LabelFile* o, ChildState* s)
    {
        int fd = RootPaths.OpenAt(*o->Mount, ChildString.Literal("."u8), O_RDONLY | O_DIRECTORY, 0, RESOLVE_BENEATH);
        if (fd == -1) return Check(-1, Phase.OpenTarget, s);
        int result = fsetxattr(fd, ChildString.Literal("security.selinux"u8), o->Label, (nuint)o->Label.Length, 0);
        int error = Check(result, Phase.Xattr, s);
        Release(fd);
        return error;
    }

    /// <inheritdoc/>
    public static void Describe(in LabelFile o, PlanText text) => text.Add($"{o.Path.Rooted} label={o.Label}");

    /// <inheritdoc/>
    public static Explanation Explain(in LabelFile o, in ChildFailure failure) =>
        new("label", o.Path.Rooted, $" with `{o.Label}`");
}
