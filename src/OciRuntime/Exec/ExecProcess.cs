using System;
using System.Collections.Generic;
using System.Globalization;
using OciRuntime.Config;
using OciRuntime.Native;
using OciRuntime.ProcessAttributes;
using OciRuntime.Security.Lsm;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Exec;

/// <summary>The process that <c>exec</c> runs: a file's, or the container's own with what the options change.</summary>
internal static class ExecProcess
{
    /// <summary>Puts the process together and checks it.</summary>
    public static Config.Process Build(ExecOptions exec, Config.Spec spec)
    {
        Config.Process process = exec.ProcessFile is null ? Changed(exec, spec) : Read(exec.ProcessFile);
        // As in runc, the container's umask holds for every process that says nothing else.
        (process.User ??= new User()).Umask ??= spec.Process?.User?.Umask;
        List<SpecError> errors = FindMistakes(process);
        if (errors.Count > 0) throw new SpecException(errors);
        return process;
    }

    private static List<SpecError> FindMistakes(Config.Process process)
    {
        List<SpecError> errors = [];
        SpecValidator.Process(process, errors);
        CpuAffinities.Validate(process, errors);
        if (LsmPlan.IsNeeded(process)) LsmLabels.Validate(process, null, LsmDetection.Detect(), errors);
        return errors;
    }

    private static Config.Process Read(string path)
    {
        byte[] json = FileBytes.TryReadAll(AT_FDCWD, path) ?? throw new LinuxException("open", path, Errno.ENOENT);
        return SpecReader.ParseProcess(json, FindMistakes);
    }

    private static Config.Process Changed(ExecOptions exec, Config.Spec spec)
    {
        if (exec.Args.Length == 0) throw new OcirunException("exec args cannot be empty", FailureCodes.Usage);
        Config.Process process = spec.Process!;
        process.Args = exec.Args;
        process.Terminal = exec.Tty;
        process.ConsoleSize = null;
        process.Cwd = exec.Cwd ?? process.Cwd;
        process.ApparmorProfile = exec.Apparmor ?? process.ApparmorProfile;
        process.SelinuxLabel = exec.ProcessLabel ?? process.SelinuxLabel;
        process.NoNewPrivileges = exec.NoNewPrivileges ?? process.NoNewPrivileges;
        process.Env = [.. process.Env ?? [], .. exec.Env];
        AddCapabilities(process, exec.Capabilities);
        ChangeUser(process.User ??= new User(), exec);
        return process;
    }

    private static void AddCapabilities(Config.Process process, string[] names)
    {
        if (names.Length == 0) return;
        LinuxCapabilities sets = process.Capabilities ??= new LinuxCapabilities();
        sets.Bounding = [.. sets.Bounding ?? [], .. names];
        sets.Effective = [.. sets.Effective ?? [], .. names];
        sets.Permitted = [.. sets.Permitted ?? [], .. names];
        // Ambient needs inheritable, which this option leaves as it is, as in runc.
        if (sets.Inheritable is not null) sets.Ambient = [.. sets.Ambient ?? [], .. names];
    }

    private static void ChangeUser(User user, ExecOptions exec)
    {
        if (exec.User is not null)
        {
            string[] parts = exec.User.Split(':', 2);
            user.UID = Number(parts[0], "uid");
            if (parts.Length == 2) user.GID = Number(parts[1], "gid");
        }
        if (exec.AdditionalGids.Length > 0)
            user.AdditionalGids =
            [
                .. user.AdditionalGids ?? [],
                .. Array.ConvertAll(exec.AdditionalGids, static gid => Number(gid, "additional gid")),
            ];
    }

    private static uint Number(string text, string what) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number)
            ? number
            : throw new OcirunException($"bad {what}: `{text}` is not a number", FailureCodes.Usage);
}
