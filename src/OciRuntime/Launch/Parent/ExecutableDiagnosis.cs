using System.Globalization;
using System.Runtime.InteropServices;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using OciRuntime.Native.Paths;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Parent;

/// <summary>
/// Why a program could not be executed, looked up after the failure: the kernel gives one errno for a missing program,
/// a missing
/// interpreter and a missing loader. The file arrives as a descriptor from the process, which waits meanwhile, so that
/// its root is there.
/// </summary>
internal static unsafe class ExecutableDiagnosis
{
    private const int MostInterpreters = 5; // the kernel follows no more, linux/fs/exec.c, exec_binprm
    private const int AnyExecute = 0x49; // 0111

    /// <summary>The cause, for the end of the sentence; null if it cannot be told.</summary>
    /// <param name="error">The errno of the failure.</param>
    /// <param name="program">An O_PATH descriptor of what was found, or -1.</param>
    /// <param name="pid">The process that failed, which still waits.</param>
    public static string? Explain(int error, int program, int pid)
    {
        if (program == -1) return null;
        try
        {
            return error switch
            {
                Errno.EACCES => Denied("", program) ?? Interpreter(program, pid, MostInterpreters),
                Errno.ENOENT => Interpreter(program, pid, MostInterpreters),
                Errno.ENOEXEC => Format(program),
                _ => null,
            };
        }
        catch (LinuxException)
        {
            // What explains a failure must not hide it.
            return null;
        }
    }

    /// <summary>
    /// Type, mode and mount of a file that may not be executed; null if they are no reason for everybody.
    /// </summary>
    private static string? Denied(string whose, int file)
    {
        statx facts;
        statfs filesystem;
        byte nothing = 0;
        // Safe: an empty, terminated path; the kernel fills both structures.
        if (statx(file, &nothing, AT_EMPTY_PATH, STATX_TYPE | STATX_MODE | STATX_UID | STATX_GID, &facts) == -1)
            return null;
        if ((facts.stx_mode & S_IFMT) == S_IFDIR)
            return null;
        if ((facts.stx_mode & S_IFMT) != S_IFREG)
            return whose + "it is not a regular file";
        if (
            (facts.stx_mode & AnyExecute) != 0
            && fstatfs(file, &filesystem) == 0
            && (filesystem.f_flags & ST_NOEXEC) != 0
        )
            return whose + "it lies on a mount with the option `noexec`";
        // A script or program that all may execute fails for its interpreter, or for what cannot be seen here.
        if ((facts.stx_mode & AnyExecute) == AnyExecute) return null;
        string mode = System.Convert.ToString(facts.stx_mode & 0xFFF, 8).PadLeft(4, '0'); // 07777
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{whose}its mode is {mode} and its owner {facts.stx_uid}:{facts.stx_gid}"
        );
    }

    /// <summary>
    /// The interpreter or the loader that the file needs, if it is missing or may not be executed; or theirs.
    /// </summary>
    private static string? Interpreter(int program, int pid, int depth)
    {
        using OwnedFd? file = Reopen(program);
        if (file is null || ProgramFile.Read(file.Fd) is not { } head)
            return null;
        string what,
            path;
        if (head.IsScript)
            (what, path) = ("its interpreter", head.ScriptInterpreter());
        else if (head.IsElf && head.Loader() is { } loader)
            (what, path) = ("its dynamic loader", loader);
        else
            return null;
        if (path.Length == 0)
            return "its first line names no interpreter";
        using OwnedFd root = OwnedFd.From(
            Call.openat(
                ProcFile.Root,
                string.Create(CultureInfo.InvariantCulture, $"{pid}/root"),
                O_PATH | O_DIRECTORY | O_CLOEXEC
            ),
            "open",
            "root"
        );
        int opened = RootPath.Open(root.Fd, path, O_PATH);
        if (opened == -1)
        {
            if (errno is not (Errno.ENOENT or Errno.ENOTDIR)) return null;
            if (!path.EndsWith('\r')) return $"{what} `{path}` is missing";
            return $"its first line ends with CRLF, so the interpreter is `{path[..^1]}\\r`";
        }
        using OwnedFd interpreter = new(opened);
        if (Denied($"{what} `{path}` may not be executed: ", interpreter.Fd) is { } denied)
            return denied;
        return depth > 1 && Interpreter(interpreter.Fd, pid, depth - 1) is { } deeper
            ? $"{what} is `{path}`; of that, {deeper}"
            : null;
    }

    /// <summary>Why the kernel knows no way to execute the file.</summary>
    private static string? Format(int program)
    {
        using OwnedFd? file = Reopen(program);
        if (file is null || ProgramFile.Read(file.Fd) is not { } head) return null;
        if (head.IsEmpty) return "it is empty";
        if (head.IsElf)
        {
            return head.Machine == ElfMachines.Native ? "it is an ELF file that the kernel cannot load"
                : $"it is for {ElfMachines.Name(head.Machine)}, and this host is "
                    + $"{ElfMachines.Name(ElfMachines.Native)}";
        }
        return head.IsScript ? null : "it is no ELF program, and no script, which begins with `#!`";
    }

    /// <summary>
    /// The file of an O_PATH descriptor, open for reading; null if it is not a regular file or may not be read.
    /// </summary>
    private static OwnedFd? Reopen(int program)
    {
        if ((HostPath.Facts(program, "program").stx_mode & S_IFMT) != S_IFREG)
            return null;
        int fd = Call.openat(
            ProcFile.Root,
            string.Create(CultureInfo.InvariantCulture, $"self/fd/{program}"),
            O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
        );
        return fd == -1 ? null : new OwnedFd(fd);
    }
}

/// <summary>The values of e_machine, elf.h.</summary>
internal static class ElfMachines
{
    private const int EM_X86_64 = 62, EM_AARCH64 = 183;

    /// <summary>That of this program, which is the host's.</summary>
    public static int Native => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? EM_AARCH64 : EM_X86_64;

    /// <summary>The machine as uname(2) calls it.</summary>
    public static string Name(int machine) => machine switch
    {
        3 => "i386",
        8 => "mips",
        20 => "ppc",
        21 => "ppc64",
        22 => "s390x",
        40 => "arm",
        EM_X86_64 => "x86_64",
        EM_AARCH64 => "aarch64",
        243 => "riscv64",
        258 => "loongarch64",
        _ => string.Create(CultureInfo.InvariantCulture, $"ELF machine {machine}"),
    };
}
