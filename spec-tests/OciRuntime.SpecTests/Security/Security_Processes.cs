using System;
using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Console;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Security;

/// <summary>A hostile container looks at, or becomes, the processes that the runtime brings into it.</summary>
public sealed class Security_Processes
{
    private static string Hash() =>
        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(RuntimeUnderTest.Binary)));

    /// <summary>
    /// CVE-2019-5736: the container's program, or one that exec is told to run, is the runtime itself, which a log that
    /// nobody
    /// reads holds up. Another process keeps its file open, and writes once it has ended: before, it would be ETXTBSY
    /// for any file.
    /// </summary>
    [RuncDiffersTheory("its log does not hold it up")]
    [InlineData("run")]
    [InlineData("exec")]
    public void The_runtimes_binary_cannot_be_written_by_who_opened_it_while_it_ran_inside(string verb)
    {
        const string Attack = """
            while [ -z "$p" ]; do p=$(grep -l '^/proc/self/exe' /proc/[0-9]*/cmdline 2>/dev/null | head -n 1); p=${p%/cmdline}; done
            exec 5<$p/exe && echo opened
            cat /home/fifo >/dev/null
            while [ -e $p ] && ! grep -q 'State:.Z' $p/status; do sleep 0.05; done
            echo x >/proc/self/fd/5 && echo written
            true
            """;
        string before = Hash();
        using var container = new Container("sleep 1000");
        Command.Run("mkfifo", [container.InRootfs("home/fifo")]).Succeeded();
        File.WriteAllText(container.InRootfs("bin/evil"), "#!/proc/self/exe --log=/home/fifo\n");
        Command.Run("chmod", ["755", container.InRootfs("bin/evil")]).Succeeded();
        // without a pid namespace the other process outlives the first one
        container.Linux["namespaces"] = Config.Namespaces("network", "mount", "ipc", "uts");
        if (verb == "run") container.Args("/proc/self/exe", "--log=/home/fifo", "nothing");
        container.Begin();
        using System.Diagnostics.Process? evil =
            verb == "run"
                ? null
                : Command.Start(
                    RuntimeUnderTest.Binary,
                    [.. RuntimeUnderTest.Global, "exec", container.Id, "/bin/evil"],
                    Path.Combine(container.Bundle, "evil")
                );
        Command attack = container.Exec("sh", "-c", Attack);
        Assert.True(evil?.WaitForExit(30_000) ?? true);
        Assert.Equal("opened", attack.Succeeded().Text);
        Assert.Matches("Read-only file system|Operation not permitted", attack.Error);
        Assert.Equal(before, Hash());
    }

    /// <summary>
    /// CVE-2016-9962: a process that has joined the container, and is not yet its program, cannot be looked into.
    /// </summary>
    [Fact]
    public void Descriptors_and_program_of_a_joining_process_are_hidden()
    {
        using var container = new Container(
            "while true; do for p in /proc/[0-9]*; do for l in exe root cwd; do readlink $p/$l; done; ls -l $p/fd; "
            + "done; done >/home/seen 2>/dev/null"
        );
        container.Begin();
        for (int i = 0; i < 20; i++) container.Exec("/bin/true").Succeeded();
        container.KillWith("KILL").Succeeded();
        string seen = File.ReadAllText(container.InRootfs("home/seen"));
        Assert.Contains("/bin/busybox", seen, StringComparison.Ordinal);
        // a stream that the container itself was given is no secret
        Assert.DoesNotContain(TestRun.StateRoot, seen, StringComparison.Ordinal);
        Assert.DoesNotContain("ocirun\n", seen, StringComparison.Ordinal);
    }

    /// <summary>
    /// The same for a container that is made in namespaces of another, whose root may trace everything in them.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(100000)]
    public void A_container_that_joins_another_is_hidden_from_its_root(int hostId)
    {
        using var first = new Container("sleep 100");
        first.Linux["namespaces"] = Config.Namespaces("pid", "network", "mount", "ipc", "uts", "user");
        var mapping = new JsonArray(
            new JsonObject
            {
                ["containerID"] = 0,
                ["hostID"] = hostId,
                ["size"] = 65536,
            }
        );
        foreach (string maps in (string[])["uidMappings", "gidMappings"])
            first.Linux[maps] = mapping.DeepClone();
        first.Process["capabilities"] = Config.Capabilities([
            .. Config.DefaultCapabilities,
            "CAP_SYS_PTRACE",
            "CAP_DAC_READ_SEARCH",
        ]);
        first.Begin();
        using var second = new Container("true");
        second.Config.Remove("hostname");
        second.Linux["namespaces"] = Config.Namespaces(
            "mount",
            "network",
            $"user:/proc/{first.Pid}/ns/user",
            $"pid:/proc/{first.Pid}/ns/pid"
        );
        // runc 1.1 wants them
        foreach (string maps in (string[])["uidMappings", "gidMappings"]) second.Linux[maps] = mapping.DeepClone();
        second.Create().Succeeded();
        // the only process beside 1 and the looking ones is the second container's
        Command look = first.Exec(
            "sh",
            "-c",
            "for p in /proc/[0-9]*; do [ $p = /proc/1 -o $p = /proc/$$ ] || ls -l $p/fd $p/exe $p/root/; done"
        );
        Assert.Contains("denied", look.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("socket:", look.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("->", look.Output, StringComparison.Ordinal);
    }

    /// <summary>CVE-2025-52565: with a terminal, /dev/console and /dev/pts of the image lead elsewhere.</summary>
    [Theory]
    [InlineData("dev/console")]
    [InlineData("dev/pts")]
    [InlineData("dev/ptmx")]
    public void The_terminal_is_safe_if_the_image_has_links_at_its_paths(string name)
    {
        using var terminal = new Terminal("create", "echo started; sleep 100");
        Container container = terminal.Container;
        string victim = container.HostDirectory("victim"), file = container.HostFile("victim-file", "as it was");
        container.Mounts.RemoveAt(2);
        container.Mounts.RemoveAt(1);
        File.CreateSymbolicLink(container.InRootfs(name), name == "dev/pts" ? victim : file);
        if (name != "dev/pts")
            container.Add(Config.Mount("/dev/pts", "devpts", "devpts", "newinstance", "ptmxmode=0666"));
        Command created = terminal.Start(detach: true, "--console-socket", terminal.Socket.Path);
        Assert.Empty(Directory.EnumerateFileSystemEntries(victim));
        Assert.Equal("as it was", File.ReadAllText(file));
        string mounts = File.ReadAllText("/proc/self/mountinfo");
        Assert.DoesNotContain(container.Id, mounts, StringComparison.Ordinal);
        if (created.ExitCode == 0)
            Assert.DoesNotContain(
                "victim",
                File.ReadAllText($"/proc/{container.Pid}/mountinfo"),
                StringComparison.Ordinal
            );
    }
}
