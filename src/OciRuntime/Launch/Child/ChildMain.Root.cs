using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>Making the container's root this process's root.</summary>
internal static unsafe partial class ChildMain
{
    private static int PivotRoot(ChildState* s)
    {
        int old = -1;
        if (s->RootShared)
        {
            old = open(Text("/"u8), O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
            if (old == -1) return Check(-1, Phase.Open, s);
        }
        int error = Check(fchdir(s->Root), Phase.ChangeDirectory, s);
        // The old root comes to lie over the new one, where "." finds it, pivot_root(2), pivot_root(".", ".").
        if (error == 0) error = Check(pivot_root(Text("."u8), Text("."u8)), Phase.PivotRoot, s);
        // A shared mount that is unmounted here would be unmounted on the host.
        if (error == 0 && old != -1) error = SetAttributes(old, Text(""u8), AT_EMPTY_PATH | AT_RECURSIVE, 0, 0, MS_SLAVE, s);
        if (error == 0) error = Check(umount2(Text("."u8), MNT_DETACH), Phase.Unmount, s);
        if (error == 0) error = Check(chdir(Text("/"u8)), Phase.ChangeDirectory, s);
        if (old != -1) Release(old);
        return error;
    }

    private static int EnterRoot(Operation* o, ChildState* s)
    {
        if (o->Fd != -1)
        {
            s->Root = o->Fd;
            return ChangeRoot(s);
        }
        s->Root = open(Text("/"u8), O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
        return s->Root == -1 ? Check(-1, Phase.Open, s) : 0;
    }

    private static int MoveRoot(Operation* o, ChildState* s)
    {
        for (byte** path = (byte**)o->Data; *path != null; path++)
        {
            if (umount2(*path, MNT_DETACH) == 0) continue;
            // Locked by a parent user namespace (EINVAL) or not ours (EPERM): covered instead, as runc does.
            int error = errno;
            if (error is not (Errno.EINVAL or Errno.EPERM)) return Check(-1, Phase.Unmount, s);
            error = Check(mount(Text("tmpfs"u8), *path, Text("tmpfs"u8), 0, null), Phase.Mount, s);
            if (error != 0) return error;
        }
        return ChangeRoot(s);
    }

    private static int ChangeRoot(ChildState* s)
    {
        int error = Check(fchdir(s->Root), Phase.ChangeDirectory, s);
        if (error == 0) error = Check(chroot(Text("."u8)), Phase.ChangeRoot, s);
        if (error == 0) error = Check(chdir(Text("/"u8)), Phase.ChangeDirectory, s);
        return error;
    }

    private static int MakeDirectory(Operation* o, ChildState* s)
    {
        int error;
        int fd = OpenTarget(o->Path, true, false, s, &error);
        if (fd == -1) return error;
        Release(fd);
        return 0;
    }

    private static int MakeSymlink(Operation* o, ChildState* s)
    {
        int error;
        int directory = OpenDirectory(o->Path, s, &error);
        if (directory == -1) return error;
        error = Check(symlinkat(o->Source, directory, o->Text), Phase.MakeSymlink, s);
        if (error == Errno.EEXIST && o->A == 1)
        {
            error = Check(unlinkat(directory, o->Text, 0), Phase.MakeSymlink, s);
            if (error == 0) error = Check(symlinkat(o->Source, directory, o->Text), Phase.MakeSymlink, s);
            return error;
        }
        return error == Errno.EEXIST ? 0 : error;
    }

    private static int MakeDevice(Operation* o, ChildState* s)
    {
        int error;
        int directory = OpenDirectory(o->Path, s, &error);
        if (directory == -1) return error;
        error = Check(mknodat(directory, o->Text, (uint)o->A, o->X), Phase.MakeNode, s);
        if (error == Errno.EEXIST) return 0;
        if (error == 0 && (o->B != 0 || o->Y != 0))
        {
            error = Check(fchownat(directory, o->Text, (uint)o->B, (uint)o->Y, AT_SYMLINK_NOFOLLOW), Phase.ChangeOwner, s);
        }
        return error;
    }

    private static int LabelFile(Operation* o, ChildState* s)
    {
        int fd = OpenInRoot(o->Path, O_RDONLY | O_DIRECTORY, s);
        if (fd == -1) return Check(-1, Phase.OpenTarget, s);
        int error = Check(fsetxattr(fd, Text("security.selinux"u8), o->Text, (nuint)o->A, 0), Phase.Xattr, s);
        Release(fd);
        return error;
    }

    private static int HoldProc(Operation* o, ChildState* s)
    {
        s->Proc = o->Fd;
        return 0;
    }

    private static int WriteProc(Operation* o, ChildState* s)
    {
        // RESOLVE_NO_XDEV: a mount over a part of procfs is not procfs (CVE-2019-16884, CVE-2025-52881).
        int fd = OpenAt(s->Proc, o->Path, O_WRONLY, 0, RESOLVE_BENEATH | RESOLVE_NO_XDEV | RESOLVE_NO_MAGICLINKS);
        if (fd == -1) return Check(-1, Phase.Open, s);
        nint written;
        do written = write(fd, o->Text, (nuint)o->A);
        while (written == -1 && errno == Errno.EINTR);
        int error = written == -1 ? Check(-1, Phase.Write, s) : 0;
        Release(fd);
        return error;
    }
}
