using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Terminal.Operations;

/// <summary>fchown(2) of pipes, sockets and terminals among the standard streams to the container's user.</summary>
internal unsafe struct OwnStdio : IOperation<OwnStdio>
{
    /// <summary>The user.</summary>
    public required uint Uid;

    /// <summary>Streams that are the host's /dev/null become the container's.</summary>
    public required bool ReopenNull;

    /// <inheritdoc/>
    public static int Run(OwnStdio* o, ChildState* s)
    {
        int error = 0;
        for (int fd = 0; fd < 3 && error == 0; fd++)
        {
            statx facts;
            if (Libc.statx(fd, ChildString.Literal(""u8), AT_EMPTY_PATH, STATX_TYPE | STATX_UID,
                &facts) == -1) continue;
            bool isNull = (facts.stx_mode & S_IFMT) == S_IFCHR && facts.stx_rdev_major == 1
                && facts.stx_rdev_minor == 3;
            if (isNull && o->ReopenNull)
            {
                if (s->Null == -1) s->Null = OpenNull(s, &error);
                if (error == 0) error = Check(dup3(s->Null, fd, 0), Phase.Duplicate, s);
            }
            if (facts.stx_uid == o->Uid || !IsOpenedAgain(fd, facts.stx_mode)) continue;
            // A closed stream, an id without a mapping: the process has what it has, as in runc.
            _ = fchown(fd, o->Uid, ~0u);
        }
        return error;
    }

    /// <summary>
    /// Whether programs open the stream again by its path in /proc, which only its owner may: a pipe, a socket or a
    /// terminal. A file or another device is the caller's, and stays so.
    /// </summary>
    private static bool IsOpenedAgain(int fd, uint mode)
    {
        const int TermiosSize = 64; // more than struct termios of asm-generic/termbits.h, 36 bytes
        byte* attributes = stackalloc byte[TermiosSize];
        uint type = mode & S_IFMT;
        return type is S_IFIFO or S_IFSOCK || (type == S_IFCHR && ioctl(fd, TCGETS, attributes) == 0);
    }

    /// <summary>
    /// The container's /dev/null: through a descriptor of the host's the program could change the host's owner and
    /// mode.
    /// </summary>
    private static int OpenNull(ChildState* s, int* error)
    {
        int fd = RootPaths.OpenInRoot(ChildString.Literal("dev/null"u8), O_RDWR | O_NOCTTY | O_NOFOLLOW, s);
        *error = fd == -1 ? Check(-1, Phase.Open, s) : FileFacts.VerifyDevice(fd, 1, 3, s); // null(4)
        return fd;
    }

    /// <inheritdoc/>
    public static void Describe(in OwnStdio o, PlanText text) =>
        text.Add($"uid={o.Uid}").AddIf(o.ReopenNull, " reopen=/dev/null");

    /// <inheritdoc/>
    public static Explanation Explain(in OwnStdio o, in ChildFailure failure) =>
        new("reopen standard streams on the container's", "/dev/null");
}
