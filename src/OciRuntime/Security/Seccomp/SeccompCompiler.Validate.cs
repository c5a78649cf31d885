using System.Collections.Generic;
using OciRuntime.Config;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Security.Seccomp;

internal static partial class SeccompCompiler
{
    // A system call has six arguments, syscall(2).
    private const uint MaxArguments = 6;

    // The kernel clamps what SECCOMP_RET_ERRNO carries to MAX_ERRNO (linux/err.h); a larger one is a mistake.
    private const uint MaxErrno = 4095;

    /// <summary>Adds every mistake in linux.seccomp. Unknown system call names are none, as in runc.</summary>
    public static void Validate(LinuxSeccomp s, List<SpecError> errors)
    {
        if (IsDisabled(s))
            return;
        ValidateAction(
            s.DefaultAction,
            s.DefaultErrnoRet,
            "/linux/seccomp/defaultAction",
            "/linux/seccomp/defaultErrnoRet",
            errors
        );
        if (s.DefaultAction == "SCMP_ACT_NOTIFY")
            errors.Add(
                new(
                    "/linux/seccomp/defaultAction",
                    "`SCMP_ACT_NOTIFY` cannot be used as default action",
                    "the runtime's own calls would wait for an agent that has no descriptor yet"
                )
            );
        for (int i = 0; i < (s.Architectures?.Length ?? 0); i++)
        {
            if (!SeccompArchitecture.TryParse(s.Architectures![i] ?? "", out _))
                errors.Add(
                    new(
                        $"/linux/seccomp/architectures/{i}",
                        $"`{s.Architectures[i]}` is no seccomp architecture",
                        "names begin with SCMP_ARCH_"
                    )
                );
        }
        bool notify = false;
        for (int i = 0; i < (s.Syscalls?.Length ?? 0); i++)
        {
            ValidateSyscall(s.Syscalls![i], $"/linux/seccomp/syscalls/{i}", errors);
            notify |= s.Syscalls[i]?.Action == "SCMP_ACT_NOTIFY";
        }
        ValidateFlags(s, notify, errors);
        ValidateListener(s, notify, errors);
    }

    /// <summary>Adds every name of a system call that no architecture has.</summary>
    public static void RefuseUnknown(LinuxSeccomp? s, List<SpecError> errors)
    {
        for (int i = 0; i < (s?.Syscalls?.Length ?? 0); i++)
        {
            string[] names = s!.Syscalls![i]?.Names ?? [];
            for (int n = 0; n < names.Length; n++)
            {
                if (SyscallTable.Find(names[n] ?? "") >= 0) continue;
                errors.Add(new($"/linux/seccomp/syscalls/{i}/names/{n}", $"`{names[n]}` is not a system call",
                    "the annotation run.oci.seccomp_fail_unknown_syscall refuses it"));
            }
        }
    }

    private static void ValidateSyscall(LinuxSyscall? call, string pointer, List<SpecError> errors)
    {
        if (call is null)
        {
            errors.Add(new(pointer, "a seccomp rule is an object, not null", null));
            return;
        }
        if ((call.Names?.Length ?? 0) == 0)
            errors.Add(new($"{pointer}/names", "a seccomp rule names at least one system call", null));
        ValidateAction(call.Action, call.ErrnoRet, $"{pointer}/action", $"{pointer}/errnoRet", errors);
        for (int i = 0; i < (call.Names?.Length ?? 0); i++)
        {
            if (string.IsNullOrEmpty(call.Names![i]))
                errors.Add(new($"{pointer}/names/{i}", "a system call name is empty", null));
            // the child hands the listener over with this call
            if (call.Action == "SCMP_ACT_NOTIFY" && call.Names[i] == "sendmsg")
                errors.Add(
                    new(
                        $"{pointer}/names/{i}",
                        "`SCMP_ACT_NOTIFY` cannot be used for `sendmsg`",
                        "the runtime sends the listener to the agent with it"
                    )
                );
        }
        for (int i = 0; i < (call.Args?.Length ?? 0); i++)
        {
            LinuxSeccompArg arg = call.Args![i];
            if (arg.Index >= MaxArguments)
                errors.Add(
                    new(
                        $"{pointer}/args/{i}/index",
                        $"argument {arg.Index} does not exist: a system call has six, from 0",
                        null
                    )
                );
            if (!SeccompRules.TryParseOperator(arg.Op ?? "", out _))
                errors.Add(
                    new($"{pointer}/args/{i}/op", $"`{arg.Op}` is no seccomp operator", "names begin with SCMP_CMP_")
                );
        }
    }

    private static void ValidateAction(
        string? action,
        uint? errnoRet,
        string pointer,
        string errnoPointer,
        List<SpecError> errors
    )
    {
        if (!SeccompActions.TryParse(action ?? "", null, out uint value))
        {
            errors.Add(new(pointer, $"`{action}` is no seccomp action", "names begin with SCMP_ACT_"));
            return;
        }
        if (errnoRet is not { } errno)
            return;
        if (!SeccompActions.TakesErrno(action!))
            errors.Add(new(errnoPointer, $"`{action}` takes no errno", "only SCMP_ACT_ERRNO and SCMP_ACT_TRACE do"));
        else if (
            errno > (value >> 16 == SeccompActions.SECCOMP_RET_ERRNO >> 16 ? MaxErrno : SeccompActions.SECCOMP_RET_DATA)
        )
            errors.Add(new(errnoPointer, $"{errno} is no errno that a filter can return", "the largest is 4095"));
    }

    private static void ValidateFlags(LinuxSeccomp s, bool notify, List<SpecError> errors)
    {
        for (int i = 0; i < (s.Flags?.Length ?? 0); i++)
        {
            if (!TryParseFlag(s.Flags![i] ?? "", out uint flag))
                errors.Add(
                    new(
                        $"/linux/seccomp/flags/{i}",
                        $"`{s.Flags[i]}` is no seccomp flag that ocirun knows",
                        "names begin with SECCOMP_FILTER_FLAG_"
                    )
                );
            else if (flag == SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV && !notify)
                errors.Add(
                    new(
                        $"/linux/seccomp/flags/{i}",
                        "`SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV` needs a rule with SCMP_ACT_NOTIFY",
                        "the kernel refuses it without a listener"
                    )
                );
            else if (flag == SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV && !SeccompKernel.Supports(s.Flags[i]))
                errors.Add(
                    new(
                        $"/linux/seccomp/flags/{i}",
                        "the kernel does not know `SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV`",
                        "it came with Linux 5.19"
                    )
                );
        }
    }

    private static void ValidateListener(LinuxSeccomp s, bool notify, List<SpecError> errors)
    {
        if (notify && string.IsNullOrEmpty(s.ListenerPath))
            errors.Add(
                new("/linux/seccomp/listenerPath", "seccomp listenerPath is not set", "a rule has SCMP_ACT_NOTIFY")
            );
        if (!string.IsNullOrEmpty(s.ListenerMetadata) && string.IsNullOrEmpty(s.ListenerPath))
            errors.Add(new("/linux/seccomp/listenerMetadata", "listenerMetadata is set without listenerPath", null));
    }

    private static SpecError TooLarge(int instructions) =>
        new(
            "/linux/seccomp",
            $"the filter has {instructions} instructions and the kernel takes {BpfAssembler.MaxInstructions}",
            "name fewer architectures or compare fewer arguments"
        );
}
