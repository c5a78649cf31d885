namespace OciRuntime.Security.Seccomp;

/// <summary>The actions of the spec as the values that a filter returns, linux/seccomp.h.</summary>
internal static class SeccompActions
{
    public const uint SECCOMP_RET_KILL_PROCESS = 0x8000_0000;
    public const uint SECCOMP_RET_KILL_THREAD = 0x0000_0000;
    public const uint SECCOMP_RET_TRAP = 0x0003_0000;
    public const uint SECCOMP_RET_ERRNO = 0x0005_0000;
    public const uint SECCOMP_RET_USER_NOTIF = 0x7FC0_0000;
    public const uint SECCOMP_RET_TRACE = 0x7FF0_0000;
    public const uint SECCOMP_RET_LOG = 0x7FFC_0000;
    public const uint SECCOMP_RET_ALLOW = 0x7FFF_0000;

    /// <summary>The bits of a return value that name the action; the others are its data.</summary>
    public const uint SECCOMP_RET_ACTION_FULL = 0xFFFF_0000;

    /// <summary>The bits that carry the errno or the tracer's message.</summary>
    public const uint SECCOMP_RET_DATA = 0x0000_FFFF;

    /// <summary>ENOSYS on the architectures that .NET runs on; MIPS and PA-RISC have other numbers.</summary>
    public const uint Enosys = SECCOMP_RET_ERRNO | 38;

    /// <summary>The errno of ERRNO and TRACE where the config gives none: the spec's default.</summary>
    private const uint EPERM = 1;

    /// <summary>The return value of a spec action with its errno. False: the spec has no such action.</summary>
    public static bool TryParse(string name, uint? errnoRet, out uint value)
    {
        uint data = (errnoRet ?? EPERM) & SECCOMP_RET_DATA;
        switch (name)
        {
            case "SCMP_ACT_ALLOW": value = SECCOMP_RET_ALLOW; return true;
            case "SCMP_ACT_ERRNO": value = SECCOMP_RET_ERRNO | data; return true;
            // libseccomp's KILL is KILL_THREAD, for as long as both exist
            case "SCMP_ACT_KILL" or "SCMP_ACT_KILL_THREAD": value = SECCOMP_RET_KILL_THREAD; return true;
            case "SCMP_ACT_KILL_PROCESS": value = SECCOMP_RET_KILL_PROCESS; return true;
            case "SCMP_ACT_TRAP": value = SECCOMP_RET_TRAP; return true;
            case "SCMP_ACT_TRACE": value = SECCOMP_RET_TRACE | data; return true;
            case "SCMP_ACT_LOG": value = SECCOMP_RET_LOG; return true;
            case "SCMP_ACT_NOTIFY": value = SECCOMP_RET_USER_NOTIF; return true;
            default: value = 0; return false;
        }
    }

    /// <summary>True for the actions that carry an errno or a message.</summary>
    public static bool TakesErrno(string name) => name is "SCMP_ACT_ERRNO" or "SCMP_ACT_TRACE";

    /// <summary>True for what keeps a call from being made: ERRNO, TRAP and the two KILL.</summary>
    public static bool Refuses(uint action) =>
        (action & SECCOMP_RET_ACTION_FULL)
            is SECCOMP_RET_ERRNO or SECCOMP_RET_TRAP or SECCOMP_RET_KILL_THREAD or SECCOMP_RET_KILL_PROCESS;

    /// <summary>True where a call that the profile does not know goes through: nothing needs ENOSYS then.</summary>
    public static bool LetsThrough(uint action) =>
        (action & SECCOMP_RET_ACTION_FULL) is SECCOMP_RET_ALLOW or SECCOMP_RET_LOG or SECCOMP_RET_TRACE;
}
