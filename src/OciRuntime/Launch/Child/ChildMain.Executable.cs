using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Child;

/// <summary>args[0] and HOME, looked up in the container as its user.</summary>
internal static unsafe partial class ChildMain
{
    private static int FindExecutable(Operation* o, ChildState* s)
    {
        int length = Length(o->Text);
        bool hasSlash = false;
        for (int i = 0; i < length; i++) hasSlash |= o->Text[i] == (byte)'/';
        if (hasSlash)
        {
            if (!Join(null, 0, o->Text, length, s)) return Errno.ENAMETOOLONG;
            int error = CheckExecutable(s);
            if (error != 0) KeepExecutable(s);
            return error;
        }
        byte* entry = o->Source;
        while (length > 0 && entry != null && *entry != 0)
        {
            int end = 0;
            while (entry[end] != 0 && entry[end] != (byte)':') end++;
            if (Join(entry, end, o->Text, length, s))
            {
                int error = CheckExecutable(s);
                if (error == 0)
                {
                    ForgetExecutable(s);
                    return 0;
                }
                // The first of that name that may not be executed is why none is found.
                if (error == Errno.EACCES && s->Evidence == -1) KeepExecutable(s);
            }
            entry += entry[end] == 0 ? end : end + 1;
        }
        s->Phase = Phase.NotInPath;
        return Errno.ENOENT;
    }

    /// <summary>Opens what cannot be executed, for whoever tells why.</summary>
    private static void KeepExecutable(ChildState* s)
    {
        int saved = open(s->Executable, O_PATH | O_CLOEXEC, 0);
        if (saved != -1) s->Evidence = saved;
    }

    private static void ForgetExecutable(ChildState* s)
    {
        if (s->Evidence == -1) return;
        close(s->Evidence);
        s->Evidence = -1;
    }

    /// <summary>directory/name into <see cref="ChildState.Executable"/>; an empty directory is the current one.</summary>
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
        // A filter that was loaded already may know only the older calls: access(2) then has to do, as in runc.
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

    private static int Length(byte* text)
    {
        int length = 0;
        while (text[length] != 0) length++;
        return length;
    }

    /// <summary>HOME of the user from the container's /etc/passwd, passwd(5); <c>/</c> where it has none, as in runc.</summary>
    private static int FindHome(Operation* o, ChildState* s)
    {
        int at = Put(s->Home, 0, Text("HOME="u8), 5);
        int fd = OpenAt(s->Root == -1 ? AT_FDCWD : s->Root, s->Root == -1 ? Text("/etc/passwd"u8) : Text("etc/passwd"u8), O_RDONLY | O_NONBLOCK, 0, s->Root == -1 ? RESOLVE_NO_MAGICLINKS : RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS);
        int found = fd == -1 ? 0 : PasswdFile.Home(fd, (uint)o->A, s->Home + at, ChildState.PathMax - at);
        if (fd != -1) close(fd);
        if (found == 0) Put(s->Home, at, Text("/"u8), 1);
        byte** environment = (byte**)o->X;
        while (*environment != null) environment++;
        *environment = s->Home;
        return 0;
    }

    private static int Put(byte* to, int at, byte* text, int length)
    {
        for (int i = 0; i < length; i++) to[at + i] = text[i];
        to[at + length] = 0;
        return at + length;
    }
}
