using System;
using System.IO;
using System.Linq;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Exec;

/// <summary>What the process of <c>exec</c> gets and gives: descriptors, pid file, pidfd.</summary>
public sealed class Exec_Descriptors
{
    [Fact]
    public void Exec_passes_only_the_standard_streams()
    {
        using Container container = new Container("sleep 1000").Begin();
        Assert.Equal(
            "0 1 2 ",
            Shell(container, "exec 3</dev/null 9</dev/null; $EXEC $ID probe fds").Succeeded().Output.TrimEnd('\n')
        );
    }

    [Fact]
    public void Exec_with_preserve_fds_passes_that_many_more()
    {
        using Container container = new Container("sleep 1000").Begin();
        string three = container.HostFile("three", "third\n"),
            four = container.HostFile("four", "fourth\n");
        Assert.Equal(
            "0 1 2 3 4 ",
            Shell(container, $"exec 3<{three} 4<{four} 5</dev/null; $EXEC --preserve-fds 2 $ID probe fds")
                .Succeeded()
                .Output.TrimEnd('\n')
        );
        Assert.Equal(
            "third\nfourth\n",
            Shell(container, $"exec 3<{three} 4<{four}; $EXEC --preserve-fds=2 $ID sh -c 'cat <&3; cat <&4'")
                .Succeeded()
                .Output
        );
    }

    [RuncDiffersFact("it refuses, or passes its own")]
    public void Preserved_descriptors_that_are_not_open_are_left_out()
    {
        using Container container = new Container("sleep 1000").Begin();
        Assert.Equal(
            "0 1 2 9 40 ",
            Shell(container, "exec 9</dev/null 40</dev/null 10<&-; $EXEC --preserve-fds 38 $ID probe fds")
                .Succeeded()
                .Output.TrimEnd('\n')
        );
        // as many as nobody can have: the shell may have some of its own open
        Assert.StartsWith(
            "0 1 2 ",
            Shell(container, "$EXEC --preserve-fds 1000000 $ID probe fds").Succeeded().Output,
            StringComparison.Ordinal
        );
    }

    /// <summary>CVE-2024-21626 by a descriptor of the runtime in the hole.</summary>
    [RuncDiffersFact("1.1.12 is the first that closes them")]
    public void No_descriptor_of_the_runtime_is_in_a_gap_while_a_path_of_the_container_is_resolved()
    {
        using Container container = new Container("sleep 1000").Begin();
        for (int fd = 3; fd < 24; fd++)
            Assert.Equal(
                "",
                Shell(
                        container,
                        $"exec 40</dev/null; $EXEC --preserve-fds 38 $ID "
                        + $"/proc/self/fd/{fd}/../../../../../../..{Path.Combine(TestRun.WorkDirectory, "probe")} getcwd"
                    )
                    .Failed("unable to start container process")
                    .Output
            );
    }

    [Fact]
    public void Exec_writes_the_pid_as_the_host_sees_it()
    {
        using Container container = new Container("sleep 1000").Begin();
        string file = Path.Combine(container.Bundle, "exec.pid");
        container.ExecWith(["--detach", "--pid-file", file], "sleep", "1234").Succeeded();
        int pid = int.Parse(File.ReadAllText(file));
        // runc returns a little before the process becomes its program
        Wait.Until(() => File.ReadAllText($"/proc/{pid}/cmdline") == "sleep\0" + "1234\0", "the program");
        Assert.Equal(
            Command.Run("readlink", [$"/proc/{container.Pid}/ns/pid"]).Text,
            Command.Run("readlink", [$"/proc/{pid}/ns/pid"]).Text
        );
    }

    [Fact]
    public void A_relative_pid_file_is_in_the_callers_working_directory()
    {
        using Container container = new Container("sleep 1000").Begin();
        Command
            .Run(
                RuntimeUnderTest.Binary,
                ["--root", TestRun.StateRoot, "exec", "--pid-file", "exec.pid", container.Id, "true"],
                directory: container.Bundle
            )
            .Succeeded();
        Assert.True(File.Exists(Path.Combine(container.Bundle, "exec.pid")));
    }

    [Fact]
    public void Exec_detached_returns_while_the_process_runs()
    {
        using Container container = new Container("sleep 1000").Begin();
        container
            .ExecWith(
                ["--detach"],
                "sh",
                "-c",
                "until [ -e /home/go ]; do sleep 0.05; done; echo done >/home/done; sleep 1000"
            )
            .Succeeded();
        File.WriteAllText(container.InRootfs("home/go"), "");
        Assert.Equal("done\n", Container.WaitForText(container.InRootfs("home/done")));
    }

    [Fact]
    public void Exec_ends_the_process_if_the_pid_file_cannot_be_written()
    {
        using Container container = new Container("sleep 1000").Begin();
        container.ExecWith(["--detach", "--pid-file", "/nowhere/pid"], "sleep", "1234").Failed("/nowhere");
        Assert.DoesNotContain(RuntimeUnderTest.Run("ps", container.Id).Succeeded().Lines, line =>
            line.Contains("1234", StringComparison.Ordinal)
        );
    }

    [RuncDiffersFact("1.1 knows no --pidfd-socket")]
    public void Exec_sends_a_pidfd_of_the_process_to_the_pidfd_socket()
    {
        using Container container = new Container("sleep 1000").Begin();
        using var socket = new DescriptorSocket(Path.Combine(container.Bundle, "pidfd.sock"));
        string file = Path.Combine(container.Bundle, "exec.pid");
        container
            .ExecWith(["--detach", "--pid-file", file, "--pidfd-socket", socket.Path], "sleep", "1234")
            .Succeeded();
        using Descriptor received = socket.Receive();
        Assert.Equal("pidfd", received.Text);
        string line = File.ReadAllLines($"/proc/self/fdinfo/{received.Fd}")
            .Single(entry => entry.StartsWith("Pid:", StringComparison.Ordinal));
        Assert.Equal(File.ReadAllText(file), line.Split('\t')[1]);
    }

    [RuncDiffersFact("1.1 knows no --pidfd-socket")]
    public void Exec_with_a_pidfd_socket_that_nobody_listens_on_is_an_error()
    {
        using Container container = new Container("sleep 1000").Begin();
        Assert.Equal(
            255,
            container.ExecWith(["--pidfd-socket", "/nowhere/socket"], "true").Failed("/nowhere").ExitCode
        );
    }

    [RuncDiffersFact("1.1 knows no --pidfd-socket")]
    public void Create_and_run_send_a_pidfd_of_the_first_process()
    {
        using var container = new Container("sleep 1000");
        using var socket = new DescriptorSocket(Path.Combine(container.Bundle, "pidfd.sock"));
        container.Create("--pidfd-socket", socket.Path).Succeeded();
        using (Descriptor received = socket.Receive())
            Assert.Contains($"Pid:\t{container.Pid}", File.ReadAllLines($"/proc/self/fdinfo/{received.Fd}"));
        container.Delete("--force").Succeeded();
        container.Run("--detach", "--pidfd-socket", socket.Path).Succeeded();
        using (Descriptor received = socket.Receive())
            Assert.Contains($"Pid:\t{container.Pid}", File.ReadAllLines($"/proc/self/fdinfo/{received.Fd}"));
    }

    /// <summary>Runs a script in which <c>$EXEC</c> is the runtime's exec and <c>$ID</c> the container.</summary>
    private static Command Shell(Container container, string script) =>
        Command.Run(
            "bash",
            ["-c", $"EXEC='{RuntimeUnderTest.Binary} --root {TestRun.StateRoot} exec'; ID={container.Id}; {script}"]
        );
}
