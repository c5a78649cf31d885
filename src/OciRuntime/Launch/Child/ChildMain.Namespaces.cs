using System.Runtime.CompilerServices;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>Entering namespaces and becoming somebody in them.</summary>
internal static unsafe partial class ChildMain
{
    private static int JoinNamespace(Operation* o, ChildState* s)
    {
        if ((s->Joined & o->X) != 0) return 0;
        int error = Hide();
        if (error == 0) error = Check(setns(o->Fd, (int)o->X));
        if (error == Errno.EPERM && o->A == 1) return 0;
        if (error == 0) s->Joined |= o->X;
        return error;
    }

    private static int JoinProcess(Operation* o)
    {
        int error = Hide();
        return error != 0 ? error : Check(setns(o->Fd, (int)o->X));
    }

    /// <summary>While in somebody's namespaces but not yet a program there: nobody in them may ptrace us or read our /proc (CVE-2016-9962).</summary>
    private static int Hide() => Check(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));

    private static int CloneAgain(Operation* o, ChildState* s)
    {
        clone_args arguments = default;
        // CLONE_PARENT: the new process is the runtime's child, which waits for it (exit_signal must be 0 with it).
        arguments.flags = o->X | CLONE_PARENT;
        nint pid = clone3(&arguments, (nuint)sizeof(clone_args));
        if (pid == -1) return Check(-1, Phase.Clone, s);
        if (pid == 0) return 0;
        int error = Tell(SyncPoint.Cloned, (int)pid, s);
        if (error != 0)
        {
            kill((int)pid, SIGKILL);
            return error;
        }
        sys_exit_group(0);
        return 0;
    }

    private static int BecomeRoot(ChildState* s)
    {
        int error = Check(sys_setresgid(0, 0, 0), Phase.SetGroup, s);
        return error != 0 ? error : Check(sys_setresuid(0, 0, 0), Phase.SetUser, s);
    }

    [SkipLocalsInit] // zeroing a large buffer goes through the runtime
    private static int JoinSessionKeyring(Operation* o, ChildState* s)
    {
        nint keyring = keyctl(KEYCTL_JOIN_SESSION_KEYRING, (nuint)o->Text, 0, 0, 0);
        // A kernel without keyrings, or a host filter that hides them: runc goes on, too.
        if (keyring == -1) return errno is Errno.ENOSYS or Errno.EPERM ? 0 : errno;
        if (o->A == 0) return 0;
        // What a new session keyring has, key_alloc of security/keys/process_keys.c; asking first would be a call more.
        const uint Usual = 0x3f130000; // KEY_POS_ALL, KEY_USR_VIEW, KEY_USR_READ, KEY_USR_LINK; keyctl_setperm(3)
        return Check((int)keyctl(KEYCTL_SETPERM, (nuint)keyring, Usual | (uint)o->A, 0, 0), Phase.KeyPermissions, s);
    }

    private static int EnterCgroup(Operation* o, ChildState* s)
    {
        int error = Check(write(o->Fd, Text("0"u8), 1) == 1 ? 0 : -1);
        Release(o->Fd);
        return error;
    }

    private static int LoopbackUp(ChildState* s)
    {
        int socketFd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (socketFd == -1) return Check(-1, Phase.Socket, s);
        ifreq request = default;
        request.ifr_name[0] = (byte)'l';
        request.ifr_name[1] = (byte)'o';
        request.ifr_flags = IFF_UP | IFF_RUNNING;
        int error = Check(ioctl(socketFd, SIOCSIFFLAGS, &request));
        Release(socketFd);
        return error;
    }
}
