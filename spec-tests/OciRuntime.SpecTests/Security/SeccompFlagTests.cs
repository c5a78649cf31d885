using System;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Security;

/// <summary>config-linux.md, Seccomp, flags: what each changes in the kernel.</summary>
public sealed class SeccompFlagTests
{
    private const string RuncHasNone = "1.1 supports no flags";
    private const string Log = "SECCOMP_FILTER_FLAG_LOG",
        Tsync = "SECCOMP_FILTER_FLAG_TSYNC";
    private const string SpecAllow = "SECCOMP_FILTER_FLAG_SPEC_ALLOW",
        Killable = "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV";

    /// <summary>Flags and lengths of the filters of a running container's process.</summary>
    private static string[] Filters(Container container) =>
        Command
            .Run(Probes.Metadata, [container.Pid.ToString(System.Globalization.CultureInfo.InvariantCulture)])
            .Succeeded()
            .Lines;

    private static Container Started(bool noNewPrivileges, params string[] flags)
    {
        var container = new Container("sleep 100");
        container.Process["noNewPrivileges"] = noNewPrivileges;
        container.Seccomp("ALLOW", "ERRNO getppid")["flags"] = Config.Array(flags);
        container.Create().Succeeded();
        container.Start().Succeeded();
        Wait.Until(
            () => Command.Run("grep", ["-q", "^Seccomp:.2", $"/proc/{container.Pid}/status"]).ExitCode == 0,
            "filter in the status of the process");
        return container;
    }

    [RuncDiffersTheory(RuncHasNone)]
    [InlineData(true)]
    [InlineData(false)]
    public void The_flag_LOG_is_set_on_the_filter_if_the_config_has_it(bool noNewPrivileges)
    {
        using (Container container = Started(noNewPrivileges, Log))
            Assert.StartsWith("2 ", Assert.Single(Filters(container)), StringComparison.Ordinal);
        using (Container container = Started(noNewPrivileges))
            Assert.StartsWith("0 ", Assert.Single(Filters(container)), StringComparison.Ordinal);
    }

    [RuncDiffersTheory(RuncHasNone)]
    [InlineData(Tsync)]
    [InlineData(SpecAllow)]
    [InlineData(Log, Tsync, SpecAllow)]
    public void The_kernel_accepts_every_filter_flag_that_features_names(params string[] flags)
    {
        foreach (bool noNewPrivileges in (bool[])[true, false])
        {
            using Container container = Started(noNewPrivileges, flags);
            Assert.StartsWith(
                Array.IndexOf(flags, Log) >= 0 ? "2 " : "0 ",
                Assert.Single(Filters(container)),
                StringComparison.Ordinal
            );
        }
    }

    [RuncDiffersTheory(RuncHasNone)]
    [InlineData(true, "ok")]
    [InlineData(false, "errno 4")] // EINTR
    public void With_WAIT_KILLABLE_RECV_a_signal_does_not_interrupt_a_call_that_the_agent_has(
        bool flag,
        string expected
    )
    {
        using Container container = Probes.Container("/probe", "mkdir", "/made");
        JsonObject profile = container.Seccomp("ALLOW", "NOTIFY mkdir,mkdirat");
        if (flag) profile["flags"] = Config.Array(Killable);
        using var agent = new SeccompAgent(container, "interrupt");
        profile["listenerPath"] = agent.Socket;
        Assert.Equal(expected, container.Output());
    }
}
