using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Security;

/// <summary>config-linux.md, Seccomp: each action does to a 32-bit program what it does to a 64-bit one.</summary>
public sealed class SeccompProgram32Tests
{
    private const string Getppid = "64"; // asm/unistd_32.h, of x86 and of ARM
    private const int SIGSYS = 31;

    private static Command Run(string defaultAction, string rule, params string[] args)
    {
        using Container container = Probes.Container(["/probe32", .. args]);
        container.Seccomp(defaultAction, rule)["architectures"] = Config.Array(Machine.SeccompName, Machine.SeccompName32);
        return container.Run();
    }

    [Program32Theory]
    [InlineData("ALLOW", "ok")]
    [InlineData("LOG", "ok")]
    [InlineData("ERRNO", "errno 1")]
    [InlineData("TRACE", "errno 38")] // ENOSYS: there is no tracer
    public void A_call_of_a_32_bit_program_that_is_allowed_returns(string action, string expected) =>
        Assert.Equal(expected, Run(action == "ALLOW" ? "LOG" : "ALLOW", action + " getppid", "call", Getppid).Text);

    [Program32Theory]
    [InlineData("KILL")]
    [InlineData("KILL_THREAD")]
    [InlineData("KILL_PROCESS")]
    [InlineData("TRAP")]
    public void A_call_of_a_32_bit_program_that_is_killed_does_not_return(string action)
    {
        Command result = Run("ALLOW", action + " getppid", "call", Getppid);
        Assert.Equal((128 + SIGSYS, ""), (result.ExitCode, result.Output));
    }

    [Program32Fact]
    public void TRAP_raises_SIGSYS_with_the_call_of_a_32_bit_program() =>
        Assert.Equal("trap " + Getppid, Run("ALLOW", "TRAP getppid", "trap", Getppid).Text);

    [Program32Fact]
    public void A_call_of_a_32_bit_program_that_is_newer_than_the_profile_is_ENOSYS()
    {
        // what loads the filter and starts the program is 64-bit
        const string Enough =
            "ALLOW execve,write,exit,exit_group,read,close,futex,openat,epoll_ctl,epoll_pwait,rt_sigreturn,rt_sigprocmask,rt_sigaction,"
            + "sigaltstack,clone,getpid,gettid,tgkill,nanosleep,sched_yield,madvise,fcntl,faccessat2,faccessat,fstatfs,getcwd,close_range,getdents64,"
            + "mmap,munmap,mprotect,newfstatat,fstat,readlinkat,brk,arch_prctl,openat2";
        Assert.Equal("errno 38", Run("ERRNO", Enough, "call", "470").Text); // listns(2), Linux 6.19
        Assert.Equal("errno 1", Run("ERRNO", Enough, "call", Getppid).Text);
    }

    [Program32Fact]
    public void An_argument_of_a_32_bit_program_is_compared_in_32_bits()
    {
        using Container container = Probes.Container("/probe32");
        JsonObject profile = container.Seccomp("ALLOW", "ERRNO personality");
        profile["architectures"] = Config.Array(Machine.SeccompName, Machine.SeccompName32);
        profile["syscalls"]![0]!["args"] = new JsonArray(
            new JsonObject
            {
                ["index"] = 0,
                ["op"] = "SCMP_CMP_EQ",
                ["value"] = 0xffffffff,
            }
        );
        Assert.Equal("01", container.Run().Output);
    }
}
