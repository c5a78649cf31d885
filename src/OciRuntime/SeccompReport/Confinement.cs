using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.SeccompReport;

/// <summary>
/// What the supervisor gives up before it looks at a container: its session, the signals that end a session or a
/// service, and every capability but those to look into a process and to end it.
/// </summary>
internal static unsafe class Confinement
{
    /// <summary>Gives all of it up. What an outer filter refuses changes nothing for the container.</summary>
    public static void Enter()
    {
        setsid();
        fixed (byte* root = "/"u8) chdir(root);
        fixed (byte* name = "ocirun-seccomp"u8) prctl(PR_SET_NAME, (nuint)name, 0, 0, 0);
        prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
        prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        // It ends with the container: without it, what is refused would be answered with ENOSYS.
        ulong kept = (1ul << (SIGHUP - 1)) | (1ul << (SIGINT - 1)) | (1ul << (SIGQUIT - 1)) | (1ul << (SIGTERM - 1));
        sys_rt_sigprocmask(SIG_BLOCK, &kept, null);
        DropCapabilities();
    }

    private static void DropCapabilities()
    {
        const uint Needed = (1u << CAP_SYS_PTRACE) | (1u << CAP_KILL);
        __user_cap_header_struct header = default;
        header.version = _LINUX_CAPABILITY_VERSION_3;
        __user_cap_data_struct* data = stackalloc __user_cap_data_struct[_LINUX_CAPABILITY_U32S_3];
        // Safe: version 3 fills and reads two structures.
        if (capget(&header, data) == -1) return;
        data[0].permitted &= Needed;
        data[0].effective = data[0].permitted;
        data[0].inheritable = 0;
        data[1] = default;
        capset(&header, data);
    }
}
