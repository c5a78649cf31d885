using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using static OciRuntime.Native.Libc;

namespace OciRuntime.ProcessAttributes.Operations;

/// <summary>
/// HOME of the user from the container's /etc/passwd, passwd(5); <c>/</c> if it has none, as in runc.
/// </summary>
internal unsafe struct FindHome : IOperation<FindHome>
{
    /// <summary>The user.</summary>
    public required uint Uid;

    /// <summary>The environment, whose last slot is free.</summary>
    public required ChildStrings Environment;

    /// <inheritdoc/>
    public static int Run(FindHome* o, ChildState* s)
    {
        int at = ChildString.Append(s->Home, 0, ChildString.Literal("HOME="u8));
        int fd = OpenPasswd(s);
        int found = fd == -1 ? 0 : PasswdFile.Home(fd, o->Uid, s->Home + at, ChildState.PathMax - at);
        if (fd != -1) close(fd);
        if (found == 0) ChildString.Append(s->Home, at, ChildString.Literal("/"u8));
        byte** environment = o->Environment;
        while (*environment != null) environment++;
        // Safe: the compiler of the environment leaves two zeroed slots at its end.
        *environment = s->Home;
        return 0;
    }

    private static int OpenPasswd(ChildState* s) => s->Root == -1
        ? RootPaths.OpenAt(AT_FDCWD, ChildString.Literal("/etc/passwd"u8), O_RDONLY | O_NONBLOCK, 0,
            RESOLVE_NO_MAGICLINKS)
        : RootPaths.OpenInRoot(ChildString.Literal("etc/passwd"u8), O_RDONLY | O_NONBLOCK, s);

    /// <inheritdoc/>
    public static void Describe(in FindHome o, PlanText text) => text.Add($"uid={o.Uid}");

    /// <inheritdoc/>
    public static Explanation Explain(in FindHome o, in ChildFailure failure) => new("find the home directory");
}
