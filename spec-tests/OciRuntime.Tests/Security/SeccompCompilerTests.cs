using System.Collections.Generic;
using System.Linq;
using OciRuntime.Config;
using OciRuntime.Security.Seccomp;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Tests.Security;

public class SeccompCompilerTests
{
    private const uint Read = 0, Write = 1, Personality = 135;

    private static LinuxSeccomp Profile(string defaultAction, params LinuxSyscall[] entries) =>
        new() { DefaultAction = defaultAction, Syscalls = entries };

    private static LinuxSyscall Entry(string action, string name, params LinuxSeccompArg[] args) =>
        new()
        {
            Action = action,
            Names = [name],
            Args = args,
        };

    private static LinuxSeccompArg Arg(uint index, string op, ulong value, ulong second = 0) =>
        new()
        {
            Index = index,
            Op = op,
            Value = value,
            ValueTwo = second,
        };

    private static SeccompFilter Compile(LinuxSeccomp profile) =>
        SeccompCompiler.Compile(profile, ProfileReading.Parse("SCMP_ARCH_X86_64"))!;

    private static uint Decide(LinuxSeccomp profile, uint number, params ulong[] args) =>
        BpfInterpreter.Run(
            Compile(profile).Program,
            new SystemCall(number, SeccompArchitecture.AuditX86_64, [.. args, 0, 0, 0, 0, 0, 0])
        );

    [Fact]
    public void A_profile_without_action_and_calls_has_no_filter() =>
        Assert.Null(SeccompCompiler.Compile(new LinuxSeccomp()));

    [Fact]
    public void Conditions_of_one_entry_must_all_hold_and_entries_are_alternatives()
    {
        LinuxSeccomp profile = Profile(
            "SCMP_ACT_ERRNO",
            Entry("SCMP_ACT_ALLOW", "read", Arg(0, "SCMP_CMP_EQ", 1), Arg(1, "SCMP_CMP_EQ", 2)),
            Entry("SCMP_ACT_ALLOW", "read", Arg(0, "SCMP_CMP_EQ", 7)));
        Assert.Equal(SeccompActions.SECCOMP_RET_ALLOW, Decide(profile, Read, 1, 2));
        Assert.Equal(SeccompActions.SECCOMP_RET_ALLOW, Decide(profile, Read, 7, 9));
        Assert.Equal(SeccompActions.SECCOMP_RET_ERRNO | 1, Decide(profile, Read, 1, 3));
    }

    [Fact]
    public void Two_conditions_on_one_argument_are_alternatives()
    {
        LinuxSeccomp profile = Profile(
            "SCMP_ACT_ERRNO",
            Entry("SCMP_ACT_ALLOW", "personality", Arg(0, "SCMP_CMP_EQ", 0), Arg(0, "SCMP_CMP_EQ", 8))
        );
        Assert.Equal(SeccompActions.SECCOMP_RET_ALLOW, Decide(profile, Personality, 0));
        Assert.Equal(SeccompActions.SECCOMP_RET_ALLOW, Decide(profile, Personality, 8));
        Assert.Equal(SeccompActions.SECCOMP_RET_ERRNO | 1, Decide(profile, Personality, 4));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_rule_without_conditions_decides_alone(bool first)
    {
        LinuxSyscall always = Entry("SCMP_ACT_ALLOW", "read"),
            sometimes = Entry("SCMP_ACT_KILL_PROCESS", "read", Arg(0, "SCMP_CMP_EQ", 1));
        LinuxSeccomp profile = first
            ? Profile("SCMP_ACT_ERRNO", always, sometimes)
            : Profile("SCMP_ACT_ERRNO", sometimes, always);
        Assert.Equal(SeccompActions.SECCOMP_RET_ALLOW, Decide(profile, Read, 1));
    }

    [Fact]
    public void The_first_of_two_entries_that_match_decides()
    {
        LinuxSeccomp profile = Profile(
            "SCMP_ACT_ERRNO",
            Entry("SCMP_ACT_LOG", "read", Arg(0, "SCMP_CMP_GT", 5)),
            Entry("SCMP_ACT_ALLOW", "read", Arg(0, "SCMP_CMP_GT", 3)));
        Assert.Equal(SeccompActions.SECCOMP_RET_LOG, Decide(profile, Read, 6));
        Assert.Equal(SeccompActions.SECCOMP_RET_ALLOW, Decide(profile, Read, 4));
    }

    [Fact]
    public void An_entry_with_the_default_action_changes_nothing()
    {
        LinuxSeccomp profile = Profile(
            "SCMP_ACT_ERRNO",
            Entry("SCMP_ACT_ERRNO", "read"),
            Entry("SCMP_ACT_ALLOW", "read")
        );
        Assert.Equal(SeccompActions.SECCOMP_RET_ALLOW, Decide(profile, Read));
    }

    [Fact]
    public void Calls_newer_than_the_profile_do_not_exist()
    {
        LinuxSeccomp profile = Profile("SCMP_ACT_ERRNO", Entry("SCMP_ACT_ALLOW", "openat2"));
        Assert.Equal(SeccompActions.SECCOMP_RET_ALLOW, Decide(profile, 437));
        Assert.Equal(SeccompActions.SECCOMP_RET_ERRNO | 1, Decide(profile, 436));
        Assert.Equal(SeccompActions.Enosys, Decide(profile, 438));
    }

    [Theory]
    [InlineData("SCMP_ACT_ALLOW")]
    [InlineData("SCMP_ACT_LOG")]
    [InlineData("SCMP_ACT_TRACE")]
    public void Newer_calls_go_through_where_the_default_lets_calls_through(string action)
    {
        LinuxSeccomp profile = Profile(action, Entry("SCMP_ACT_ERRNO", "read"), Entry("SCMP_ACT_ERRNO", "write"));
        Assert.Equal(ProfileReading.Action(action, null), Decide(profile, 999));
        Assert.Equal(SeccompActions.SECCOMP_RET_ERRNO | 1, Decide(profile, Write));
    }

    [Fact]
    public void Errno_defaults_to_EPERM_and_can_be_chosen()
    {
        LinuxSeccomp profile = Profile(
            "SCMP_ACT_ALLOW",
            Entry("SCMP_ACT_ERRNO", "read"),
            new LinuxSyscall
            {
                Action = "SCMP_ACT_TRACE",
                ErrnoRet = 0xffff,
                Names = ["write"],
            }
        );
        Assert.Equal(SeccompActions.SECCOMP_RET_ERRNO | 1, Decide(profile, Read));
        Assert.Equal(SeccompActions.SECCOMP_RET_TRACE | 0xffff, Decide(profile, Write));
    }

    [Fact]
    public void A_foreign_architecture_is_killed()
    {
        SeccompFilter filter = Compile(Profile("SCMP_ACT_ALLOW"));
        Assert.Equal(
            SeccompActions.SECCOMP_RET_KILL_THREAD,
            BpfInterpreter.Run(filter.Program, new SystemCall(0, 0x40000003, new ulong[6]))
        );
        Assert.Equal(
            SeccompActions.SECCOMP_RET_KILL_THREAD,
            BpfInterpreter.Run(
                filter.Program,
                new SystemCall(0x40000000, SeccompArchitecture.AuditX86_64, new ulong[6])
            )
        );
    }

    [Fact]
    public void Filter_flags_default_to_SPEC_ALLOW_and_an_empty_list_means_none()
    {
        LinuxSeccomp profile = Profile("SCMP_ACT_ALLOW");
        Assert.Equal(SECCOMP_FILTER_FLAG_SPEC_ALLOW, Compile(profile).Flags);
        profile.Flags = [];
        Assert.Equal(0u, Compile(profile).Flags);
        profile.Flags = ["SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_TSYNC"];
        Assert.Equal(SECCOMP_FILTER_FLAG_LOG, Compile(profile).Flags);
    }

    [Fact]
    public void A_NOTIFY_rule_needs_a_listener()
    {
        LinuxSeccomp profile = Profile("SCMP_ACT_ALLOW", Entry("SCMP_ACT_NOTIFY", "mkdir"));
        profile.Flags = ["SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV"];
        (profile.ListenerPath, profile.ListenerMetadata) = ("/run/agent", "x=1");
        SeccompFilter filter = Compile(profile);
        Assert.True(filter.NeedsListener);
        Assert.Equal(SECCOMP_FILTER_FLAG_NEW_LISTENER | SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV, filter.Flags);
        Assert.Equal(("/run/agent", "x=1"), (filter.ListenerPath, filter.ListenerMetadata));
        Assert.Equal(SeccompActions.SECCOMP_RET_USER_NOTIF, Decide(profile, 83));
    }

    [Fact]
    public void A_filter_past_the_kernels_limit_is_a_clear_error()
    {
        LinuxSeccompArg[] args = [.. Enumerable.Range(0, 6).Select(i => Arg((uint)i, "SCMP_CMP_GT", 0x1_0000_0001))];
        LinuxSyscall[] entries =
        [
            .. Enumerable
                .Range(0, 200)
                .Select(i =>
                    Entry(
                        i % 2 == 0 ? "SCMP_ACT_ALLOW" : "SCMP_ACT_LOG",
                        "read",
                        [.. args.Select(a => Arg(a.Index, a.Op!, a.Value + (ulong)i))]
                    )
                ),
        ];
        SpecException error = Assert.Throws<SpecException>(() => Compile(Profile("SCMP_ACT_ERRNO", entries)));
        Assert.Equal("/linux/seccomp", Assert.Single(error.Errors).Pointer);
        Assert.Contains("4096", error.Message);
        // just below it, long jumps are needed everywhere and still right
        LinuxSeccomp large = Profile("SCMP_ACT_ERRNO", entries[..130]);
        Assert.InRange(Compile(large).Program.Length, 3000, 4096);
        Libseccomp.Load(Compile(large).Program);
        ProfileReading reading = new(large, "SCMP_ARCH_X86_64");
        for (ulong value = 0x1_0000_0000; value < 0x1_0000_0100; value++)
        {
            SystemCall call = new(Read, SeccompArchitecture.AuditX86_64, [value, value, value, value, value, value]);
            Assert.Equal(reading.Decide(call), BpfInterpreter.Run(Compile(large).Program, call));
        }
    }

    [Fact]
    public void The_kernel_accepts_the_compiled_filters()
    {
        foreach ((_, LinuxSeccomp profile) in EngineProfiles.All())
            Libseccomp.Load(Compile(profile).Program);
        Assert.Throws<System.InvalidOperationException>(() =>
            Libseccomp.Load([new() { code = 0x06 }, new() { code = 0xff }])
        );
    }

    [Fact]
    public void Podmans_default_profile_stays_small_and_shallow()
    {
        (string, LinuxSeccomp Profile)[] profiles =
        [
            .. EngineProfiles.All().Where(p => p.Name == "/usr/share/containers/seccomp.json"),
        ];
        foreach ((_, LinuxSeccomp profile) in profiles)
        {
            SeccompFilter filter = Compile(profile);
            Assert.InRange(filter.Program.Length, 100, 400);
            Dictionary<uint, int> steps = [];
            for (uint number = 0; number < 460; number++)
            {
                BpfInterpreter.Run(
                    filter.Program,
                    new SystemCall(number, SeccompArchitecture.AuditX86_64, new ulong[6]),
                    out int count
                );
                steps[number] = count;
            }
            Assert.True(steps.Values.Max() <= 24, $"{steps.Values.Max()} steps");
            Assert.True(steps.Values.Average() <= 12, $"{steps.Values.Average()} steps on average");
        }
    }
}
