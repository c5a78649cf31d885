using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Console;

/// <summary>
/// A shell script with a terminal: a container's first process, or one of <c>exec</c>, whose terminal goes over a
/// socket.
/// </summary>
internal sealed class Terminal : IDisposable
{
    private readonly string _verb;

    public Terminal(string verb, string script)
    {
        _verb = verb;
        Container = new Container(verb == "exec" ? "sleep 1000" : script);
        File.CreateSymbolicLink(Container.InRootfs("bin/tty"), "busybox");
        File.CreateSymbolicLink(Container.InRootfs("bin/stty"), "busybox");
        Process = verb == "exec" ? (JsonObject)Container.Process.DeepClone() : Container.Process;
        Process["args"] = Config.Array("sh", "-c", script);
        Process["terminal"] = true;
        Socket = new DescriptorSocket(Path.Combine(Container.Bundle, "console.sock"));
    }

    public Container Container { get; }

    public DescriptorSocket Socket { get; }

    /// <summary>The process object of the config, or of the file that exec reads.</summary>
    public JsonObject Process { get; }

    /// <summary>What came beside the master.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Starts it and takes the master.</summary>
    public Pty Begin()
    {
        Start(detach: true, "--console-socket", Socket.Path).Succeeded();
        Descriptor master = Socket.Receive();
        Text = master.Text;
        if (_verb == "create") Container.Start().Succeeded();
        return new Pty(master.Fd);
    }

    /// <summary>Calls the verb.</summary>
    public Command Start(bool detach, params IEnumerable<string> options)
    {
        string[] all = detach && _verb != "create" ? ["--detach", .. options] : [.. options];
        switch (_verb)
        {
            case "create":
                return Container.Create(all);
            case "run":
                return Container.Run(all);
            default:
                Container.Begin();
                return Container.ExecWith([
                    .. all,
                    "--process",
                    Container.HostFile("process.json", Process.ToJsonString()),
                ]);
        }
    }

    public void Dispose()
    {
        Socket.Dispose();
        Container.Dispose();
    }
}
