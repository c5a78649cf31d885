using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Console;

/// <summary>
/// A service manager's sockets: those that it listens on for the container (sd_listen_fds(3)), and its own
/// (sd_notify(3)).
/// </summary>
public sealed class Service_Sockets
{
    [Theory]
    [InlineData("create")]
    [InlineData("run")]
    public void Descriptors_of_LISTEN_FDS_come_before_the_preserved_ones(string verb)
    {
        using var container = new Container("echo $LISTEN_FDS $LISTEN_PID; probe fds; cat <&4; cat <&5");
        container.WriteConfig();
        string listen = container.HostFile("listen", "listen\n"),
            preserve = container.HostFile("preserve", "preserve\n");
        string script =
            $"exec 3</dev/null 4<{listen} 5<{preserve} 6</dev/null; LISTEN_FDS=2 LISTEN_PID=$$ exec "
            + $"{RuntimeUnderTest.Binary} --root {TestRun.StateRoot} {verb} --bundle {container.Bundle} "
                + $"--preserve-fds 1 {container.Id} >{container.Bundle}/out";
        Command.Run("sh", ["-c", script]).Succeeded();
        if (verb == "create")
        {
            container.Start().Succeeded();
            container.WaitFor("stopped");
        }
        Assert.Equal("2 1\n0 1 2 3 4 5 \nlisten\npreserve\n", File.ReadAllText(Path.Combine(container.Bundle, "out")));
    }

    [Fact]
    public void Descriptors_of_LISTEN_FDS_for_another_process_are_not_passed()
    {
        using var container = new Container("echo .$LISTEN_FDS.; probe fds");
        container.WriteConfig();
        string script =
            $"exec 3</dev/null; LISTEN_FDS=1 LISTEN_PID=1 exec {RuntimeUnderTest.Binary} --root {TestRun.StateRoot} "
            + $"run --bundle {container.Bundle} {container.Id}";
        Assert.Equal("..\n0 1 2 \n", Command.Run("sh", ["-c", script]).Succeeded().Output);
    }

    [RuncDiffersTheory("it refuses")]
    [InlineData("run")]
    [InlineData("create")]
    public void Preserved_descriptors_that_are_not_open_are_left_out(string verb)
    {
        using var container = new Container("exec >/home/fds; probe fds; sleep 1000");
        container.WriteConfig();
        string script =
            $"exec 9</dev/null 40</dev/null 10<&-; exec {RuntimeUnderTest.Binary} --root {TestRun.StateRoot} {verb} "
            + $"{(verb == "run" ? "--detach" : "")} --bundle {container.Bundle} --preserve-fds 38 {container.Id} "
                + $"</dev/null >/dev/null";
        Command.Run("bash", ["-c", script]).Succeeded();
        if (verb == "create") container.Start().Succeeded();
        Assert.Equal("0 1 2 9 40 \n", Container.WaitForText(container.InRootfs("home/fds")));
    }

    [Fact]
    public void Start_waits_until_the_container_is_ready_and_says_so()
    {
        using var container = new Container(
            "probe notify STATUS=coming; sleep 0.3; touch /home/ready; probe notify READY=1; sleep 1000"
        );
        using var manager = new Manager(container);
        Run(manager, "create", "--bundle", container.Bundle, container.Id).Succeeded();
        Run(manager, "start", container.Id).Succeeded();
        Assert.True(File.Exists(container.InRootfs("home/ready")), "start did not wait");
        Assert.Equal(["READY=1\n", $"MAINPID={container.Pid}\n"], manager.Messages(2));
        // 1.1 sends no barrier yet
        if (!RuntimeUnderTest.IsRunc) Assert.Equal("BARRIER=1", manager.Messages(3)[2]);
    }

    [Fact]
    public void NOTIFY_SOCKET_may_be_an_abstract_address()
    {
        using var container = new Container("probe notify READY=1; sleep 1000");
        using var manager = new Manager(container, isAbstract: true);
        Run(manager, "run", "--detach", "--bundle", container.Bundle, container.Id).Succeeded();
        Assert.Equal("READY=1\n", Assert.Single(manager.Messages(1)));
    }

    [Fact]
    public void A_service_manager_that_is_gone_does_not_end_the_container()
    {
        using var container = new Container("probe notify READY=1; sleep 1000");
        var manager = new Manager(container);
        manager.Dispose();
        Run(manager, "run", "--detach", "--bundle", container.Bundle, container.Id).Succeeded();
        Assert.Equal("running", container.Status);
    }

    [Fact]
    public void Run_detached_waits_until_the_container_is_ready()
    {
        using var container = new Container("sleep 0.3; touch /home/ready; probe notify READY=1; sleep 1000");
        using var manager = new Manager(container);
        Run(manager, "run", "--detach", "--bundle", container.Bundle, container.Id).Succeeded();
        Assert.True(File.Exists(container.InRootfs("home/ready")), "run did not wait");
        Assert.Equal(["READY=1\n", $"MAINPID={container.Pid}\n"], manager.Messages(2));
    }

    [Fact]
    public void In_a_user_namespace_another_user_says_that_it_is_ready()
    {
        using var container = new Container("probe notify READY=1; sleep 1000");
        var mapping = new JsonArray(new JsonObject { ["containerID"] = 0, ["hostID"] = 100_000, ["size"] = 65_536 });
        ((JsonArray)container.Linux["namespaces"]!).Add((JsonNode)new JsonObject { ["type"] = "user" });
        container.Linux["uidMappings"] = mapping;
        container.Linux["gidMappings"] = mapping.DeepClone();
        container.Process["user"] = new JsonObject { ["uid"] = 1000, ["gid"] = 1000 };
        Directory.CreateDirectory(container.InRootfs("run/notify"));
        using var manager = new Manager(container);
        Run(manager, "run", "--detach", "--bundle", container.Bundle, container.Id).Succeeded();
        Assert.Equal(["READY=1\n", $"MAINPID={container.Pid}\n"], manager.Messages(2));
    }

    [Fact]
    public void Run_attached_is_the_main_process_itself()
    {
        using var container = new Container("probe notify READY=1; sleep 1000");
        using var manager = new Manager(container);
        using Process run = Command.Start(
            RuntimeUnderTest.Binary,
            ["--root", TestRun.StateRoot, "run", "--bundle", container.Bundle, container.Id],
            Path.Combine(container.Bundle, "run"),
            environment: manager.Environment
        );
        Assert.Equal(["READY=1\n", $"MAINPID={run.Id}\n"], manager.Messages(2));
        container.KillWith("KILL").Succeeded();
        Assert.True(run.WaitForExit(30_000));
        Assert.Equal(137, run.ExitCode);
    }

    [RuncDiffersFact("it waits for ever")]
    public void Run_attached_ends_with_a_container_that_never_was_ready()
    {
        using var container = new Container("exit 4");
        using var manager = new Manager(container);
        Assert.Equal(4, Run(manager, "run", "--bundle", container.Bundle, container.Id).ExitCode);
    }

    [Fact]
    public void Start_returns_when_the_container_ends_without_being_ready()
    {
        using var container = new Container("exit 4");
        using var manager = new Manager(container);
        Run(manager, "create", "--bundle", container.Bundle, container.Id).Succeeded();
        Run(manager, "start", container.Id).Succeeded();
        container.WaitFor("stopped").Delete().Succeeded();
        Assert.Empty(container.FindLeftovers());
    }

    [Fact]
    public void While_start_waits_other_verbs_work()
    {
        using var container = new Container("sleep 1000");
        using var manager = new Manager(container);
        Run(manager, "create", "--bundle", container.Bundle, container.Id).Succeeded();
        using Process start = Command.Start(
            RuntimeUnderTest.Binary,
            ["--root", TestRun.StateRoot, "start", container.Id],
            Path.Combine(container.Bundle, "start"),
            environment: manager.Environment
        );
        container.WaitFor("running");
        Assert.Equal("ok", container.Exec("echo", "ok").Succeeded().Text);
        container.Delete("--force").Succeeded();
        Assert.True(start.WaitForExit(30_000), "start waits for a container that is gone");
    }

    private static Command Run(Manager manager, params string[] arguments) =>
        Command.Run(
            RuntimeUnderTest.Binary,
            ["--root", TestRun.StateRoot, .. arguments],
            environment: manager.Environment
        );

    /// <summary>A service manager's notification socket.</summary>
    private sealed class Manager : IDisposable
    {
        private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

        public Manager(Container container, bool isAbstract = false)
        {
            string path = isAbstract ? container.Id : Path.Combine(container.Bundle, "manager.sock");
            _socket.Bind(new UnixDomainSocketEndPoint(isAbstract ? '\0' + path : path));
            Environment = new Dictionary<string, string?> { ["NOTIFY_SOCKET"] = isAbstract ? '@' + path : path };
            container.WriteConfig();
            // a barrier is answered by closing its descriptor, which receiving without room for one does
            _reader = new System.Threading.Thread(Read) { IsBackground = true };
            _reader.Start();
        }

        private readonly List<string> _messages = [];
        private readonly System.Threading.Thread _reader;

        public IReadOnlyDictionary<string, string?> Environment { get; }

        /// <summary>The first messages, once they have come.</summary>
        public string[] Messages(int count)
        {
            string[] Taken()
            {
                lock (_messages) return _messages.ToArray();
            }
            Wait.Until(() => Taken().Length >= count, $"{count} messages", () => string.Join(' ', Taken()));
            return Taken()[..count];
        }

        private void Read()
        {
            byte[] buffer = new byte[4096];
            try
            {
                while (true)
                {
                    int got = _socket.Receive(buffer);
                    lock (_messages) _messages.Add(Encoding.UTF8.GetString(buffer, 0, got));
                }
            }
            catch (Exception end) when (end is SocketException or ObjectDisposedException)
            {
                // the test is over
            }
        }

        public void Dispose() => _socket.Dispose();
    }
}
