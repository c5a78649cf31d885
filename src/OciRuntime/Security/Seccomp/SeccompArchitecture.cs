using System.Runtime.InteropServices;

namespace OciRuntime.Security.Seccomp;

/// <summary>One architecture of linux.seccomp.architectures: how the kernel names it and passes arguments.</summary>
/// <param name="Name">The spec's name.</param>
/// <param name="Column">Its column in <see cref="SyscallTable"/>.</param>
/// <param name="AuditArch">AUDIT_ARCH_* of linux/audit.h, what the filter sees in seccomp_data.arch.</param>
/// <param name="Is64">Arguments have 64 bits; else only the low half is compared, as libseccomp does.</param>
/// <param name="BigEndian">The high half of an argument comes first in seccomp_data.</param>
internal readonly record struct SeccompArchitecture(string Name, int Column, uint AuditArch, bool Is64, bool BigEndian)
{
    /// <summary>__X32_SYSCALL_BIT: x32 calls carry AUDIT_ARCH_X86_64 and this bit in their number.</summary>
    public const uint X32Bit = 0x4000_0000;

    /// <summary>AUDIT_ARCH_X86_64, which x86_64 and x32 share.</summary>
    public const uint AuditX86_64 = 0xC000_003E;

    /// <summary>SCMP_ARCH_X32.</summary>
    public bool IsX32 => AuditArch == AuditX86_64 && !Is64;

    /// <summary>SCMP_ARCH_X86_64.</summary>
    public bool IsX86_64 => AuditArch == AuditX86_64 && Is64;

    /// <summary>Call 0 is setup(2), through which s390 multiplexes numbers that do not fit the instruction.</summary>
    public bool IsS390 => AuditArch is 0x16 or 0x8000_0016;

    /// <summary>Finds the number of a row here, with the x32 bit where it belongs, or -1.</summary>
    public long Number(int row)
    {
        long number = SyscallTable.Number(row, Column);
        return number >= 0 && IsX32 ? number | X32Bit : number;
    }

    /// <summary>The architecture of a spec name. False: the spec has no such name.</summary>
    public static bool TryParse(string name, out SeccompArchitecture architecture)
    {
        architecture = name switch
        {
            "SCMP_ARCH_X86_64" => new(name, SyscallTable.X86_64, AuditX86_64, true, false),
            "SCMP_ARCH_X86" => new(name, SyscallTable.X86, 0x4000_0003, false, false),
            "SCMP_ARCH_X32" => new(name, SyscallTable.X32, AuditX86_64, false, false),
            "SCMP_ARCH_AARCH64" => new(name, SyscallTable.AARCH64, 0xC000_00B7, true, false),
            "SCMP_ARCH_ARM" => new(name, SyscallTable.ARM, 0x4000_0028, false, false),
            "SCMP_ARCH_MIPS" => new(name, SyscallTable.MIPS, 0x0000_0008, false, true),
            "SCMP_ARCH_MIPS64" => new(name, SyscallTable.MIPS64, 0x8000_0008, true, true),
            "SCMP_ARCH_MIPS64N32" => new(name, SyscallTable.MIPS64N32, 0xA000_0008, false, true),
            "SCMP_ARCH_MIPSEL" => new(name, SyscallTable.MIPS, 0x4000_0008, false, false),
            "SCMP_ARCH_MIPSEL64" => new(name, SyscallTable.MIPS64, 0xC000_0008, true, false),
            "SCMP_ARCH_MIPSEL64N32" => new(name, SyscallTable.MIPS64N32, 0xE000_0008, false, false),
            "SCMP_ARCH_PPC" => new(name, SyscallTable.PPC, 0x0000_0014, false, true),
            "SCMP_ARCH_PPC64" => new(name, SyscallTable.PPC64, 0x8000_0015, true, true),
            "SCMP_ARCH_PPC64LE" => new(name, SyscallTable.PPC64, 0xC000_0015, true, false),
            "SCMP_ARCH_S390" => new(name, SyscallTable.S390, 0x0000_0016, false, true),
            "SCMP_ARCH_S390X" => new(name, SyscallTable.S390X, 0x8000_0016, true, true),
            "SCMP_ARCH_PARISC" => new(name, SyscallTable.PARISC, 0x0000_000F, false, true),
            "SCMP_ARCH_PARISC64" => new(name, SyscallTable.PARISC64, 0x8000_000F, true, true),
            "SCMP_ARCH_RISCV64" => new(name, SyscallTable.RISCV64, 0xC000_00F3, true, false),
            "SCMP_ARCH_LOONGARCH64" => new(name, SyscallTable.LOONGARCH64, 0xC000_0102, true, false),
            "SCMP_ARCH_M68K" => new(name, SyscallTable.M68K, 0x0000_0004, false, true),
            "SCMP_ARCH_SH" => new(name, SyscallTable.SH, 0x4000_002A, false, false),
            "SCMP_ARCH_SHEB" => new(name, SyscallTable.SH, 0x0000_002A, false, true),
            _ => default,
        };
        return architecture.Name is not null;
    }

    /// <summary>
    /// The architecture that this binary runs on. It is part of every filter, listed or not, as in libseccomp.
    /// </summary>
    public static SeccompArchitecture Native
    {
        get
        {
            string name = RuntimeInformation.ProcessArchitecture switch
            {
                Architecture.Arm64 => "SCMP_ARCH_AARCH64",
                Architecture.Arm => "SCMP_ARCH_ARM",
                Architecture.X86 => "SCMP_ARCH_X86",
                Architecture.S390x => "SCMP_ARCH_S390X",
                Architecture.Ppc64le => "SCMP_ARCH_PPC64LE",
                Architecture.LoongArch64 => "SCMP_ARCH_LOONGARCH64",
                (Architecture)9 => "SCMP_ARCH_RISCV64", // Architecture.RiscV64 has a name since .NET 9
                _ => "SCMP_ARCH_X86_64",
            };
            TryParse(name, out SeccompArchitecture native);
            return native;
        }
    }
}
