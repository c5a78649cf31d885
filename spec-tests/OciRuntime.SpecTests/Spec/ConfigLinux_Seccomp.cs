using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Spec;

/// <summary>config-linux.md, "Seccomp": what the kernel does with the filter.</summary>
public sealed class ConfigLinux_Seccomp
{
    private static readonly string Allow =
        $"\"defaultAction\":\"SCMP_ACT_ALLOW\",\"architectures\":[\"{Machine.SeccompName}\"]";

    private static Container With(string rules, string? rest = null)
    {
        var container = new Container();
        container.Linux["seccomp"] = JsonNode.Parse($"{{{rest ?? Allow},\"syscalls\":[{rules}]}}");
        return container;
    }

    private static string Call(Container container, string number, params string[] arguments) =>
        container.Args(["probe", "syscall", number, .. arguments]).Output();

    [Theory]
    [InlineData("", 1)] // EPERM without errnoRet
    [InlineData(",\"errnoRet\":38", 38)]
    [InlineData(",\"errnoRet\":95", 95)]
    public void A_refused_call_returns_the_errno_of_its_rule(string errnoRet, int expected)
    {
        using Container container = With($"{{\"names\":[\"sync\"],\"action\":\"SCMP_ACT_ERRNO\"{errnoRet}}}");
        Assert.Equal($"-1 {expected}", Call(container, Machine.Sync));
    }

    [Fact]
    public void A_call_that_no_rule_names_has_the_default_action()
    {
        using Container container = With("{\"names\":[\"sync\"],\"action\":\"SCMP_ACT_ERRNO\"}");
        Assert.Equal("1 0", Call(container, Machine.Getpid));
    }

    [Theory]
    [InlineData("SCMP_CMP_EQ", 8, "8", true)]
    [InlineData("SCMP_CMP_EQ", 8, "9", false)]
    [InlineData("SCMP_CMP_NE", 8, "9", true)]
    [InlineData("SCMP_CMP_LT", 8, "7", true)]
    [InlineData("SCMP_CMP_LE", 8, "8", true)]
    [InlineData("SCMP_CMP_GT", 8, "9", true)]
    [InlineData("SCMP_CMP_GE", 8, "8", true)]
    [InlineData("SCMP_CMP_GT", 8, "8", false)]
    public void Seccomp_compares_arguments(string op, int value, string argument, bool matches)
    {
        using Container container = With(
            $"{{\"names\":[\"personality\"],\"action\":\"SCMP_ACT_ERRNO\",\"errnoRet\":99,\"args\":[{{\"index\":0,\"value\":{value},\"op\":\"{op}\"}}]}}"
        );
        Assert.Equal(matches, Call(container, Machine.Personality, argument) == "-1 99");
    }

    [Fact]
    public void A_masked_comparison_looks_at_the_masked_bits()
    {
        using Container container = With(
            "{\"names\":[\"personality\"],\"action\":\"SCMP_ACT_ERRNO\",\"errnoRet\":99,\"args\":[{\"index\":0,\"value\":15,\"valueTwo\":8,\"op\":\"SCMP_CMP_MASKED_EQ\"}]}"
        );
        Assert.Equal("-1 99", Call(container, Machine.Personality, "0x208"));
    }

    [Theory]
    [InlineData("SCMP_ACT_KILL")]
    [InlineData("SCMP_ACT_KILL_PROCESS")]
    [InlineData("SCMP_ACT_KILL_THREAD")]
    public void Kill_ends_the_program_with_SIGSYS(string action)
    {
        using Container container = With($"{{\"names\":[\"sync\"],\"action\":\"{action}\"}}");
        Assert.Equal(128 + 31, container.Args("probe", "syscall", Machine.Sync).Run().ExitCode);
    }

    [Fact]
    public void The_seccomp_filter_is_loaded_once()
    {
        using Container container = With("{\"names\":[\"sync\"],\"action\":\"SCMP_ACT_ERRNO\"}");
        Assert.Equal(
            "Seccomp:\t2\nSeccomp_filters:\t1",
            container.Args("grep", "^Seccomp", "/proc/self/status").Output()
        );
    }

    [Fact]
    public void A_user_who_is_not_root_has_the_filter_with_and_without_no_new_privileges()
    {
        foreach (bool value in (bool[])[true, false])
        {
            using Container container = With("{\"names\":[\"sync\"],\"action\":\"SCMP_ACT_ERRNO\"}");
            container.Process["user"] = new JsonObject { ["uid"] = 1000, ["gid"] = 1000 };
            container.Process["noNewPrivileges"] = value;
            Assert.Equal("-1 1", Call(container, Machine.Sync));
        }
    }

    [Theory]
    [InlineData("\"defaultAction\":\"SCMP_ACT_NONSENSE\"")]
    [InlineData("\"defaultAction\":\"SCMP_ACT_ALLOW\",\"architectures\":[\"SCMP_ARCH_NONSENSE\"]")]
    public void An_unknown_seccomp_word_is_an_error(string rest)
    {
        using Container container = With("{\"names\":[\"sync\"],\"action\":\"SCMP_ACT_ERRNO\"}", rest);
        container.Run().Failed("NONSENSE");
    }

    [RuncDiffersFact("1.1 does not say which flag")]
    public void An_unknown_seccomp_flag_is_an_error() =>
        An_unknown_seccomp_word_is_an_error(
            "\"defaultAction\":\"SCMP_ACT_ALLOW\",\"flags\":[\"SECCOMP_FILTER_FLAG_NONSENSE\"]"
        );

    [Fact]
    public void A_call_that_this_machine_does_not_know_is_ignored()
    {
        using Container container = With("{\"names\":[\"no_such_call\",\"sync\"],\"action\":\"SCMP_ACT_ERRNO\"}");
        Assert.Equal("-1 1", Call(container, Machine.Sync));
    }
}
