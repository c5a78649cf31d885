using System;
using System.Collections.Generic;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using OciRuntime.Config;
using OciRuntime.Security.Seccomp;

namespace OciRuntime.Tests.Security;

public class SeccompExplainerTests
{
    private static readonly SeccompArchitecture Native = ProfileReading.Parse("SCMP_ARCH_X86_64");

    private static LinuxSeccomp Profile() => new()
    {
        DefaultAction = "SCMP_ACT_ERRNO",
        Architectures = ["SCMP_ARCH_X86_64", "SCMP_ARCH_X86"],
        Syscalls =
        [
            new LinuxSyscall { Action = "SCMP_ACT_ALLOW", Names = ["read", "openat2"] },
                new LinuxSyscall
                {
                    Action = "SCMP_ACT_ERRNO",
                    ErrnoRet = 22,
                    Names = ["socket"],
                    Args =
                    [
                        new()
                        {
                            Index = 0,
                            Op = "SCMP_CMP_EQ",
                            Value = 16,
                        },
                        new()
                        {
                            Index = 2,
                            Op = "SCMP_CMP_EQ",
                            Value = 9,
                        },
                    ],
                },
                new LinuxSyscall
                {
                    Action = "SCMP_ACT_ALLOW",
                    Names = ["socket"],
                    Args =
                    [
                        new()
                        {
                            Index = 2,
                            Op = "SCMP_CMP_NE",
                            Value = 9,
                        },
                    ],
                },
                new LinuxSyscall
                {
                    Action = "SCMP_ACT_LOG",
                    Names = ["clone"],
                    Args =
                    [
                        new()
                        {
                            Index = 0,
                            Op = "SCMP_CMP_MASKED_EQ",
                            Value = 0x7e020000,
                        },
                    ],
                },
        ],
    };

    private static string[] Explain(string call, params ulong[] args) =>
        new SeccompExplainer(Profile(), Native).Explain(call, args).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    [Fact]
    public void Explain_names_the_rule() =>
        Assert.Equal(
            [
                "SCMP_ARCH_X86_64: read(): ALLOW, /linux/seccomp/syscalls/0",
                "SCMP_ARCH_X86: read(): ALLOW, /linux/seccomp/syscalls/0",
            ],
            Explain("read")
        );

    [Fact]
    public void Explain_names_the_default_and_newer_calls()
    {
        Assert.Equal("SCMP_ARCH_X86_64: write(): ERRNO 1 (EPERM), /linux/seccomp/defaultAction", Explain("write")[0]);
        Assert.Equal(
            "SCMP_ARCH_X86_64: mseal(): ERRNO 38 (ENOSYS), newer than every call that the profile names",
            Explain("mseal")[0]
        );
    }

    [Fact]
    public void Explain_uses_arguments_to_choose_the_rule()
    {
        Assert.Equal(
            "SCMP_ARCH_X86_64: socket(16, 3, 9): ERRNO 22 (EINVAL), /linux/seccomp/syscalls/1",
            Explain("socket", 16, 3, 9)[0]
        );
        Assert.Equal(
            "SCMP_ARCH_X86_64: socket(2, 1, 6): ALLOW, /linux/seccomp/syscalls/2",
            Explain("socket", 2, 1, 6)[0]
        );
        Assert.Equal(
            "SCMP_ARCH_X86_64: socket(2, 1, 9): ERRNO 1 (EPERM), /linux/seccomp/defaultAction",
            Explain("41", 2, 1, 9)[0]
        );
    }

    [Fact]
    public void Explain_without_arguments_names_all_rules_that_may_match()
    {
        Assert.Equal(
            [
                "SCMP_ARCH_X86_64: socket(): depends on its arguments",
                "    ERRNO 22 (EINVAL), /linux/seccomp/syscalls/1 when arg 0 == 16 and arg 2 == 9",
                "    ALLOW, /linux/seccomp/syscalls/2 when arg 2 != 9",
                "    ERRNO 1 (EPERM), /linux/seccomp/defaultAction",
            ],
            Explain("socket")[..4]);
        Assert.Equal("    ALLOW, /linux/seccomp/syscalls/2 when arg 2 != 9", Explain("socket", 2)[1]);
        Assert.Contains("LOG, /linux/seccomp/syscalls/3 when arg 0 & 0x7e020000 == 0", Explain("clone")[1]);
    }

    [Fact]
    public void Explain_distinguishes_multiplexed_and_unknown_calls()
    {
        Assert.Equal("SCMP_ARCH_X86: accept does not exist; programs make it as socketcall 5", Explain("accept")[^1]);
        Assert.Contains("no_such_call", Assert.Throws<ArgumentException>(() => Explain("no_such_call")).Message);
        Assert.StartsWith("SCMP_ARCH_X86: socketcall(1): depends on its arguments", Explain("socketcall", 1)[1]);
    }

    [Property(MaxTest = 500)]
    public Property The_explanation_is_what_the_filter_does()
    {
        var cases =
            from profile in SeccompGenerators.Profile
            from calls in Gen.ArrayOf(SeccompGenerators.Call(profile.Profile.Architectures!), 20)
            select (profile, calls);
        return Prop.ForAll(cases.ToArbitrary(), one =>
        {
            SeccompArchitecture native = ProfileReading.Parse(one.profile.Native);
            SeccompFilter filter = SeccompCompiler.Compile(one.profile.Profile, native)!;
            SeccompExplainer explainer = new(one.profile.Profile, native);
            foreach (SystemCall call in one.calls)
            {
                List<SeccompVerdict> verdicts = explainer.Decide(
                    native with
                    {
                        AuditArch = call.Arch,
                    },
                    call.Number,
                    call.Args
                );
                SeccompVerdict verdict = Assert.Single(verdicts);
                Assert.Equal(BpfInterpreter.Run(filter.Program, call), verdict.Action);
                if (verdict.Reason == SeccompReason.Rule)
                    Assert.Equal(
                        ProfileReading.Action(
                            one.profile.Profile.Syscalls![verdict.Entry].Action!,
                            one.profile.Profile.Syscalls[verdict.Entry].ErrnoRet
                        ),
                        verdict.Action
                    );
            }
        });
    }

    [Fact]
    public void The_listing_has_every_instruction_and_the_rule_behind_each_return()
    {
        string[] lines = SeccompListing.Print(Profile(), Native).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(SeccompCompiler.Compile(Profile(), Native)!.Program.Length + 1, lines.Length);
        Assert.StartsWith($"# {lines.Length - 1} instructions, flags 0x4 (SPEC_ALLOW)", lines[0]);
        Assert.StartsWith("    0  ld   arch", lines[1]);
        Assert.Contains(lines, line => line.Contains("ret  0x50016 ERRNO 22 (EINVAL)") && line.EndsWith("; syscalls[1]"));
        Assert.Contains(lines, line => line.Contains("; SCMP_ARCH_X86_64 socket"));
        Assert.Contains(lines, line => line.Contains("jeq  0xc000003e (SCMP_ARCH_X86_64), "));
        Assert.Contains(lines, line => line.Contains("0x29 (socket), "));
        foreach (string line in lines)
            Assert.True(!line.Contains("ret  ") || line.Contains("; "), line);
        Assert.StartsWith("# no filter", SeccompListing.Print(new LinuxSeccomp(), Native));
    }
}
