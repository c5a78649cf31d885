using System.Runtime.CompilerServices;
using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>symlinkat(2); a name that exists is left alone, unless it is to be replaced.</summary>
internal unsafe struct MakeSymlink : IOperation<MakeSymlink>
{
    /// <summary>The directory that the link lies in, by the pointer of <see cref="LaunchPlan.Directory"/>.</summary>
    public required ChildString Directory;

    /// <summary>The link's name.</summary>
    public required ChildString Name;

    /// <summary>What it points to.</summary>
    public required ChildString Target;

    /// <summary>A name that exists is replaced.</summary>
    public bool Replace;

    /// <summary>A name that exists has to be this link.</summary>
    public bool MustMatch;

    /// <inheritdoc/>
    public static int Run(MakeSymlink* o, ChildState* s)
    {
        int error;
        int directory = RootPaths.OpenDirectory(o->Directory, s, &error);
        if (directory == -1) return error;
        error = Check(symlinkat(o->Target, directory, o->Name), Phase.MakeSymlink, s);
        if (error == Errno.EEXIST && o->Replace)
        {
            error = Check(unlinkat(directory, o->Name, 0), Phase.MakeSymlink, s);
            if (error == 0) error = Check(symlinkat(o->Target, directory, o->Name), Phase.MakeSymlink, s);
            return error;
        }
        return error != Errno.EEXIST || (o->MustMatch && !PointsTo(directory, o->Name, o->Target)) ? error : 0;
    }

    [SkipLocalsInit] // zeroing a large buffer goes through the runtime
    private static bool PointsTo(int directory, ChildString name, ChildString target)
    {
        byte* found = stackalloc byte[ChildState.PathMax];
        nint length = readlinkat(directory, name, found, ChildState.PathMax - 1);
        if (length == -1) return false;
        found[length] = 0;
        return ChildString.Equal(found, target);
    }

    /// <inheritdoc/>
    public static void Describe(in MakeSymlink o, PlanText text) =>
        text.Add($"{o.Directory}/{o.Name} to={o.Target}").AddIf(o.Replace, " replace").AddIf(o.MustMatch, " match");

    /// <inheritdoc/>
    public static Explanation Explain(in MakeSymlink o, in ChildFailure failure) =>
        new("make symlink", $"{o.Directory.Rooted}/{o.Name}", $" to `{o.Target}`") { InRoot = o.Directory };
}
