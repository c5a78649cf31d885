using System;
using System.Collections.Generic;
using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Contract;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Checkpoint;

/// <summary>
/// A container that counts, so that it can be seen to go on where it was, and the two verbs with an engine's words.
/// </summary>
internal sealed class Checkpointed : IDisposable
{
    private static readonly string[] s_environment =
    [
        $"PATH={Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin",
        "XDG_RUNTIME_DIR=",
    ];

    public Checkpointed(params string[] global)
    {
        Engine = new Engine(s_environment, global);
        // the counter is in memory only, and its file on a tmpfs of the container
        Container.Script = "i=0; while :; do i=$((i+1)); echo $i >/count/n; sleep 0.05; done";
        Container.Add(Config.Mount("/count", "tmpfs", "tmpfs"));
    }

    public Engine Engine { get; }

    public Container Container => Engine.Container;

    public string Id => Engine.Id;

    public string Images => Engine.File("images");

    public string Work => Engine.File("work");

    public string PidFile => Engine.File("restored.pid");

    /// <summary>How far it has counted.</summary>
    public int Count
    {
        get
        {
            // the file is not there at first, and empty for a moment at each step
            int count = 0;
            Wait.Until(
                () => int.TryParse(Engine.Call("exec", Id, "cat", "/count/n").Text, out count),
                "count of the container"
            );
            return count;
        }
    }

    /// <summary>
    /// Calls with /dev/null for all three standard streams: a file outside of the container could not be dumped.
    /// </summary>
    public static string[] Quiet(string[] line) =>
        ["/bin/sh", "-c", "exec \"$@\" >/dev/null 2>/dev/null", "sh", .. line];

    public Checkpointed Started()
    {
        Engine.Client([], [.. Quiet(Engine.Line(Engine.Create())), ";", .. Engine.Line("start", Id)]).Succeeded();
        return Counted(5);
    }

    public Checkpointed Counted(int atLeast)
    {
        Wait.Until(() => Count >= atLeast, $"count of {atLeast}");
        return this;
    }

    /// <summary>Podman's words.</summary>
    public Command Dump(params IEnumerable<string> options) =>
        Engine.Call(["checkpoint", "--image-path", Images, "--work-path", Work, .. options, Id]);

    /// <summary>Podman's words.</summary>
    public string[] RestoreLine(params IEnumerable<string> options) =>
        Engine.Line([
            "restore",
            "--bundle",
            Engine.Bundle,
            "--pid-file",
            PidFile,
            "--detach",
            "--image-path",
            Images,
            "--work-path",
            Work,
            .. options,
            Id,
        ]);

    /// <summary>Restores it; a failure shows criu's log.</summary>
    public Checkpointed Restored(params IEnumerable<string> options)
    {
        Command restore = Engine.Client([], ["/bin/sh", "-c", "exec \"$@\" >/dev/null", "sh", .. RestoreLine(options)]);
        if (restore.ExitCode != 0)
            restore = restore with
            {
                Output = File.Exists(Path.Combine(Work, "restore.log"))
                    ? File.ReadAllText(Path.Combine(Work, "restore.log"))
                    : "",
            };
        restore.Succeeded();
        return this;
    }

    public JsonObject State() => Engine.State();

    public void Dispose() => Engine.Dispose();
}
