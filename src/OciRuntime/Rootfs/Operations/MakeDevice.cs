using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>mknodat(2); a name that exists is left alone.</summary>
internal unsafe struct MakeDevice : IOperation<MakeDevice>
{
    /// <summary>The directory that the node lies in, by the pointer of <see cref="LaunchPlan.Directory"/>.</summary>
    public required ChildString Directory;

    /// <summary>The node's name.</summary>
    public required ChildString Name;

    /// <summary>Permissions and type, S_IF*.</summary>
    public required uint Mode;

    /// <summary>The device's number, makedev(3).</summary>
    public required ulong Device;

    /// <summary>The owner.</summary>
    public required uint Uid;

    /// <summary>The group.</summary>
    public required uint Gid;

    /// <inheritdoc/>
    public static int Run(MakeDevice* o, ChildState* s)
    {
        int error;
        int directory = RootPaths.OpenDirectory(o->Directory, s, &error);
        if (directory == -1) return error;
        error = Check(mknodat(directory, o->Name, o->Mode, o->Device), Phase.MakeNode, s);
        if (error == Errno.EEXIST) return 0;
        if (error == 0 && (o->Uid != 0 || o->Gid != 0))
        {
            int result = fchownat(directory, o->Name, o->Uid, o->Gid, AT_SYMLINK_NOFOLLOW);
            error = Check(result, Phase.ChangeOwner, s);
        }
        return error;
    }

    /// <inheritdoc/>
    public static void Describe(in MakeDevice o, PlanText text)
    {
        // makedev(3) of glibc: 12 bits of the major and 8 of the minor number lie low, the rest high
        ulong major = ((o.Device >> 32) & 0xFFFFF000) | ((o.Device >> 8) & 0xFFF);
        ulong minor = ((o.Device >> 12) & 0xFFFFFF00) | (o.Device & 0xFF);
        text.Add($"{o.Directory}/{o.Name} mode={PlanText.Octal(o.Mode)} device={major}:{minor} owner={o.Uid}:{o.Gid}");
    }

    /// <inheritdoc/>
    public static Explanation Explain(in MakeDevice o, in ChildFailure failure) =>
        new("make device", $"{o.Directory.Rooted}/{o.Name}");
}
