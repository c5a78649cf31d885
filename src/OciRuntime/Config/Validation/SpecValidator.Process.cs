using System.Collections.Generic;

namespace OciRuntime.Config;

internal static partial class SpecValidator
{
    /// <summary>config.md, Process; also of the file that <c>exec --process</c> reads.</summary>
    /// <param name="process">The process.</param>
    /// <param name="errors">Where errors go.</param>
    /// <param name="at">The process's own pointer.</param>
    public static void Process(Process process, List<SpecError> errors, string at = "/process")
    {
        if (process.Args is not { Length: > 0 })
            errors.Add(new SpecError(at + "/args", "required", "at least one entry", Code: SpecErrorCodes.Required));
        RejectNuls(process.Args, at + "/args", errors);
        Environment(process.Env ?? [], at + "/env", errors);
        if (string.IsNullOrEmpty(process.Cwd))
            errors.Add(new SpecError(at + "/cwd", "required", "an absolute path", Code: SpecErrorCodes.Required));
        else if (!IsAbsolute(process.Cwd))
            errors.Add(new SpecError(at + "/cwd", $"`{process.Cwd}` is not an absolute path"));
        RejectNul(process.Cwd, at + "/cwd", errors);
        RejectNul(process.ApparmorProfile, at + "/apparmorProfile", errors);
        RejectNul(process.SelinuxLabel, at + "/selinuxLabel", errors);
        if (process.User is not null)
            User(process.User, at + "/user", errors);
        if (process is { Terminal: true, ConsoleSize: not null })
            Console(process.ConsoleSize, at + "/consoleSize", errors);
        Rlimits(process.Rlimits ?? [], at + "/rlimits", errors);
        // proc(5), /proc/[pid]/oom_score_adj
        if (process.OOMScoreAdj is int score and (< -1000 or > 1000))
            errors.Add(
                new SpecError(at + "/oomScoreAdj", $"{score} is out of range", "-1000 to 1000",
                    Code: SpecErrorCodes.Range));
        if (process.Scheduler is not null)
            Scheduling(process.Scheduler, at + "/scheduler", errors);
        if (process.IOPriority is not null)
            IoPriority(process.IOPriority, at + "/ioPriority", errors);
        List(process.ExecCPUAffinity?.Initial, at + "/execCPUAffinity/initial", errors);
        List(process.ExecCPUAffinity?.Final, at + "/execCPUAffinity/final", errors);
    }

    /// <summary>runc refuses the same; environ(7).</summary>
    private static void Environment(string[] environment, string at, List<SpecError> errors)
    {
        RejectNuls(environment, at, errors);
        for (int i = 0; i < environment.Length; i++)
        {
            int equals = environment[i].IndexOf('=');
            if (equals < 0)
                errors.Add(new SpecError($"{at}/{i}", $"`{environment[i]}` has no `=`", "NAME=VALUE"));
            if (equals == 0)
                errors.Add(new SpecError($"{at}/{i}", $"`{environment[i]}` has no name before its `=`", "NAME=VALUE"));
        }
    }

    private static void User(User user, string at, List<SpecError> errors)
    {
        // umask(2)
        if (user.Umask is > 0x1FF)
            errors.Add(
                new SpecError(at + "/umask", $"{user.Umask} is out of range", "0 to 511, which is octal 777",
                    Code: SpecErrorCodes.Range));
        Id(user.UID, at + "/uid", errors);
        Id(user.GID, at + "/gid", errors);
        for (int i = 0; i < (user.AdditionalGids?.Length ?? 0); i++)
            Id(user.AdditionalGids![i], at + "/additionalGids", errors, i);
    }

    /// <summary>setresuid(2): -1 leaves an id as it is, so that the process would go on as root.</summary>
    private static void Id(uint id, string at, List<SpecError> errors, int index = -1)
    {
        if (id == uint.MaxValue)
            errors.Add(
                new SpecError(index < 0 ? at : $"{at}/{index}", $"{id} is no id", "0 to 4294967294",
                    Code: SpecErrorCodes.Range));
    }

    private static void Console(Box size, string at, List<SpecError> errors)
    {
        // struct winsize of ioctl_tty(2) has 16 bits for each.
        if (size.Height > ushort.MaxValue)
            errors.Add(
                new SpecError(at + "/height", $"{size.Height} is out of range", "0 to 65535",
                    Code: SpecErrorCodes.Range));
        if (size.Width > ushort.MaxValue)
            errors.Add(
                new SpecError(at + "/width", $"{size.Width} is out of range", "0 to 65535",
                    Code: SpecErrorCodes.Range));
    }

    private static void Rlimits(POSIXRlimit[] limits, string at, List<SpecError> errors)
    {
        for (int i = 0; i < limits.Length; i++)
        {
            POSIXRlimit limit = limits[i];
            if (string.IsNullOrEmpty(limit.Type))
                errors.Add(
                    new SpecError($"{at}/{i}/type", "required", "like RLIMIT_NOFILE", Code: SpecErrorCodes.Required));
            else if (!IsRlimit(limit.Type))
                errors.Add(new SpecError($"{at}/{i}/type", $"`{limit.Type}` is not a resource of getrlimit(2)"));
            else if (ComesBefore(limits, i))
                errors.Add(
                    new SpecError($"{at}/{i}/type", $"`{limit.Type}` comes twice", Code: SpecErrorCodes.Duplicate));
            if (limit.Soft > limit.Hard)
                errors.Add(
                    new SpecError($"{at}/{i}/soft", $"{limit.Soft} is above the hard limit {limit.Hard}",
                        Code: SpecErrorCodes.Conflict));
        }
    }

    private static bool ComesBefore(POSIXRlimit[] limits, int index)
    {
        for (int i = 0; i < index; i++)
        {
            if (limits[i].Type == limits[index].Type) return true;
        }
        return false;
    }

    private static bool IsRlimit(string type) => type is
        "RLIMIT_AS" or "RLIMIT_CORE" or "RLIMIT_CPU" or "RLIMIT_DATA" or "RLIMIT_FSIZE" or "RLIMIT_LOCKS" or
        "RLIMIT_MEMLOCK" or "RLIMIT_MSGQUEUE" or "RLIMIT_NICE" or "RLIMIT_NOFILE" or "RLIMIT_NPROC" or "RLIMIT_RSS" or
        "RLIMIT_RTPRIO" or "RLIMIT_RTTIME" or "RLIMIT_SIGPENDING" or "RLIMIT_STACK";
}
