using System;
using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Cgroups;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cli;

/// <summary>Causes that the errno does not tell, looked up after the failure.</summary>
public sealed class Errors_Hints
{
    private const string ErrnoOnly = "runc tells the errno alone";

    private static Container IdMapped(params string[] options)
    {
        Container container = new("true");
        JsonObject mount = Config.Bind("/proc/sys", "/mnt", options);
        foreach (string maps in (string[])["uidMappings", "gidMappings"])
            mount[maps] = new JsonArray(new JsonObject { ["containerID"] = 0, ["hostID"] = 100000, ["size"] = 65536 });
        return container.Add(mount);
    }

    [RuncDiffersFact(ErrnoOnly)]
    public void An_id_mapped_mount_names_the_filesystem_that_cannot_be_one()
    {
        using Container container = IdMapped("bind", "idmap");
        string error = container.Run().Failed().Error;
        Assert.Equal(
            "ocirun: invalid config: id-map `/proc/sys`: invalid argument (EINVAL) (`/proc` is a filesystem of type proc, "
                + $"whose ids this kernel cannot map) [config: /mounts/{container.Mounts.Count - 1}]\n",
            error.Replace($"/mounts/{container.Mounts.Count - 1}/source]", $"/mounts/{container.Mounts.Count - 1}]",
                StringComparison.Ordinal));
    }

    [RuncDiffersFact(ErrnoOnly)]
    public void A_namespace_that_is_one_too_many_names_the_sysctl_and_its_value()
    {
        using Container container = new("true");
        container.Linux.Remove("cgroupsPath");
        container.WriteConfig();
        // In a user namespace of the test's own, whose limits are its own.
        const string script = "echo 1 >/proc/sys/user/max_net_namespaces\nexec \"$@\"";
        Command command = Command.Run(
            "/usr/bin/unshare",
            ["--user", "--map-root-user", "--net", "--mount", "sh", "-ec", script, "sh", RuntimeUnderTest.Binary,
                "--root", container.HostDirectory("state"), "--cgroup-manager", "disabled", "--rootless", "true", "run",
                "--bundle", container.Bundle, container.Id]);
        Assert.Equal(1, command.ExitCode);
        Assert.Equal(
            "ocirun: clone3 `the container process`: no space left on device (ENOSPC) (the sysctl "
                + "user.max_net_namespaces is 1, and that many are in use)\n",
            command.Error);
    }

    /// <summary>In a user namespace of the test's own, whose limits are its own; clone3, unshare and open_tree.</summary>
    [RuncDiffersTheory(ErrnoOnly)]
    [InlineData("mnt", false)]
    [InlineData("pid", false)]
    [InlineData("net", false)]
    [InlineData("ipc", false)]
    [InlineData("uts", false)]
    [InlineData("cgroup", false)]
    [InlineData("time", false)]
    [InlineData("user", true)]
    [InlineData("mnt", true)]
    [InlineData("net", true)]
    public void A_namespace_that_may_not_be_made_names_the_sysctl_that_is_0(string type, bool user)
    {
        using Container container = new("true");
        container.Linux.Remove("cgroupsPath");
        container.Linux["namespaces"] = Config.Namespaces("pid", "mount", "network", "ipc", "uts", "cgroup", "time");
        if (user) container.AddUserNamespace(0);
        foreach (string maps in user ? (string[])["uidMappings", "gidMappings"] : [])
            container.Linux[maps]![0]!["size"] = 1;
        container.WriteConfig();
        string script = $"echo 0 >/proc/sys/user/max_{type}_namespaces\nexec \"$@\"";
        Command command = Command.Run(
            "/usr/bin/unshare",
            ["--user", "--map-root-user", "--mount", "sh", "-ec", script, "sh", RuntimeUnderTest.Binary,
                "--root", container.HostDirectory("state"), "--cgroup-manager", "disabled", "--rootless", "true", "run",
                "--bundle", container.Bundle, container.Id]);
        Assert.Equal(1, command.ExitCode);
        Assert.Contains(
            $": no space left on device (ENOSPC) (the sysctl user.max_{type}_namespaces is 0)", command.Error);
    }

    /// <summary>The runtime's own cgroup has no room for one process more.</summary>
    [LimitsFact(ErrnoOnly)]
    public void A_process_that_is_one_too_many_names_the_cgroup_and_its_limit()
    {
        using Container container = new("true");
        container.WriteConfig();
        string root = HostCgroups.IsUnified ? HostCgroups.Root : HostCgroups.Root + "/pids";
        string cgroup = Directory.CreateDirectory($"{root}/ocirun-full-{container.Id}").FullName;
        try
        {
            const string script = "echo 1 >$0/pids.max; echo $$ >$0/cgroup.procs; exec \"$@\"";
            Command command = Command.Run(
                "/bin/sh", ["-ec", script, cgroup, RuntimeUnderTest.Binary, .. RuntimeUnderTest.Global, "run", "--bundle",
                    container.Bundle, container.Id]);
            Assert.Equal(1, command.ExitCode);
            Assert.EndsWith(
                $": resource temporarily unavailable (EAGAIN) (pids.max of the cgroup `/{Path.GetFileName(cgroup)}` is 1)\n",
                command.Error);
        }
        finally
        {
            Directory.Delete(cgroup);
        }
    }

    [RuncDiffersFact("runc goes on without a keyring")]
    public void A_quota_of_keys_that_is_used_up_is_named_each_time()
    {
        const int user = 23456; // nobody's
        string fill = Path.Combine(TestRun.WorkDirectory, "fill_keys");
        Command.Run(
            "gcc", ["-static", "-O1", "-o", fill, Path.Combine(AppContext.BaseDirectory, "Cli", "fill_keys.c")])
            .Succeeded();
        using Container container = new("true");
        container.AddUserNamespace(user);
        foreach (string maps in (string[])["uidMappings", "gidMappings"]) container.Linux[maps]![0]!["size"] = 1;
        container.Config["linux"]!.AsObject().Remove("cgroupsPath");
        container.Config["linux"]!.AsObject().Remove("resources");
        container.Mounts.Clear();
        container.WriteConfig();
        string state = container.HostDirectory("state");
        File.SetUnixFileMode(state, (UnixFileMode)0x1FF); // 0777
        // What the process says last is not lost, however late the runtime reads it.
        for (int i = 0; i < 10; i++)
        {
            Command command = Command.Run(
                fill,
                [user.ToString(), RuntimeUnderTest.Binary, "--root", state, "--cgroup-manager", "disabled", "run", "--bundle",
                    container.Bundle, container.Id]);
            Assert.Matches(
                $"^ocirun: join session keyring `_ses.{container.Id}`: disk quota exceeded \\(EDQUOT\\) \\(user {user} has "
                    + "[0-9]+ of [0-9]+ keys: sysctl kernel.keys.maxkeys\\)\n$",
                command.Error);
        }
    }
}
