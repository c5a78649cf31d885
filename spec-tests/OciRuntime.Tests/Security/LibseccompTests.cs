using System.Collections.Generic;
using System.Linq;
using OciRuntime.Config;
using OciRuntime.Native.Abi;
using OciRuntime.Security.Seccomp;

namespace OciRuntime.Tests.Security;

/// <summary>
/// The filter decides as libseccomp's does on real profiles. Two differences have a reason: runc's ENOSYS for calls
/// newer
/// than the profile is part of our filter and a stub in front of libseccomp's, and our table knows names that came
/// after
/// the installed libseccomp, which are left out of the comparison.
/// </summary>
public class LibseccompTests
{
    public static IEnumerable<object[]> Profiles() => EngineProfiles.All().Select(p => new object[] { p.Name });

    [Theory]
    [MemberData(nameof(Profiles))]
    public void The_filter_decides_as_libseccomp_on_every_number_with_boundary_arguments(string name)
    {
        LinuxSeccomp profile = OnlyKnown(EngineProfiles.All().Single(p => p.Name == name).Profile);
        sock_filter[] ours = SeccompCompiler.Compile(profile, ProfileReading.Parse("SCMP_ARCH_X86_64"))!.Program;
        sock_filter[] theirs = Libseccomp.Filter(profile);
        ProfileReading reading = new(profile, "SCMP_ARCH_X86_64");
        List<string> differences = [];
        int compared = 0;
        foreach (SystemCall call in Calls(profile))
        {
            uint expected = reading.IsNewer(call) ? SeccompActions.Enosys : BpfInterpreter.Run(theirs, call);
            uint actual = BpfInterpreter.Run(ours, call);
            if (actual != expected && differences.Count < 20)
                differences.Add($"{call}: 0x{actual:x} and not 0x{expected:x}");
            compared++;
        }
        Assert.Empty(differences);
        Assert.True(compared > 5000);
        if (profile.Syscalls!.Length > 10)
            Assert.True(ours.Length < theirs.Length, $"{ours.Length} instructions, libseccomp {theirs.Length}");
    }

    private static LinuxSeccomp OnlyKnown(LinuxSeccomp profile)
    {
        foreach (LinuxSyscall entry in profile.Syscalls!)
        {
            int[] numbers = Libseccomp.Resolve("SCMP_ARCH_X86_64", entry.Names!);
            entry.Names = [.. entry.Names!.Where((_, i) => numbers[i] != -1)];
        }
        profile.Syscalls = [.. profile.Syscalls.Where(entry => entry.Names!.Length > 0)];
        return profile;
    }

    private static IEnumerable<SystemCall> Calls(LinuxSeccomp profile)
    {
        ulong[] values =
        [
            .. profile
                .Syscalls!.SelectMany(e => e.Args ?? [])
                .SelectMany(Boundaries)
                .Concat<ulong>([0, 1, 2, 3, 16, 22])
                .Distinct(),
        ];
        ulong[] few = [0, 1, 2, 9, 16, ulong.MaxValue];
        foreach (uint number in Numbers())
        {
            foreach (uint arch in (uint[])[SeccompArchitecture.AuditX86_64, 0x40000003])
            {
                foreach (ulong value in values)
                {
                    yield return new(number, arch, [value, value, value, value, value, value]);
                    foreach (ulong other in few)
                    {
                        yield return new(number, arch, [value, other, other, other, other, other]);
                        yield return new(number, arch, [other, other, value, other, other, other]);
                        yield return new(number, arch, [other, value, other, value, other, other]);
                    }
                }
            }
        }
        // an architecture that the profile does not name
        yield return new(0, 0xC00000B7, few);
    }

    private static IEnumerable<uint> Numbers() =>
        Enumerable.Range(0, 600).Select(n => (uint)n)
            .Concat(Enumerable.Range(0, 600).Select(n => (uint)n + SeccompArchitecture.X32Bit))
            .Concat<uint>([
                0x3fffffff,
                0x7fffffff,
                0x80000000,
                0x80000001,
                0xbfffffff,
                0xc0000000,
                0xfffffffe,
                0xffffffff,
            ]);

    private static IEnumerable<ulong> Boundaries(LinuxSeccompArg arg)
    {
        foreach (ulong value in (ulong[])[arg.Value, arg.ValueTwo, arg.Value & arg.ValueTwo])
        {
            yield return value;
            yield return unchecked(value - 1);
            yield return unchecked(value + 1);
            yield return value ^ 0x1_0000_0000;
            yield return value | 0xffff_ffff_0000_0000;
        }
    }
}
