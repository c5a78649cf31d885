using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Security;

/// <summary>Published ways out of a container, each tried.</summary>
public sealed class Security_Escapes
{
    /// <summary>CVE-2024-21626: a working directory through a descriptor that the runtime left open.</summary>
    [Fact]
    public void Cwd_through_a_descriptor_of_the_runtime_stays_inside()
    {
        for (int fd = 3; fd < 20; fd++)
        {
            using var container = new Container().Args("probe", "getcwd");
            container.Process["cwd"] = $"/proc/self/fd/{fd}";
            Command run = container.Run();
            // refused, or inside: the kernel says (unreachable) for what lies outside
            if (run.ExitCode == 0) Assert.StartsWith("/", run.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("unreachable", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Cwd_through_a_link_to_a_descriptor_stays_inside()
    {
        for (int fd = 3; fd < 16; fd++)
        {
            using var container = new Container().Args("probe", "getcwd");
            File.CreateSymbolicLink(container.InRootfs("link"), $"/proc/self/fd/{fd}");
            container.Process["cwd"] = "/link";
            Assert.DoesNotContain("unreachable", container.Run().Output, StringComparison.Ordinal);
        }
    }

    private const string Old = "1.1.12 is the first that closes them (CVE-2024-21626)";

    /// <summary>A program of the host, by the path of a descriptor that the runtime has open at execve(2).</summary>
    private static string HostProgram(int fd) =>
        $"/proc/self/fd/{fd}/../../../../../../../../../..{Path.Combine(TestRun.WorkDirectory, "probe")}";

    [RuncDiffersFact(Old)]
    public void A_program_through_a_descriptor_of_the_runtime_is_not_found()
    {
        using var container = new Container();
        for (int fd = 3; fd < 24; fd++)
            Assert.Equal("", container.Args(HostProgram(fd), "getcwd").Run().Failed("unable to start container process").Output);
    }

    [RuncDiffersFact(Old)]
    public void A_program_through_a_descriptor_of_a_process_that_waited_for_start_is_not_found()
    {
        for (int fd = 3; fd < 24; fd++)
        {
            using var container = new Container();
            container.Args(HostProgram(fd), "getcwd").Create().Failed("unable to start container process");
        }
    }

    [RuncDiffersFact(Old)]
    public void Exec_of_a_program_through_a_descriptor_of_the_runtime_is_an_error()
    {
        using var container = new Container("sleep 100");
        container.Create().Succeeded();
        container.Start().Succeeded();
        for (int fd = 3; fd < 24; fd++)
        {
            Assert.Equal("", RuntimeUnderTest.Run("exec", container.Id, HostProgram(fd), "getcwd").Failed("unable to start container process").Output);
            Command cwd = RuntimeUnderTest.Run(
                "exec",
                "--cwd",
                $"/proc/self/fd/{fd}",
                container.Id,
                "/bin/probe",
                "getcwd"
            );
            if (cwd.ExitCode == 0)
                Assert.Equal("/", cwd.Text);
        }
    }

    /// <summary>
    /// CVE-2019-16884, CVE-2025-31133, CVE-2025-52881: a volume instead of /proc, so that labels and sysctls go to
    /// plain files.
    /// </summary>
    [Fact]
    public void Proc_replaced_by_a_volume_is_refused_or_not_trusted()
    {
        using var container = new Container("true");
        string fake = container.HostDirectory("fake/sys/net/ipv4");
        string file = container.HostFile("fake/sys/net/ipv4/ip_forward", "as it was");
        Assert.True(Directory.Exists(fake));
        container.Mounts.RemoveAt(0);
        container.Add(Config.Bind(Path.Combine(container.Bundle, "fake"), "/proc", "rbind"));
        container.Linux["sysctl"] = new JsonObject { ["net.ipv4.ip_forward"] = "1" };
        container.Run();
        Assert.Equal("as it was", File.ReadAllText(file));
    }

    [Theory]
    [InlineData("/proc/self")]
    [InlineData("/proc/sys")]
    public void A_volume_inside_proc_is_refused(string target)
    {
        using var container = new Container("true");
        container.Add(Config.Bind(container.HostDirectory("fake"), target));
        container.Run().Failed("proc");
        Assert.Empty(container.FindLeftovers());
    }

    /// <summary>CVE-2025-31133: /dev/null of the image is not what masks a path.</summary>
    [Fact]
    public void A_masked_path_does_not_become_what_the_image_calls_dev_null()
    {
        using var container = new Container("cat /etc/group");
        container.Mounts.RemoveAt(2);
        container.Mounts.RemoveAt(1); // /dev of the image
        File.CreateSymbolicLink(container.InRootfs("dev/null"), "/etc/passwd");
        container.Linux["maskedPaths"] = Config.Array("/etc/group");
        Command run = container.Run();
        Assert.Equal("", run.Output);
        Assert.NotEqual(0, new FileInfo(container.InRootfs("etc/passwd")).Length);
    }

    /// <summary>CVE-2023-25809: the host's cgroups in a user namespace, without a cgroup namespace.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cgroups_that_the_config_makes_read_only_cannot_be_written(bool userNamespace)
    {
        // Below the tmpfs of v1, which is the container's own and may be written.
        using var container = new Container(
            "cat /proc/self/mountinfo; for d in /sys/fs/cgroup/*/; do mkdir $d/escaped && echo ESCAPED; done"
        );
        container.Linux["namespaces"] = Config.Namespaces(
            userNamespace
                ? ["pid", "network", "mount", "ipc", "uts", "user"]
                : ["pid", "network", "mount", "ipc", "uts"]
        );
        if (userNamespace)
            foreach (string maps in (string[])["uidMappings", "gidMappings"])
                container.Linux[maps] = JsonNode.Parse("[{\"containerID\":0,\"hostID\":0,\"size\":65536}]");
        container.Add(
            Config.Mount("/sys/fs/cgroup", "cgroup", "cgroup", "nosuid", "noexec", "nodev", "relatime", "ro")
        );
        string output = container.Run().Output;
        Assert.DoesNotContain("ESCAPED", output, StringComparison.Ordinal);
        MountInfo[] mounts = MountInfo.ParseAll(output).Where(mount => mount.Type is "cgroup" or "cgroup2").ToArray();
        Assert.NotEmpty(mounts);
        Assert.All(mounts, mount => Assert.Contains("ro", mount.Options.Concat(mount.SuperOptions)));
    }

    [Fact]
    public void No_descriptor_of_the_runtime_is_left_in_the_container()
    {
        using var container = new Container("ls -l /proc/self/fd /proc/1/fd");
        foreach (
            string line in container.Output().Split('\n').Where(line => line.Contains("->", StringComparison.Ordinal))
        )
            Assert.DoesNotContain(TestRun.StateRoot, line, StringComparison.Ordinal);
    }

    /// <summary>
    /// What the caller's environment and command line hold is nobody's in a container that joins the created one's
    /// processes.
    /// </summary>
    [RuncDiffersFact("its waiting process has an environment of its own, with the path of the state in it")]
    public void A_process_that_waits_for_start_shows_nothing_of_the_callers_to_a_container_that_joins_it()
    {
        using var first = new Container("sleep 100");
        first.WriteConfig();
        Command
            .Run(
                "env",
                [
                    "TOKEN=of-the-caller",
                    RuntimeUnderTest.Binary,
                    .. RuntimeUnderTest.Global,
                    "create",
                    "--bundle",
                    first.Bundle,
                    first.Id,
                ]
            )
            .Succeeded();
        using var second = new Container(
            "cat /proc/1/cmdline; tr '\\0' '\\n' </proc/1/environ; ls -l /proc/1/fd /proc/1/exe /proc/1/cwd; ls "
            + "/proc/1/root/; grep PPid /proc/1/status"
        );
        second.Linux["namespaces"] = Config.Namespaces(
            "mount",
            "ipc",
            "uts",
            "network",
            $"pid:/proc/{first.Pid}/ns/pid"
        );
        Command look = second.Run();
        // it was there, and was looked at
        Assert.Contains("PPid:", look.Output, StringComparison.Ordinal);
        foreach (
            string secret in (string[])["TOKEN", first.Bundle, TestRun.StateRoot, RuntimeUnderTest.Binary, "socket:"]
        )
            Assert.DoesNotContain(secret, look.Output, StringComparison.Ordinal);
    }

    /// <summary>
    /// CVE-2026-88264: a terminal in a root filesystem whose /dev/console leads to a name that the host does not have.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_console_that_is_a_link_makes_no_file_outside(bool readOnly)
    {
        using var terminal = new Console.Terminal("create", "sleep 100");
        Container container = terminal.Container;
        string victim = container.HostDirectory("victim");
        container.Mounts.RemoveAt(2);
        container.Mounts.RemoveAt(1); // /dev is the image's
        File.CreateSymbolicLink(container.InRootfs("dev/console"), victim + "/made");
        Directory.CreateDirectory(container.InRootfs("dev/pts"));
        container.Add(Config.Mount("/dev/pts", "devpts", "devpts", "newinstance", "ptmxmode=0666"));
        container.Config["root"]!["readonly"] = readOnly;
        terminal.Start(detach: true, "--console-socket", terminal.Socket.Path);
        Assert.Empty(Directory.EnumerateFileSystemEntries(victim));
    }

    /// <summary>
    /// CVE-2026-88265: standard streams on /dev/null become a file of the host that the image's /dev/null leads to, and
    /// its owner changes.
    /// </summary>
    [RuncDiffersFact("it opens the host's /dev/null")]
    public void Standard_streams_do_not_become_what_a_link_of_the_image_leads_to()
    {
        using var container = new Container("echo written; echo written >&2");
        string file = container.HostFile("data", "as it was");
        container.Mounts.RemoveAt(2);
        container.Mounts.RemoveAt(1);
        container.Process["user"] = new JsonObject { ["uid"] = 1000, ["gid"] = 1000 };
        File.CreateSymbolicLink(container.InRootfs("dev/null"), "/mnt/data");
        container.Add(Config.Bind(file, "/mnt/data"));
        container.WriteConfig();
        Command
            .Run(
                "sh",
                [
                    "-c",
                    "exec \"$@\" >/dev/null",
                    "sh",
                    RuntimeUnderTest.Binary,
                    .. RuntimeUnderTest.Global,
                    "run",
                    "--bundle",
                    container.Bundle,
                    container.Id,
                ]
            )
            .Failed("/dev/null");
        Assert.Equal("as it was", File.ReadAllText(file));
        Assert.Equal("0", Command.Run("stat", ["-c", "%u", file]).Text);
    }

    /// <summary>CVE-2026-135844: a user database without an end.</summary>
    [RuncDiffersTheory("before 1.6.1 it reads on")]
    [InlineData("run")]
    [InlineData("exec")]
    public void A_passwd_file_without_an_end_does_not_stop_the_runtime(string verb)
    {
        using var container = new Container("sleep 100");
        if (verb == "exec") container.Begin();
        File.Delete(container.InRootfs("etc/passwd"));
        File.CreateSymbolicLink(container.InRootfs("etc/passwd"), "/dev/zero");
        string[] options = ["env"];
        Command command = verb == "exec" ? container.Exec(options) : container.Args(options).Run();
        Assert.Contains("HOME=/", command.Succeeded().Lines);
    }
}
