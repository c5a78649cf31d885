using System;
using System.Runtime.InteropServices;

namespace OciRuntime.SpecTests.Harness;

/// <summary>What differs between the architectures that the tests run on: x86_64 and arm64.</summary>
internal static class Machine
{
    private static readonly bool s_isArm = RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    /// <summary>As uname(2) calls it.</summary>
    public static string Name => s_isArm ? "aarch64" : "x86_64";

    /// <summary>Its e_machine, elf.h: EM_AARCH64 or EM_X86_64.</summary>
    public static byte Elf => s_isArm ? (byte)183 : (byte)62;

    /// <summary>The architecture in a seccomp profile.</summary>
    public static string SeccompName => s_isArm ? "SCMP_ARCH_AARCH64" : "SCMP_ARCH_X86_64";

    /// <summary>That of its 32-bit programs.</summary>
    public static string SeccompName32 => s_isArm ? "SCMP_ARCH_ARM" : "SCMP_ARCH_X86";

    /// <summary>linux/audit.h: AUDIT_ARCH_AARCH64 or AUDIT_ARCH_X86_64.</summary>
    public static string Audit => s_isArm ? "0xc00000b7" : "0xc000003e";

    // numbers of system calls: asm-generic/unistd.h, asm/unistd_64.h

    public static string Getpid => s_isArm ? "172" : "39";

    public static string Getppid => s_isArm ? "173" : "110";

    public static string Personality => s_isArm ? "92" : "135";

    /// <summary>Nothing that a test runs calls sync(2) of its own.</summary>
    public static string Sync => s_isArm ? "81" : "162";

    /// <summary>listns(2), Linux 6.19, on every architecture.</summary>
    public static string Listns => "470";

    /// <summary>
    /// Whether it runs 32-bit programs, which some arm64 processors do not: personality(2) refuses them then.
    /// </summary>
    public static bool Runs32BitPrograms { get; } = !s_isArm || Command.Run("setarch", ["linux32", "true"]).ExitCode == 0;

    /// <summary>The compiler of 32-bit programs that need no library.</summary>
    public static string Gcc32 => s_isArm ? "arm-linux-gnueabihf-gcc" : "gcc";

    public static string Gcc32Option => s_isArm ? "-marm" : "-m32";
}

/// <summary>A test with a 32-bit program; skipped where the processor runs none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class Program32FactAttribute : FactAttribute
{
    public Program32FactAttribute() => Skip = Program32.Skip;

    /// <summary>Why runc does it in another way.</summary>
    public string? RuncDiffers
    {
        get;
        set
        {
            field = value;
            Skip ??= Harness.RuncDiffers.Skip(value);
        }
    }
}

/// <summary>The same for the rows of a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class Program32TheoryAttribute : TheoryAttribute
{
    public Program32TheoryAttribute() => Skip = Program32.Skip;
}

/// <summary>A test of x32, which x86_64 alone has.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class X32FactAttribute : FactAttribute
{
    public X32FactAttribute() => Skip = Machine.Name == "x86_64" ? null : "x32 is an ABI of x86_64";
}

internal static class Program32
{
    public static string? Skip => Machine.Runs32BitPrograms ? null : "this processor runs no 32-bit programs";
}
