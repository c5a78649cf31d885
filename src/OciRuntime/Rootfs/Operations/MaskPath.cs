using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs.Operations;

/// <summary>
/// Hides a path: a file under /dev/null, a directory under an empty read-only tmpfs. One that does not exist is
/// skipped;
/// config-linux.md, Masked Paths.
/// </summary>
internal unsafe struct MaskPath : IOperation<MaskPath>
{
    /// <summary>The path, in the container.</summary>
    public required ChildString Path;

    /// <summary>The options of the tmpfs.</summary>
    public required ChildString TmpfsOptions;

    /// <summary>It is likely to be a directory. What it is shows when the other kind is refused.</summary>
    public required bool LikelyDirectory;

    /// <inheritdoc/>
    public static int Run(MaskPath* o, ChildState* s)
    {
        int error;
        int target = ProtectedPaths.Open(o->Path, s, &error);
        if (target == -1) return error;
        bool directory = o->LikelyDirectory != s->MaskedPathGuess.IsInverted;
        error = directory ? MaskDirectory(target, o, s) : MaskFile(target, s);
        if (error != 0)
        {
            Phase phase = s->Phase;
            int type, unknown = FileFacts.ReadType(target, &type, s);
            if (unknown == 0 && (type == S_IFDIR) != directory)
            {
                s->MaskedPathGuess.WasWrong();
                error = directory ? MaskFile(target, s) : MaskDirectory(target, o, s);
            }
            else s->Phase = phase;
        }
        else s->MaskedPathGuess.WasRight();
        Release(target);
        return error;
    }

    private static int MaskFile(int target, ChildState* s)
    {
        if (s->Null == -1)
        {
            s->Null = RootPaths.OpenInRoot(ChildString.Literal("dev/null"u8), O_PATH | O_NOFOLLOW, s);
            if (s->Null == -1) return Check(-1, Phase.Open, s);
            // CVE-2025-31133: what lies at /dev/null may be the image's link to something else.
            int error = FileFacts.VerifyDevice(s->Null, 1, 3, s); // null(4): character device 1:3
            if (error != 0) return error;
        }
        return MountCalls.BindOver(s->Null, target, 0, s);
    }

    private static int MaskDirectory(int target, MaskPath* o, ChildState* s)
    {
        if (s->EmptyDirectory != -1) return MountCalls.BindOver(s->EmptyDirectory, target, 0, s);
        int error = Check(fchdir(target), Phase.ChangeDirectory, s);
        if (error == 0)
        {
            byte* tmpfs = ChildString.Literal("tmpfs"u8);
            error = Check(mount(tmpfs, ChildString.Literal("."u8), tmpfs, (nuint)MS_RDONLY, o->TmpfsOptions),
                Phase.Mount, s);
        }
        if (error != 0) return error;
        s->EmptyDirectory = ProtectedPaths.Open(o->Path, s, &error);
        if (s->EmptyDirectory == -1) return error == 0 ? Errno.ESTALE : error;
        statfs filesystem;
        error = Check(fstatfs(s->EmptyDirectory, &filesystem), Phase.Verify, s);
        if (error != 0 || (filesystem.f_type == TMPFS_MAGIC && filesystem.f_blocks == 1 /* nr_blocks */)) return error;
        // Another name by now, in a directory that somebody shares: the next one gets a filesystem of its own.
        close(s->EmptyDirectory);
        s->EmptyDirectory = -1;
        return 0;
    }

    /// <inheritdoc/>
    public static void Describe(in MaskPath o, PlanText text) => text.Add($"{o.Path.Rooted} tmpfs={o.TmpfsOptions}");

    /// <inheritdoc/>
    public static Explanation Explain(in MaskPath o, in ChildFailure failure) => new("mask", o.Path.Rooted);
}
