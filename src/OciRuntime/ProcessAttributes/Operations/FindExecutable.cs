using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.ProcessAttributes.Operations;

/// <summary>Finds args[0] in the container as its user, and checks that it can be executed.</summary>
internal unsafe struct FindExecutable : IOperation<FindExecutable>
{
    /// <summary>args[0].</summary>
    public required ChildString Name;

    /// <summary>The config's PATH, where a name without a slash is looked for; may be null.</summary>
    public required ChildString SearchPath;

    /// <inheritdoc/>
    public static int Run(FindExecutable* o, ChildState* s)
    {
        int length = o->Name.Length;
        byte* name = o->Name;
        bool hasSlash = false;
        for (int i = 0; i < length; i++) hasSlash |= name[i] == (byte)'/';
        if (hasSlash)
        {
            if (!Join(null, 0, name, length, s)) return Errno.ENAMETOOLONG;
            int error = CheckExecutable(s);
            if (error != 0) Evidence.KeepExecutable(s);
            return error;
        }
        byte* entry = o->SearchPath;
        while (length > 0 && entry != null && *entry != 0)
        {
            int end = 0;
            while (entry[end] != 0 && entry[end] != (byte)':') end++;
            if (Join(entry, end, name, length, s))
            {
                int error = CheckExecutable(s);
                if (error == 0)
                {
                    Evidence.Forget(s);
                    return 0;
                }
                // The first of that name that may not be executed is why none is found.
                if (error == Errno.EACCES && s->Evidence == -1) Evidence.KeepExecutable(s);
            }
            entry += entry[end] == 0 ? end : end + 1;
        }
        s->Phase = Phase.NotInPath;
        return Errno.ENOENT;
    }

    /// <summary>
    /// directory/name into <see cref="ChildState.Executable"/>; an empty directory is the current one.
    /// </summary>
    private static bool Join(byte* directory, int directoryLength, byte* name, int nameLength, ChildState* s)
    {
        if (directoryLength + nameLength + 3 > ChildState.PathMax) return false;
        int at = 0;
        for (int i = 0; i < directoryLength; i++) s->Executable[at++] = directory[i];
        if (directory != null && directoryLength == 0) s->Executable[at++] = (byte)'.';
        if (directory != null) s->Executable[at++] = (byte)'/';
        for (int i = 0; i < nameLength; i++) s->Executable[at++] = name[i];
        s->Executable[at] = 0;
        return true;
    }

    private static int CheckExecutable(ChildState* s)
    {
        statx facts;
        int error = Check(Libc.statx(AT_FDCWD, s->Executable, 0, STATX_TYPE | STATX_MODE, &facts), Phase.Stat, s);
        // A filter that the runtime itself is under may know only the older calls: access(2) then has to do, as in
        // runc.
        if (error is Errno.EPERM or Errno.ENOSYS) return Check(access(s->Executable, X_OK), Phase.Stat, s);
        if (error != 0) return error;
        if ((facts.stx_mode & S_IFMT) == S_IFDIR)
        {
            s->Phase = Phase.IsDirectory;
            return Errno.EISDIR;
        }
        error = Check(faccessat2(AT_FDCWD, s->Executable, X_OK, AT_EACCESS));
        if (error is not (Errno.EPERM or Errno.ENOSYS)) return error;
        const int Executable = 0x49; // 0111
        return (facts.stx_mode & Executable) != 0 ? 0 : Errno.EACCES;
    }

    /// <inheritdoc/>
    public static void Describe(in FindExecutable o, PlanText text) => text.Add($"{o.Name} path={o.SearchPath}");

    /// <summary>
    /// The wording of a missing or unusable program, which engines parse (client-contract.md, Output and errors, 3).
    /// </summary>
    public static Explanation Explain(in FindExecutable o, in ChildFailure failure)
    {
        string reason = failure.Phase switch
        {
            Phase.NotInPath => "executable file not found in $PATH",
            // Docker up to 20.10 makes exit status 126 of "permission denied", later ones of "is a directory"
            Phase.IsDirectory => "is a directory: permission denied",
            Phase.Stat => $"stat {o.Name}: {Errno.Describe(failure.Errno)}",
            _ => Errno.Describe(failure.Errno),
        };
        return new("exec", o.Name) { Act = "find the program", Contract = $"exec: \"{o.Name}\": {reason}" };
    }
}
