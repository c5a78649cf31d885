using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using OciRuntime.Security.Seccomp;

namespace OciRuntime.Tests.Security;

public class SyscallTableTests
{
    [Fact]
    public void Every_system_call_name_is_found_in_its_row_and_no_other_is()
    {
        for (int row = 0; row < SyscallTable.Count; row++)
        {
            string name = SyscallTable.Name(row);
            Assert.Equal(row, SyscallTable.Find(name));
            Assert.True(row == 0 || string.CompareOrdinal(SyscallTable.Name(row - 1), name) < 0, name);
            Assert.Equal(-1, SyscallTable.Find(name + "~"));
        }
        foreach (string name in (string[])["", "x", "READ", "réad", new string('a', 500), "read\0"])
            Assert.Equal(-1, SyscallTable.Find(name));
    }

    [Theory]
    [InlineData("SCMP_ARCH_X86_64", "unistd_64.h")]
    [InlineData("SCMP_ARCH_X86", "unistd_32.h")]
    [InlineData("SCMP_ARCH_X32", "unistd_x32.h")]
    public void System_call_numbers_are_those_of_the_installed_headers(string name, string header)
    {
        SeccompArchitecture architecture = ProfileReading.Parse(name);
        uint bit = architecture.IsX32 ? SeccompArchitecture.X32Bit : 0;
        int checkedNames = 0;
        foreach (string line in File.ReadLines(Path.Combine("/usr/include/x86_64-linux-gnu/asm", header)))
        {
            Match match = Regex.Match(line, @"^#define __NR_(\w+) (?:\(__X32_SYSCALL_BIT \+ )?(\d+)\)?$");
            if (!match.Success)
                continue;
            Assert.Equal(
                uint.Parse(match.Groups[2].Value) | bit,
                ProfileReading.Number(architecture, match.Groups[1].Value)
            );
            checkedNames++;
        }
        Assert.True(checkedNames > 300, $"{checkedNames} names in {header}");
    }

    /// <summary>Calls that libseccomp and the headers name or number differently, each with its reason.</summary>
    private static readonly Dictionary<(string Arch, string Name), string> Differences = new()
    {
        [("SCMP_ARCH_ARM", "sync_file_range2")] = "the header gives arm_sync_file_range a second name",
        [("SCMP_ARCH_X32", "map_shadow_stack")] =
            "the kernel made it common to x86_64 and x32 when it merged it, after libseccomp reserved it for x86_64",
    };

    [Theory]
    [InlineData("SCMP_ARCH_X86_64")]
    [InlineData("SCMP_ARCH_X86")]
    [InlineData("SCMP_ARCH_X32")]
    [InlineData("SCMP_ARCH_AARCH64")]
    [InlineData("SCMP_ARCH_ARM")]
    [InlineData("SCMP_ARCH_MIPS")]
    [InlineData("SCMP_ARCH_MIPS64")]
    [InlineData("SCMP_ARCH_MIPS64N32")]
    [InlineData("SCMP_ARCH_MIPSEL")]
    [InlineData("SCMP_ARCH_MIPSEL64")]
    [InlineData("SCMP_ARCH_MIPSEL64N32")]
    [InlineData("SCMP_ARCH_PPC")]
    [InlineData("SCMP_ARCH_PPC64")]
    [InlineData("SCMP_ARCH_PPC64LE")]
    [InlineData("SCMP_ARCH_S390")]
    [InlineData("SCMP_ARCH_S390X")]
    [InlineData("SCMP_ARCH_PARISC")]
    [InlineData("SCMP_ARCH_PARISC64")]
    [InlineData("SCMP_ARCH_RISCV64")]
    public void System_call_numbers_are_those_of_libseccomp(string name)
    {
        SeccompArchitecture architecture = ProfileReading.Parse(name);
        string[] names = [.. Enumerable.Range(0, SyscallTable.Count).Select(SyscallTable.Name)];
        int[] theirs = Libseccomp.Resolve(name, names);
        List<string> wrong = [];
        int same = 0;
        for (int i = 0; i < names.Length; i++)
        {
            long ours = architecture.Number(i);
            // below zero: not a call of its own there, or newer than the installed libseccomp
            if (ours == theirs[i] || (ours < 0 && theirs[i] < 0))
                same += ours >= 0 ? 1 : 0;
            else if (
                !Differences.ContainsKey((name, names[i]))
                && theirs[i] != -1
                && !(theirs[i] < 0 && (SyscallTable.SocketCall(i) | SyscallTable.Ipc(i)) != 0)
            )
                wrong.Add($"{names[i]}: {ours}, libseccomp {theirs[i]}");
        }
        Assert.Empty(wrong);
        Assert.True(same > 250, $"{same} calls compared");
    }
}
