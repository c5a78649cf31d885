using System;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using OciRuntime.Security.Seccomp;

namespace OciRuntime.Tests.Security;

/// <summary>config-linux.md, Seccomp: the compiled filter decides as a plain reading of the config does.</summary>
public class SeccompPropertyTests
{
    [Property(MaxTest = 1500)]
    public Property A_filter_decides_as_its_profile_reads()
    {
        var cases =
            from profile in SeccompGenerators.Profile
            from calls in Gen.ArrayOf(SeccompGenerators.Call(profile.Profile.Architectures!), 40)
            select (profile, calls);
        return Prop.ForAll(cases.ToArbitrary(), one =>
        {
            SeccompFilter filter = SeccompCompiler.Compile(
                one.profile.Profile,
                ProfileReading.Parse(one.profile.Native)
            )!;
            ProfileReading reading = new(one.profile.Profile, one.profile.Native);
            foreach (SystemCall call in one.calls)
            {
                uint expected = reading.Decide(call), actual = BpfInterpreter.Run(filter.Program, call);
                if (expected != actual)
                    throw new InvalidOperationException(
                        $"{call}: 0x{actual:x} and not 0x{expected:x}: {JsonSerializer.Serialize(one.profile.Profile)}"
                    );
            }
        });
    }

    [Property(MaxTest = 500)]
    public Property A_filter_with_a_report_asks_where_the_profile_refuses_and_its_supervisor_finds_the_same_verdict()
    {
        var cases =
            from profile in SeccompGenerators.Profile
            where !ProfileReading.Parse(profile.Native).BigEndian
            from calls in Gen.ArrayOf(SeccompGenerators.Call(profile.Profile.Architectures!), 20)
            select (profile, calls);
        return Prop.ForAll(cases.ToArbitrary(), one =>
        {
            SeccompArchitecture native = ProfileReading.Parse(one.profile.Native);
            var plain = SeccompCompiler.Compile(one.profile.Profile, native)!.Program;
            var reporting = SeccompCompiler.Compile(one.profile.Profile, native, reports: true)!.Program;
            SeccompExplainer explainer = new(one.profile.Profile, native);
            foreach (SystemCall call in one.calls)
            {
                if (call.BigEndian) continue;
                uint verdict = BpfInterpreter.Run(plain, call), asked = BpfInterpreter.Run(reporting, call);
                bool refuses = SeccompActions.Refuses(verdict);
                Assert.Equal(refuses ? SeccompActions.SECCOMP_RET_USER_NOTIF : verdict, asked);
                Assert.Equal(verdict, explainer.Decide(call.Arch, call.Number, call.Args, out _).Action);
                ulong[] arguments = [.. call.Args];
                arguments[SeccompMark.Argument] = SeccompMark.Value;
                SystemCall marked = call with { Args = arguments };
                verdict = BpfInterpreter.Run(plain, marked);
                asked = BpfInterpreter.Run(reporting, marked);
                bool itself = asked == verdict;
                // What is not refused may ask only if it is execve(2).
                Assert.True(itself || asked == SeccompActions.SECCOMP_RET_USER_NOTIF);
                bool kernels = SeccompActions.Refuses(verdict)
                    && (verdict & SeccompActions.SECCOMP_RET_ACTION_FULL) != SeccompActions.SECCOMP_RET_ERRNO;
                Assert.True(itself || !kernels || call.Number == OciRuntime.Native.Libc.SYS_execve);
            }
        });
    }

    [Property(MaxTest = 100)]
    public Property Every_number_near_a_profiled_one_is_decided_as_the_profile_reads()
    {
        return Prop.ForAll(SeccompGenerators.Profile.ToArbitrary(), one =>
        {
            SeccompFilter filter = SeccompCompiler.Compile(one.Profile, ProfileReading.Parse(one.Native))!;
            ProfileReading reading = new(one.Profile, one.Native);
            foreach (string name in one.Profile.Architectures!)
            {
                SeccompArchitecture architecture = ProfileReading.Parse(name);
                uint first = architecture.IsX32 ? SeccompArchitecture.X32Bit : 0;
                for (uint number = first; number < first + 600; number++)
                {
                    SystemCall call = new(
                        number,
                        architecture.AuditArch,
                        [5, 1, 0x100000000, 0, 0, 0],
                        architecture.BigEndian
                    );
                    Assert.Equal(reading.Decide(call), BpfInterpreter.Run(filter.Program, call));
                }
            }
        });
    }

    [Property(MaxTest = 500)]
    public Property Every_jump_lands_inside_the_program_and_every_path_returns()
    {
        return Prop.ForAll(SeccompGenerators.Profile.ToArbitrary(), one =>
        {
            var program = SeccompCompiler.Compile(one.Profile, ProfileReading.Parse(one.Native))!.Program;
            for (int at = 0; at < program.Length; at++)
            {
                int reach = program[at].code switch
                {
                    0x05 => (int)program[at].k,
                    0x15 or 0x25 or 0x35 or 0x45 => int.Max(program[at].jt, program[at].jf),
                    0x06 => -1,
                    _ => 0,
                };
                Assert.InRange(at + 1 + reach, 0, program.Length - 1);
            }
            Assert.Equal(0x06, program[^1].code);
        });
    }
}
