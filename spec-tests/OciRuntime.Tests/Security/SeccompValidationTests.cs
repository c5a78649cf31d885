using System.Collections.Generic;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using OciRuntime.Config;
using OciRuntime.Security.Seccomp;

namespace OciRuntime.Tests.Security;

public class SeccompValidationTests
{
    private static List<SpecError> Validate(LinuxSeccomp profile)
    {
        List<SpecError> errors = [];
        SeccompCompiler.Validate(profile, errors);
        return errors;
    }

    private static LinuxSeccomp Valid() => new()
    {
        DefaultAction = "SCMP_ACT_ERRNO",
        DefaultErrnoRet = 38,
        Architectures = ["SCMP_ARCH_X86_64"],
        Flags = ["SECCOMP_FILTER_FLAG_LOG"],
        ListenerPath = "/run/agent",
        ListenerMetadata = "m",
        Syscalls =
            [
                new LinuxSyscall
                {
                    Action = "SCMP_ACT_NOTIFY",
                    Names = ["mkdir"],
                    Args = [new LinuxSeccompArg { Index = 5, Op = "SCMP_CMP_EQ" }],
                },
            ],
    };

    private static void Expect(string pointer, System.Action<LinuxSeccomp> spoil)
    {
        LinuxSeccomp profile = Valid();
        spoil(profile);
        SpecError error = Assert.Single(Validate(profile));
        Assert.Equal(pointer, error.Pointer);
        Assert.NotEmpty(error.Message);
    }

    [Fact]
    public void A_valid_seccomp_profile_has_no_errors() => Assert.Empty(Validate(Valid()));

    [Fact]
    public void Each_mistake_of_a_seccomp_profile_is_reported_at_its_place()
    {
        Expect("/linux/seccomp/defaultAction", p => (p.DefaultAction, p.DefaultErrnoRet) = ("SCMP_ACT_NONE", null));
        Expect("/linux/seccomp/defaultAction", p => (p.DefaultAction, p.DefaultErrnoRet) = (null, null));
        Expect("/linux/seccomp/defaultAction", p => (p.DefaultAction, p.DefaultErrnoRet) = ("SCMP_ACT_NOTIFY", null));
        Expect("/linux/seccomp/defaultErrnoRet", p => p.DefaultErrnoRet = 4096);
        Expect("/linux/seccomp/defaultErrnoRet", p => p.DefaultAction = "SCMP_ACT_KILL");
        Expect("/linux/seccomp/architectures/1", p => p.Architectures = ["SCMP_ARCH_X86", "amd64"]);
        Expect("/linux/seccomp/flags/0", p => p.Flags = ["SECCOMP_FILTER_FLAG_NEW_LISTENER"]);
        Expect("/linux/seccomp/listenerPath", p => (p.ListenerPath, p.ListenerMetadata) = ("", null));
        Expect("/linux/seccomp/listenerMetadata", p => (p.ListenerPath, p.Syscalls) = (null, []));
        Expect("/linux/seccomp/flags/0", p => (p.Flags, p.Syscalls) = (["SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"], []));
        Expect("/linux/seccomp/syscalls/0/names", p => p.Syscalls![0].Names = []);
        Expect("/linux/seccomp/syscalls/0/names/1", p => p.Syscalls![0].Names = ["mkdir", ""]);
        Expect("/linux/seccomp/syscalls/0/names/0", p => p.Syscalls![0].Names = ["sendmsg"]);
        Expect("/linux/seccomp/syscalls/0/errnoRet", p => p.Syscalls![0].ErrnoRet = 1);
        Expect("/linux/seccomp/syscalls/1/errnoRet", p => p.Syscalls = [
                p.Syscalls![0],
                new LinuxSyscall
                {
                    Action = "SCMP_ACT_TRACE",
                    ErrnoRet = 65536,
                    Names = ["read"],
                },
            ]);
        Expect("/linux/seccomp/syscalls/0/action", p =>
            (p.Syscalls![0].Action, p.Syscalls[0].Names) = ("allow", ["read"])
        );
        Expect("/linux/seccomp/syscalls/0/args/0/index", p => p.Syscalls![0].Args![0].Index = 6);
        Expect("/linux/seccomp/syscalls/0/args/0/op", p => p.Syscalls![0].Args![0].Op = "EQ");
        Expect("/linux/seccomp/syscalls/0", p =>
            (p.Syscalls, p.ListenerPath, p.ListenerMetadata) = ([null!], null, null)
        );
    }

    [Fact]
    public void All_mistakes_of_a_seccomp_profile_are_reported_at_once()
    {
        LinuxSeccomp profile = Valid();
        (profile.DefaultAction, profile.DefaultErrnoRet) = ("x", null);
        profile.Architectures = ["x", "y"];
        profile.Syscalls![0].Args![0].Op = null;
        Assert.Equal(4, Validate(profile).Count);
    }

    [Fact]
    public void An_unknown_system_call_is_no_mistake()
    {
        LinuxSeccomp profile = Valid();
        profile.Syscalls![0].Names = ["no_such_call"];
        Assert.Empty(Validate(profile));
    }

    [Property]
    public Property What_the_generators_make_is_valid() =>
        Prop.ForAll(SeccompGenerators.Profile.ToArbitrary(), one => Validate(one.Profile).Count == 0);
}
