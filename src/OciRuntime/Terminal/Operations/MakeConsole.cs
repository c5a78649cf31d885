using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Terminal.Operations;

/// <summary>
/// A pty in the container's own devpts: its master goes to the console socket, the other end becomes standard input,
/// output, error and the controlling terminal; config.md, process.terminal.
/// </summary>
internal unsafe struct MakeConsole : IOperation<MakeConsole>
{
    /// <summary>The console socket.</summary>
    public required int Socket;

    /// <summary>The window's height in characters; 0 with <see cref="Columns"/> 0 for the kernel's own.</summary>
    public required uint Rows;

    /// <summary>The window's width in characters.</summary>
    public required uint Columns;

    /// <summary>The user who owns it.</summary>
    public required uint Uid;

    /// <inheritdoc/>
    public static int Run(MakeConsole* o, ChildState* s)
    {
        int master = OpenPtmx(s);
        if (master == -1) return errno;
        int unlocked = 0;
        int error = Check(ioctl(master, TIOCSPTLCK, &unlocked), Phase.Terminal, s);
        if (error != 0) return error;
        // TIOCGPTPEER: the other end of this very master, whatever the container put on /dev/pts (CVE-2025-52565).
        s->Console = ioctl(master, TIOCGPTPEER, (void*)(O_RDWR | O_NOCTTY | O_CLOEXEC));
        if (s->Console == -1) return Check(-1, Phase.Terminal, s);
        error = SetSize(o, s);
        if (error == 0) error = Check(fchown(s->Console, o->Uid, ~0u), Phase.ChangeOwner, s);
        if (error != 0) return error;
        ChildString name = ChildString.Literal("/dev/ptmx"u8);
        error = ParentChannel.SendDescriptor(o->Socket, master, name, name.Length);
        if (error != 0)
        {
            s->Phase = Phase.Socket;
            return error;
        }
        close(master);
        close(o->Socket);
        for (int fd = 0; fd < 3; fd++)
        {
            error = Check(dup3(s->Console, fd, 0), Phase.Duplicate, s);
            if (error != 0) return error;
        }
        return Check(ioctl(0, TIOCSCTTY, null), Phase.Terminal, s);
    }

    private static int SetSize(MakeConsole* o, ChildState* s)
    {
        if (o->Rows == 0 && o->Columns == 0) return 0;
        winsize size = default;
        size.ws_row = (ushort)o->Rows;
        size.ws_col = (ushort)o->Columns;
        return Check(ioctl(s->Console, TIOCSWINSZ, &size), Phase.Terminal, s);
    }

    /// <summary>A new master, checked to be devpts' own multiplexer: character device 5:2, devices.txt.</summary>
    private static int OpenPtmx(ChildState* s)
    {
        int path = RootPaths.OpenInRoot(ChildString.Literal("dev/pts/ptmx"u8), O_RDWR | O_NOCTTY, s);
        if (path == -1)
        {
            s->Phase = Phase.Open;
            return -1;
        }
        statfs filesystem;
        int error = Check(fstatfs(path, &filesystem), Phase.Verify, s);
        if (error == 0 && filesystem.f_type != DEVPTS_SUPER_MAGIC) error = Errno.ENODEV;
        if (error == 0) error = FileFacts.VerifyDevice(path, 5, 2, s);
        if (error == 0) return path;
        s->Phase = Phase.Verify;
        close(path);
        return SetErrno(error);
    }

    /// <inheritdoc/>
    public static void Describe(in MakeConsole o, PlanText text) =>
        text.Add($"rows={o.Rows} columns={o.Columns} uid={o.Uid}");

    /// <inheritdoc/>
    public static Explanation Explain(in MakeConsole o, in ChildFailure failure) => new("make the terminal");
}
