using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Security;

/// <summary>The filter and the runtime's own way to the program: what is under it, and what must not need it.</summary>
public class SeccompLaunchTests
{
    /// <summary>Calls that a runtime makes on its way and a shell does not need.</summary>
    private const string RuntimesCalls =
        "sendto,sendmsg,recvfrom,recvmsg,accept4,umask,setresuid,setresgid,setgroups,prctl,capset,chdir,getcwd,openat2,statx,"
        + "faccessat,faccessat2,access,rt_sigprocmask,madvise,close_range,shutdown";

    [RuncDiffersTheory("it drops capabilities under the filter")]
    [InlineData(0, false)]
    [InlineData(1000, false)]
    [InlineData(0, true)]
    [InlineData(1000, true)]
    public void A_filter_that_refuses_what_the_runtime_calls_is_loaded_after_those_calls(int uid, bool noNewPrivileges)
    {
        using var container = new Container().Args("env");
        container.Process["user"]!["uid"] = uid;
        container.Process["noNewPrivileges"] = noNewPrivileges;
        container.Seccomp("ALLOW", "ERRNO " + RuntimesCalls);
        string home = uid == 0 ? "HOME=/root" : "HOME=/home/user";
        Assert.Contains(home, container.Run().Succeeded().Lines);
        container.Script = "sleep 1000";
        container.Begin();
        Assert.Contains(home, container.Exec("env").Succeeded().Lines);
        // the sets are the config's all the same, and no capability of the loading is left
        Assert.Contains(
            uid == 0 ? "CapEff:\t00000000080004e1" : "CapEff:\t0000000000000000",
            container.Exec("cat", "/proc/self/status").Succeeded().Lines
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void StartContainer_hooks_run_under_the_filter(bool noNewPrivileges)
    {
        using var container = new Container("true");
        container.Process["noNewPrivileges"] = noNewPrivileges;
        container.Config["hooks"] = JsonNode.Parse(
            """{"startContainer":[{"path":"/bin/sh","args":["sh","-c","grep Seccomp: /proc/self/status >/home/hook"]}]}"""
        );
        // engines' profiles refuse this one so that libc falls back
        container.Seccomp("ALLOW", "ERRNO clone3")["syscalls"]![0]!["errnoRet"] = 38;
        container.Run().Succeeded();
        Assert.Equal("Seccomp:\t2\n", System.IO.File.ReadAllText(container.InRootfs("home/hook")));
    }

    [RuncDiffersTheory("it does not say so")]
    [InlineData(false)]
    [InlineData(true)]
    public void The_error_of_a_program_that_the_filter_refuses_names_the_filter(bool noNewPrivileges)
    {
        using var container = new Container("true");
        container.Process["noNewPrivileges"] = noNewPrivileges;
        container.Seccomp("ALLOW", "ERRNO execve,execveat");
        container.Run().Failed("operation not permitted (the seccomp filter refuses execve");
        container.Create().Succeeded();
        container.Start().Failed("the seccomp filter refuses execve");
    }
}
