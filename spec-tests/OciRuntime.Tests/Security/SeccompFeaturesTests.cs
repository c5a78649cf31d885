using System.Collections.Generic;
using System.Linq;
using OciRuntime.Config;
using OciRuntime.Create;
using OciRuntime.Security.Seccomp;

namespace OciRuntime.Tests.Security;

/// <summary>
/// What `features` names, the compiler takes; and it is all of the spec's (config-linux.md, Seccomp).
/// </summary>
public class SeccompFeaturesTests
{
    private static List<SpecError> Validate(LinuxSeccomp profile)
    {
        List<SpecError> errors = [];
        SeccompCompiler.Validate(profile, errors);
        return errors;
    }

    private static LinuxSeccomp Profile(string action, string op) => new()
    {
        DefaultAction = "SCMP_ACT_ALLOW",
        ListenerPath = "/agent",
        Syscalls = [new LinuxSyscall { Action = action, Names = ["read"], Args = [new LinuxSeccompArg { Op = op }] }],
    };

    [Fact]
    public void Every_action_operator_architecture_and_flag_compiles()
    {
        Assert.Equal(
            (9, 7, 23, 4),
            (
                SupportedFeatures.SeccompActions.Length,
                SupportedFeatures.SeccompOperators.Length,
                SupportedFeatures.SeccompArchitectures.Length,
                SupportedFeatures.SeccompFlags.Length
            )
        );
        foreach (string action in SupportedFeatures.SeccompActions)
            Assert.Empty(Validate(Profile(action, "SCMP_CMP_EQ")));
        foreach (string op in SupportedFeatures.SeccompOperators)
            Assert.Empty(Validate(Profile("SCMP_ACT_LOG", op)));
        LinuxSeccomp profile = Profile("SCMP_ACT_NOTIFY", "SCMP_CMP_EQ");
        (profile.Architectures, profile.Flags) = (
            SupportedFeatures.SeccompArchitectures,
            SupportedFeatures.SeccompFlags
        );
        Assert.Empty(Validate(profile));
    }

    [Fact]
    public void Every_architecture_compiles_in_one_filter_and_decides_by_its_own_numbers()
    {
        LinuxSeccomp profile = new()
        {
            DefaultAction = "SCMP_ACT_ERRNO",
            Architectures = SupportedFeatures.SeccompArchitectures,
            Syscalls = [new LinuxSyscall { Action = "SCMP_ACT_ALLOW", Names = ["read", "openat2"] }],
        };
        SeccompFilter filter = SeccompCompiler.Compile(profile, ProfileReading.Parse("SCMP_ARCH_X86_64"))!;
        ProfileReading reading = new(profile, "SCMP_ARCH_X86_64");
        foreach (
            SeccompArchitecture architecture in SupportedFeatures.SeccompArchitectures.Select(ProfileReading.Parse)
        )
        {
            long read = ProfileReading.Number(architecture, "read");
            Assert.True(read >= 0, architecture.Name);
            for (long number = read; number < read + 600; number++)
            {
                SystemCall call = new((uint)number, architecture.AuditArch, new ulong[6], architecture.BigEndian);
                Assert.Equal(reading.Decide(call), BpfInterpreter.Run(filter.Program, call));
            }
            Assert.Equal(
                SeccompActions.SECCOMP_RET_ALLOW,
                BpfInterpreter.Run(filter.Program, new SystemCall((uint)read, architecture.AuditArch, new ulong[6]))
            );
        }
    }

    [Fact]
    public void The_kernel_decides_which_filter_flags_features_names()
    {
        Assert.True(SeccompKernel.Supports("SECCOMP_FILTER_FLAG_LOG"));
        Assert.True(SeccompKernel.Supports("SECCOMP_FILTER_FLAG_TSYNC"));
        Assert.False(SeccompKernel.Supports("SECCOMP_FILTER_FLAG_NEW_LISTENER"));
        Assert.False(SeccompKernel.Supports("no flag"));
    }
}
