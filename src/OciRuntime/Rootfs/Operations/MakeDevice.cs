using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>
/// mknodat(2); a name that exists has to be this device already (config-linux.md, Devices), and stays as it is.
/// </summary>
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
        bool exists = error == Errno.EEXIST;
        if (!exists && (error != 0 || (o->Uid == 0 && o->Gid == 0))) return error;
        // What has the name by now may be another file: in a directory that somebody shares.
        const ulong Here = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
        int node = RootPaths.OpenAt(directory, o->Name, O_PATH | O_NOFOLLOW, 0, Here);
        if (node == -1) return Check(-1, Phase.Open, s);
        error = Verify(o, node, s);
        if (error == 0 && !exists)
        {
            int result = fchownat(node, ChildString.Literal(""u8), o->Uid, o->Gid, AT_EMPTY_PATH);
            error = Check(result, Phase.ChangeOwner, s);
        }
        Release(node);
        return error;
    }

    /// <summary>
    /// EEXIST if <paramref name="node"/> is another file: a fifo is like any other, a device has its number.
    /// </summary>
    private static int Verify(MakeDevice* o, int node, ChildState* s)
    {
        statx facts;
        int error = Check(
            Libc.statx(node, ChildString.Literal(""u8), AT_EMPTY_PATH, STATX_TYPE, &facts),
            Phase.Stat,
            s
        );
        if (error != 0)
            return error;
        uint type = (uint)(facts.stx_mode & S_IFMT);
        bool same = type == (o->Mode & S_IFMT)
            && (type == S_IFIFO || makedev(facts.stx_rdev_major, facts.stx_rdev_minor) == o->Device);
        if (same) return 0;
        s->Phase = Phase.OtherFile;
        return Errno.EEXIST;
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
        new("make device", $"{o.Directory.Rooted.TrimEnd('/')}/{o.Name}") { InRoot = o.Directory };
}
