using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Security;

/// <summary>config-linux.md, Seccomp: each action does to a real program what it should.</summary>
public class SeccompActionTests
{
    private static readonly string Getppid = Machine.Getppid, Personality = Machine.Personality;
    private const int SIGSYS = 31;

    private static Command Run(string defaultAction, string[] rules, params string[] args)
    {
        using Container container = Probes.Container(args);
        container.Seccomp(defaultAction, rules);
        return container.Run();
    }

    [Fact]
    public void ALLOW_lets_the_call_through() =>
        Assert.Equal("ok\n", Run("ALLOW", ["ERRNO getcwd"], "/probe", "call", Getppid).Output);

    [Fact]
    public void ERRNO_fails_with_EPERM_or_with_the_errno_of_the_rule()
    {
        Assert.Equal("errno 1\n", Run("ALLOW", ["ERRNO getppid"], "/probe", "call", Getppid).Output);
        using Container container = Probes.Container("/probe", "call", Getppid);
        container.Seccomp("ALLOW", "ERRNO getppid")["syscalls"]![0]!["errnoRet"] = 88;
        Assert.Equal("errno 88\n", container.Run().Output);
    }

    [Fact]
    public void LOG_lets_the_call_through() =>
        Assert.Equal("ok\n", Run("ALLOW", ["LOG getppid"], "/probe", "call", Getppid).Output);

    [Fact]
    public void TRACE_without_a_tracer_is_ENOSYS() =>
        Assert.Equal("errno 38\n", Run("ALLOW", ["TRACE getppid"], "/probe", "call", Getppid).Output);

    [Fact]
    public void TRACE_stops_for_a_tracer_with_the_errno_of_the_rule_as_its_message()
    {
        using Container container = Probes.Container("/probe", "trace", Getppid);
        container.Seccomp("ALLOW", "TRACE getppid")["syscalls"]![0]!["errnoRet"] = 42;
        Assert.Equal("traced 42 result 7\n", container.Run().Output);
    }

    [Fact]
    public void TRAP_raises_SIGSYS_with_the_call() =>
        Assert.Equal($"trap {Getppid} {Machine.Audit}\n", Run("ALLOW", ["TRAP getppid"], "/probe", "trap", Getppid).Output);

    [Theory]
    [InlineData("KILL")]
    [InlineData("KILL_THREAD")]
    public void KILL_ends_the_thread_and_only_it(string action)
    {
        Assert.Equal("survived\n", Run("ALLOW", [action + " getppid"], "/probe", "thread", Getppid).Output);
        Assert.Equal(128 + SIGSYS, Run("ALLOW", [action + " getppid"], "/probe", "call", Getppid).ExitCode);
    }

    [Fact]
    public void KILL_PROCESS_ends_the_process()
    {
        Command result = Run("ALLOW", ["KILL_PROCESS getppid"], "/probe", "thread", Getppid);
        Assert.Equal((128 + SIGSYS, ""), (result.ExitCode, result.Output));
    }

    [Fact]
    public void Arguments_are_compared_in_64_bits()
    {
        using Container container = Probes.Container("/probe", "call", Personality, "0x1ffffffff");
        JsonObject profile = container.Seccomp("ALLOW", "ERRNO personality");
        profile["syscalls"]![0]!["args"] = new JsonArray(
            new JsonObject
            {
                ["index"] = 0,
                ["op"] = "SCMP_CMP_EQ",
                ["value"] = 0xffffffff,
            }
        );
        Assert.Equal("ok\n", container.Run().Output);
        container.Process["args"]![3] = "0xffffffff";
        Assert.Equal("errno 1\n", container.Run().Output);
    }

    [Fact]
    public void A_default_action_that_refuses_allows_only_the_calls_of_the_profile()
    {
        // execve and what a static C program needs; after loading the filter runc's Go runtime needs more than ocirun
        string c =
            "execve,write,exit_group,arch_prctl,brk,mmap,mprotect,munmap,set_tid_address,set_robust_list,rseq,prlimit64,readlink,readlinkat,getrandom,newfstatat,fstat,openat2";
        string go =
            ",read,close,futex,openat,epoll_ctl,epoll_pwait,rt_sigreturn,rt_sigprocmask,rt_sigaction,sigaltstack,clone,getpid,gettid,tgkill,nanosleep,sched_yield,madvise,fcntl,faccessat2,faccessat,fstatfs,getcwd,close_range,getdents64";
        string[] enough = ["ALLOW " + c + (RuntimeUnderTest.IsRunc ? go : "")];
        using Container container = Probes.Container("/probe", "call", Getppid);
        // runc 1.1.5 knows newer calls only on architectures that the profile names
        container.Seccomp("ERRNO", enough)["architectures"] = Config.Array(Machine.SeccompName);
        Assert.Equal("errno 1\n", container.Run().Output);
        container.Process["args"]![2] = Machine.Listns;
        Assert.Equal("errno 38\n", container.Run().Output);
    }

    [Program32Fact]
    public void A_32_bit_program_is_filtered_by_its_own_numbers()
    {
        using Container container = Probes.Container("/probe32");
        JsonObject profile = container.Seccomp("ALLOW", "ERRNO personality,getppid");
        Assert.Equal(128 + SIGSYS, container.Run().ExitCode);
        profile["architectures"] = Config.Array(Machine.SeccompName, Machine.SeccompName32);
        Assert.Equal("11", container.Run().Output);
        profile["syscalls"]![0]!["names"] = Config.Array("personality");
        Assert.Equal("01", container.Run().Output);
        profile["syscalls"]![0]!["args"] = new JsonArray(
            new JsonObject
            {
                ["index"] = 0,
                ["op"] = "SCMP_CMP_LT",
                ["value"] = 5,
            }
        );
        Assert.Equal("00", container.Run().Output);
    }

    [X32Fact]
    public void An_x32_call_is_foreign_unless_x32_is_named()
    {
        string getppid = (0x40000000 + 110).ToString(); // __X32_SYSCALL_BIT, asm/unistd.h
        using Container container = Probes.Container("/probe", "call", getppid);
        JsonObject profile = container.Seccomp("ALLOW", "ERRNO getppid");
        Assert.Equal(128 + SIGSYS, container.Run().ExitCode);
        profile["architectures"] = Config.Array(Machine.SeccompName, "SCMP_ARCH_X32");
        Assert.Equal("errno 1\n", container.Run().Output);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_seccomp_filter_is_loaded_with_and_without_no_new_privs(bool noNewPrivileges)
    {
        using Container container = Probes.Container("/probe", "status", "NoNewPrivs", "Seccomp", "CapEff");
        container.Process["noNewPrivileges"] = noNewPrivileges;
        container.Seccomp("ALLOW", "ERRNO getppid");
        string expected = $"CapEff:\t0000000000000000\nNoNewPrivs:\t{(noNewPrivileges ? 1 : 0)}\nSeccomp:\t2\n";
        Assert.Equal(expected, container.Run().Output);
    }

    [Fact]
    public void Without_capabilities_and_without_no_new_privs_the_user_changes_under_the_filter()
    {
        using Container container = Probes.Container("/probe", "status", "Uid", "Seccomp");
        container.Process["noNewPrivileges"] = false;
        container.Process["user"]!["uid"] = 1000;
        container.Seccomp("ALLOW", "ERRNO getppid");
        Assert.Equal("Uid:\t1000\t1000\t1000\t1000\nSeccomp:\t2\n", container.Run().Output);
    }

    [RuncDiffersFact("it leaves the refusal to the kernel")]
    public void A_filter_that_is_too_long_for_the_kernel_is_refused_with_its_length()
    {
        using Container container = Probes.Container("/probe", "status", "Seccomp");
        JsonArray calls = (JsonArray)container.Seccomp("ALLOW", "ERRNO getcwd")["syscalls"]!;
        // each entry compares another value: at least two instructions
        for (int i = 0; i < 3000; i++)
            calls.Add(
                JsonNode.Parse(
                    $"{{\"names\":[\"personality\"],\"action\":\"SCMP_ACT_ERRNO\",\"args\":[{{\"index\":0,\"op\":\"SCMP_CMP_EQ\",\"value\":{i * 4294967297L}}}]}}"
                )
            );
        Command result = container.Run().Failed("4096");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Empty(container.FindLeftovers());
    }

    [RuncDiffersFact("it names the first mistake only, in other words")]
    public void A_wrong_profile_stops_the_container_with_all_its_mistakes()
    {
        using Container container = Probes.Container("/probe", "status", "Seccomp");
        JsonObject profile = container.Seccomp("ALLOW", "DENY getppid", "ERRNO getcwd");
        profile["architectures"] = Config.Array("amd64");
        Command result = container.Run().Failed("`SCMP_ACT_DENY` is no seccomp action");
        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        result.Failed("`amd64` is no seccomp architecture").Failed("/linux/seccomp/architectures/0");
    }
}
