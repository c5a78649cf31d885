using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>Masked and read-only paths; config-linux.md, Masked Paths, Readonly Paths.</summary>
internal static unsafe partial class ChildMain
{
    private static int MaskPath(Operation* o, ChildState* s)
    {
        int target = OpenInRoot(o->Path, O_PATH, s);
        // runc skips what is not there, and what is not a directory on the way.
        if (target == -1) return errno is Errno.ENOENT or Errno.ENOTDIR ? 0 : Check(-1, Phase.OpenTarget, s);
        int type;
        int error = TypeOf(target, &type, s);
        if (error == 0) error = type == S_IFDIR ? MaskDirectory(target, o, s) : MaskFile(target, s);
        Release(target);
        return error;
    }

    private static int MaskFile(int target, ChildState* s)
    {
        if (s->Null == -1)
        {
            s->Null = OpenInRoot(Text("dev/null"u8), O_PATH | O_NOFOLLOW, s);
            if (s->Null == -1) return Check(-1, Phase.Open, s);
            // CVE-2025-31133: what lies at /dev/null may be the image's link to something else.
            int error = VerifyDevice(s->Null, 1, 3, s); // null(4): character device 1:3
            if (error != 0) return error;
        }
        return BindOver(s->Null, target, 0, s);
    }

    private static int MaskDirectory(int target, Operation* o, ChildState* s)
    {
        if (s->EmptyDirectory != -1) return BindOver(s->EmptyDirectory, target, 0, s);
        int error = Check(fchdir(target), Phase.ChangeDirectory, s);
        if (error == 0) error = Check(mount(Text("tmpfs"u8), Text("."u8), Text("tmpfs"u8), (nuint)MS_RDONLY, o->Text), Phase.Mount, s);
        if (error != 0) return error;
        s->EmptyDirectory = OpenInRoot(o->Path, O_PATH, s);
        if (s->EmptyDirectory == -1) return Check(-1, Phase.Open, s);
        statfs filesystem;
        error = Check(fstatfs(s->EmptyDirectory, &filesystem), Phase.Verify, s);
        if (error != 0 || (filesystem.f_type == TMPFS_MAGIC && filesystem.f_blocks == 1 /* nr_blocks */)) return error;
        // Another name by now, in a folder that somebody shares: the next one gets a filesystem of its own.
        close(s->EmptyDirectory);
        s->EmptyDirectory = -1;
        return 0;
    }

    private static int ReadonlyPath(Operation* o, ChildState* s)
    {
        int target = OpenInRoot(o->Path, O_PATH, s);
        if (target == -1) return errno is Errno.ENOENT or Errno.ENOTDIR ? 0 : Check(-1, Phase.OpenTarget, s);
        int error = BindOver(target, target, MOUNT_ATTR_RDONLY, s);
        Release(target);
        return error;
    }
}
