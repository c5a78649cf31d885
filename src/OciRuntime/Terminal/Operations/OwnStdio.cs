using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Terminal.Operations;

/// <summary>fchown(2) of the standard streams to the container's user, but for /dev/null and what refuses.</summary>
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
            if (isNull || facts.stx_uid == o->Uid) continue;
            // A closed stream, a read-only file, an id without a mapping: the process has what it has, as in runc.
            _ = fchown(fd, o->Uid, ~0u);
        }
        return error;
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
