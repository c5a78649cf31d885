namespace OciRuntime.Tools.Syscalls;

/// <summary>Where one architecture's numbers come from.</summary>
/// <param name="Name">The name after SCMP_ARCH_.</param>
/// <param name="Package">The Debian package that holds the headers.</param>
/// <param name="Include">The include directory of that package.</param>
/// <param name="Header">The header that defines the numbers.</param>
/// <param name="Defines">What the compiler for the architecture would define and the header looks at.</param>
/// <param name="Base">What the ABI adds to the numbers that all architectures share.</param>
internal sealed record Architecture(
    string Name,
    string Package,
    string Include,
    string Header,
    string[] Defines,
    int Base = 0
)
{
    /// <summary>
    /// The columns of the table. Little-endian MIPS, PPC64LE and SHEB number their calls as their other-endian
    /// siblings do and have no column of their own.
    /// </summary>
    public static readonly Architecture[] All =
    [
        new("X86_64", "linux-libc-dev", "/usr/include/x86_64-linux-gnu", "asm/unistd_64.h", []),
        new("X86", "linux-libc-dev", "/usr/include/x86_64-linux-gnu", "asm/unistd_32.h", []),
        // without the x32 bit, which the compiler adds: the table stays in 16 bits
        new("X32", "linux-libc-dev", "/usr/include/x86_64-linux-gnu", "asm/unistd_x32.h", ["__X32_SYSCALL_BIT=0"]),
        new(
            "AARCH64",
            "linux-libc-dev-arm64-cross",
            "/usr/aarch64-linux-gnu/include",
            "asm/unistd.h",
            ["__aarch64__", "__LP64__"]
        ),
        new(
            "ARM",
            "linux-libc-dev-armhf-cross",
            "/usr/arm-linux-gnueabihf/include",
            "asm/unistd.h",
            ["__arm__", "__ARM_EABI__"]
        ),
        new(
            "MIPS",
            "linux-libc-dev-mips-cross",
            "/usr/mips-linux-gnu/include",
            "asm/unistd_o32.h",
            ["__NR_Linux=4000"],
            4000
        ),
        new(
            "MIPS64",
            "linux-libc-dev-mips-cross",
            "/usr/mips-linux-gnu/include",
            "asm/unistd_n64.h",
            ["__NR_Linux=5000"],
            5000
        ),
        new(
            "MIPS64N32",
            "linux-libc-dev-mips-cross",
            "/usr/mips-linux-gnu/include",
            "asm/unistd_n32.h",
            ["__NR_Linux=6000"],
            6000
        ),
        new("PPC", "linux-libc-dev-powerpc-cross", "/usr/powerpc-linux-gnu/include", "asm/unistd_32.h", []),
        new("PPC64", "linux-libc-dev-ppc64el-cross", "/usr/powerpc64le-linux-gnu/include", "asm/unistd_64.h", []),
        new("S390", "linux-libc-dev-s390x-cross", "/usr/s390x-linux-gnu/include", "asm/unistd_32.h", []),
        new("S390X", "linux-libc-dev-s390x-cross", "/usr/s390x-linux-gnu/include", "asm/unistd_64.h", []),
        new("PARISC", "linux-libc-dev-hppa-cross", "/usr/hppa-linux-gnu/include", "asm/unistd_32.h", ["__NR_Linux=0"]),
        new(
            "PARISC64",
            "linux-libc-dev-hppa-cross",
            "/usr/hppa-linux-gnu/include",
            "asm/unistd_64.h",
            ["__NR_Linux=0"]
        ),
        new(
            "RISCV64",
            "linux-libc-dev-riscv64-cross",
            "/usr/riscv64-linux-gnu/include",
            "asm/unistd.h",
            ["__riscv", "__SIZEOF_POINTER__=8", "__LP64__"]
        ),
        // Debian 12 has no headers for it; it takes the generic table, with fstat and newfstatat since Linux 6.11
        new(
            "LOONGARCH64",
            "linux-libc-dev-riscv64-cross",
            "/usr/riscv64-linux-gnu/include",
            "asm-generic/unistd.h",
            ["__LP64__", "__SIZEOF_POINTER__=8", "__ARCH_WANT_NEW_STAT", "__ARCH_WANT_SYS_CLONE3"]
        ),
        new("M68K", "linux-libc-dev-m68k-cross", "/usr/m68k-linux-gnu/include", "asm/unistd_32.h", []),
        new("SH", "linux-libc-dev-sh4-cross", "/usr/sh4-linux-gnu/include", "asm/unistd_32.h", []),
    ];
}
