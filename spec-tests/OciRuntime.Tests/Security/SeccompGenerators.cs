using System.Linq;
using FsCheck;
using FsCheck.Fluent;
using OciRuntime.Config;
using OciRuntime.Security.Seccomp;

namespace OciRuntime.Tests.Security;

/// <summary>Random profiles and calls, drawn from few names and values so that they meet often.</summary>
internal static class SeccompGenerators
{
    // calls of their own, multiplexed ones, ones that only some architectures have, unknown ones
    private static readonly string[] Names =
    [
        "read",
        "write",
        "close",
        "personality",
        "clone",
        "socket",
        "accept4",
        "send",
        "socketcall",
        "ipc",
        "semop",
        "shmat",
        "getcwd",
        "openat2",
        "mseal",
        "listns",
        "rt_sigaction",
        "execve",
        "mmap2",
        "cacheflush",
        "set_tls",
        "setup",
        "exit",
        "no_such_call",
        "uretprobe",
    ];

    private static readonly string[][] ArchitectureSets =
    [
        ["SCMP_ARCH_X86_64"],
        ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"],
        ["SCMP_ARCH_X86_64", "SCMP_ARCH_X32"],
        ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"],
        ["SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM"],
        ["SCMP_ARCH_S390X", "SCMP_ARCH_S390"],
        ["SCMP_ARCH_MIPS64", "SCMP_ARCH_MIPS", "SCMP_ARCH_MIPS64N32"],
        ["SCMP_ARCH_PPC64LE"],
        ["SCMP_ARCH_RISCV64"],
        ["SCMP_ARCH_MIPSEL64N32", "SCMP_ARCH_MIPSEL"],
        ["SCMP_ARCH_PPC64", "SCMP_ARCH_PPC"],
        ["SCMP_ARCH_X86", "SCMP_ARCH_X32"],
        ["SCMP_ARCH_LOONGARCH64"],
        ["SCMP_ARCH_PARISC64", "SCMP_ARCH_PARISC"],
        ["SCMP_ARCH_M68K"],
        ["SCMP_ARCH_SH"],
        ["SCMP_ARCH_SHEB"],
    ];

    private static readonly ulong[] Values =
    [
        0,
        1,
        2,
        5,
        16,
        0x7fffffff,
        0x80000000,
        0xfffffffe,
        0xffffffff,
        0x100000000,
        0x100000001,
        0x1ffffffff,
        0x200000005,
        0x7fffffffffffffff,
        0x8000000000000000,
        0xffffffff00000000,
        0xfffffffffffffffe,
        0xffffffffffffffff,
    ];

    private static readonly string[] Operators =
    [
        "SCMP_CMP_EQ",
        "SCMP_CMP_NE",
        "SCMP_CMP_LT",
        "SCMP_CMP_LE",
        "SCMP_CMP_GT",
        "SCMP_CMP_GE",
        "SCMP_CMP_MASKED_EQ",
    ];

    private static readonly string[] Actions =
    [
        "SCMP_ACT_ALLOW",
        "SCMP_ACT_ERRNO",
        "SCMP_ACT_KILL",
        "SCMP_ACT_KILL_THREAD",
        "SCMP_ACT_KILL_PROCESS",
        "SCMP_ACT_TRAP",
        "SCMP_ACT_TRACE",
        "SCMP_ACT_LOG",
    ];

    private static readonly Gen<ulong> Value = Gen.Elements(Values);

    private static readonly Gen<LinuxSeccompArg> Arg =
        from index in Gen.Choose(0, 2)
        from op in Gen.Elements(Operators)
        from value in Value
        from second in Value
        select new LinuxSeccompArg { Index = (uint)index, Op = op, Value = value, ValueTwo = second };

    private static Gen<uint?> ErrnoFor(string action) =>
        SeccompActions.TakesErrno(action) ? Gen.Elements<uint?>(null, 1, 2, 38) : Gen.Constant<uint?>(null);

    private static readonly Gen<LinuxSyscall> Entry =
        from action in Gen.Frequency((3, Gen.Elements(Actions)), (1, Gen.Constant("SCMP_ACT_NOTIFY")))
        from errno in ErrnoFor(action)
        from names in Gen.ArrayOf(Gen.Elements(Names)).Resize(4)
        from first in Gen.Elements(Names)
        from conditional in Gen.Choose(0, 3)
        from args in Gen.ArrayOf(Arg).Resize(4)
        select new LinuxSyscall
        {
            Action = action,
            ErrnoRet = errno,
            Names = [first, .. names],
            Args = conditional == 0 ? null : args,
        };

    /// <summary>A valid profile and the architecture that it is compiled on.</summary>
    public static readonly Gen<(LinuxSeccomp Profile, string Native)> Profile =
        from architectures in Gen.Elements(ArchitectureSets)
        from action in Gen.Elements(Actions)
        from errno in ErrnoFor(action)
        from entries in Gen.ArrayOf(Entry).Resize(40)
        select (new LinuxSeccomp
        {
            DefaultAction = action,
            DefaultErrnoRet = errno,
            Architectures = architectures,
            Syscalls = entries,
            ListenerPath = "/agent",
        }, architectures[0]);

    /// <summary>A call that a profile on these architectures is likely to have something to say about.</summary>
    public static Gen<SystemCall> Call(string[] architectures) =>
        from architecture in Gen.Frequency((9, Gen.Elements(architectures)), (1, Gen.Constant("SCMP_ARCH_AARCH64")))
        let known = ProfileReading.Parse(architecture)
        from name in Gen.Elements(Names)
        from offset in Gen.Choose(-1, 1)
        from odd in Gen.Elements<uint>(0, 0, 0, 0, 0, 0x40000000, 0x80000000, 0xffffffff)
        from args in Gen.ArrayOf(Argument, 6)
        let number = (uint)(ProfileReading.Number(known, name) + offset)
        select new SystemCall(odd == 0 ? number : odd + (uint)(offset + 1), known.AuditArch, args, known.BigEndian);

    private static readonly Gen<ulong> Argument =
        from value in Value
        from offset in Gen.Choose(-1, 1)
        select unchecked(value + (ulong)offset);
}
