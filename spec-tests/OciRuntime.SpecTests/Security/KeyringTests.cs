using System;
using System.Globalization;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Security;

/// <summary>The session keyring, which keeps the caller's keys out of the container; session-keyring(7).</summary>
public sealed class KeyringTests
{
    // keyctl_setperm(3): search for the keyring's user, and for others
    private const uint UserSearch = 0x80000, OtherSearch = 0x8;

    /// <summary>The permissions and the name of the program's session keyring.</summary>
    private static (uint Permissions, string Name) Describe(string text)
    {
        string[] fields = text.Trim().Split(';', 5);
        Assert.Equal("keyring", fields[0]);
        return (uint.Parse(fields[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture), fields[4]);
    }

    private static Command Exec(Container container, params string[] words) =>
        RuntimeUnderTest.Run(["exec", container.Id, .. words]);

    [Fact]
    public void The_program_has_a_session_keyring_named_after_the_container()
    {
        using var container = new Container().Args("probe", "keyring-permissions");
        (uint permissions, string name) = Describe(container.Output());
        Assert.Equal("_ses." + container.Id, name);
        Assert.NotEqual(0u, permissions & UserSearch);
        Assert.Equal(0u, permissions & OtherSearch);
    }

    [Fact]
    public void A_session_keyring_in_a_user_namespace_may_be_searched_by_others()
    {
        using var container = new Container().Args("probe", "keyring-permissions");
        container.Linux["namespaces"] = Config.Namespaces("pid", "network", "ipc", "uts", "mount", "user");
        foreach (string maps in (string[])["uidMappings", "gidMappings"])
            container.Linux[maps] = System.Text.Json.Nodes.JsonNode.Parse(
                "[{\"containerID\":0,\"hostID\":0,\"size\":65536}]"
            );
        (uint permissions, string name) = Describe(container.Output());
        Assert.Equal("_ses." + container.Id, name);
        Assert.NotEqual(0u, permissions & OtherSearch);
    }

    [Fact]
    public void Exec_joins_the_containers_session_keyring()
    {
        using var container = new Container("probe keyring >/home/first; sleep 100");
        container.Create().Succeeded();
        container.Start().Succeeded();
        string first = Container.WaitForText(container.InRootfs("home/first"));
        Assert.Equal(first, Exec(container, "/bin/probe", "keyring").Succeeded().Output);
    }

    [Fact]
    public void Exec_as_another_user_has_no_keyring_of_the_caller()
    {
        using var container = new Container("sleep 100");
        container.Create().Succeeded();
        container.Start().Succeeded();
        Command run = RuntimeUnderTest.Run(
            "exec",
            "--user",
            "1000:1000",
            container.Id,
            "/bin/probe",
            "keyring-permissions"
        );
        Assert.Equal("_ses." + container.Id, Describe(run.Succeeded().Output).Name);
    }

    [Fact]
    public void With_no_new_keyring_program_and_exec_keep_the_callers_keyring()
    {
        using var container = new Container("probe keyring-permissions >/home/first; sleep 100");
        container.Create("--no-new-keyring").Succeeded();
        container.Start().Succeeded();
        string first = Container.WaitForText(container.InRootfs("home/first"));
        Assert.DoesNotContain(container.Id, first, StringComparison.Ordinal);
        Assert.Equal(first, Exec(container, "/bin/probe", "keyring-permissions").Succeeded().Output);
    }
}
