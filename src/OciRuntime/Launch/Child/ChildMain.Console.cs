using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>The terminal, made in the container's own devpts; config.md, process.terminal.</summary>
internal static unsafe partial class ChildMain
{
    private static int MakeConsole(Operation* o, ChildState* s)
    {
        int master = OpenPtmx(s);
        if (master == -1) return errno;
        int unlocked = 0;
        int error = Check(ioctl(master, TIOCSPTLCK, &unlocked), Phase.Terminal, s);
        if (error != 0) return error;
        // TIOCGPTPEER: the other end of this very master, whatever the container put on /dev/pts (CVE-2025-52565).
        s->Console = ioctl(master, TIOCGPTPEER, (void*)(O_RDWR | O_NOCTTY | O_CLOEXEC));
        if (s->Console == -1) return Check(-1, Phase.Terminal, s);
        if (o->X != 0 || o->Y != 0)
        {
            winsize size = default;
            size.ws_row = (ushort)o->X;
            size.ws_col = (ushort)o->Y;
            error = Check(ioctl(s->Console, TIOCSWINSZ, &size), Phase.Terminal, s);
            if (error != 0) return error;
        }
        error = Check(fchown(s->Console, (uint)o->A, ~0u), Phase.ChangeOwner, s);
        if (error != 0) return error;
        System.ReadOnlySpan<byte> name = "/dev/ptmx"u8;
        error = SendDescriptor(o->Fd, master, Text(name), 9);
        if (error != 0)
        {
            s->Phase = Phase.Socket;
            return error;
        }
        close(master);
        close(o->Fd);
        for (int fd = 0; fd < 3; fd++)
        {
            error = Check(dup3(s->Console, fd, 0), Phase.Duplicate, s);
            if (error != 0) return error;
        }
        return Check(ioctl(0, TIOCSCTTY, null), Phase.Terminal, s);
    }

    /// <summary>A new master, checked to be devpts' own multiplexer: character device 5:2, devices.txt.</summary>
    private static int OpenPtmx(ChildState* s)
    {
        int path = OpenAt(s->Root, Text("dev/pts/ptmx"u8), O_RDWR | O_NOCTTY, 0, RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
        if (path == -1)
        {
            s->Phase = Phase.Open;
            return -1;
        }
        statfs filesystem;
        int error = Check(fstatfs(path, &filesystem), Phase.Verify, s);
        if (error == 0 && filesystem.f_type != DEVPTS_SUPER_MAGIC) error = Errno.ENODEV;
        if (error == 0) error = VerifyDevice(path, 5, 2, s);
        if (error == 0) return path;
        s->Phase = Phase.Verify;
        close(path);
        return SetErrno(error);
    }

    private static int BindConsole(ChildState* s)
    {
        ForgetDirectory(s);
        int error;
        int target = OpenTarget(Text("dev/console"u8), false, true, s, &error);
        if (target == -1) return error;
        error = BindOver(s->Console, target, 0, s);
        close(target);
        return error;
    }

    private static int OwnStdio(Operation* o, ChildState* s)
    {
        int error = 0;
        for (int fd = 0; fd < 3 && error == 0; fd++)
        {
            statx facts;
            if (Libc.statx(fd, Text(""u8), AT_EMPTY_PATH, STATX_TYPE | STATX_UID, &facts) == -1) continue;
            bool isNull = (facts.stx_mode & S_IFMT) == S_IFCHR && facts.stx_rdev_major == 1 && facts.stx_rdev_minor == 3;
            if (isNull && o->B == 1)
            {
                if (s->Null == -1) s->Null = OpenNull(s, &error);
                if (error == 0) error = Check(dup3(s->Null, fd, 0), Phase.Duplicate, s);
            }
            if (isNull || facts.stx_uid == (uint)o->A) continue;
            // A closed stream, a read-only file, an id without a mapping: the process has what it has, as in runc.
            _ = fchown(fd, (uint)o->A, ~0u);
        }
        return error;
    }

    /// <summary>The container's /dev/null: through a descriptor of the host's the program could change the host's owner and mode.</summary>
    private static int OpenNull(ChildState* s, int* error)
    {
        int fd = OpenInRoot(Text("dev/null"u8), O_RDWR | O_NOCTTY | O_NOFOLLOW, s);
        *error = fd == -1 ? Check(-1, Phase.Open, s) : VerifyDevice(fd, 1, 3, s); // null(4)
        return fd;
    }
}
