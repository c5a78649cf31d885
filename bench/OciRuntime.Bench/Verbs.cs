using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;

namespace OciRuntime.Bench;

/// <summary>One row of the table: what is prepared, what is measured, what is cleaned up.</summary>
/// <param name="Name">The row's name.</param>
/// <param name="Prepare">Before each sample; not measured.</param>
/// <param name="Commands">What is measured, one after the other.</param>
/// <param name="Repeatable">One preparation serves all samples; it is undone at the end.</param>
/// <param name="LeavesProcess">The container's process goes on; it is killed when its cost is taken.</param>
internal sealed record Verb(
    string Name,
    Action<Runtime, Bundle>? Prepare,
    Func<Runtime, Bundle, List<string[]>> Commands,
    bool Repeatable,
    bool LeavesProcess = false
)
{
    /// <summary>The measured verbs.</summary>
    public static List<Verb> All { get; } =
    [
        new("run", null, (r, b) => [r.Command("run", "--bundle", b.For(r, "run"), "run")], false),
        new(
            "create+start+delete",
            null,
            (r, b) =>
                [
                    r.Command("create", "--bundle", b.For(r, "csd", null, "sleep", "100"), "csd"),
                    r.Command("start", "csd"),
                    r.Command("delete", "--force", "csd"),
                ],
            false
        ),
        new(
            "create",
            (r, _) => Clear(r),
            (r, b) => [r.Command("create", "--bundle", b.For(r, "new", null, "sleep", "100"), "new")],
            false,
            LeavesProcess: true
        ),
        new("start", Created, (r, _) => [r.Command("start", "new")], false),
        new("exec", Running, (r, _) => [r.Command("exec", "standing", "true")], true),
        new("state", Running, (r, _) => [r.Command("state", "standing")], true),
        // init ignores what it has no handler for, pid_namespaces(7)
        new("kill", Running, (r, _) => [r.Command("kill", "standing", "TERM")], true),
        new("update", Running, (r, _) => [r.Command("update", "--pids-limit", "1000", "standing")], true),
        new("ps", Running, (r, _) => [r.Command("ps", "--format", "json", "standing")], true),
        new("delete", Stopped, (r, _) => [r.Command("delete", "gone")], false),
        new("delete --force", (r, b) => Start(r, b, "gone"), (r, _) => [r.Command("delete", "--force", "gone")], false),
        new("list of 200", (r, b) => Crowd(r, b), (r, _) => [r.Command("list")], true),
        new("--version", null, (r, _) => [[r.Path, "--version"]], false),
    ];

    private static void Created(Runtime runtime, Bundle bundle)
    {
        Clear(runtime);
        Shell.Succeed(runtime.Command("create", "--bundle", bundle.For(runtime, "new", null, "sleep", "100"), "new"));
    }

    private static void Running(Runtime runtime, Bundle bundle) => Start(runtime, bundle, "standing");

    /// <summary>A container whose program has ended.</summary>
    private static void Stopped(Runtime runtime, Bundle bundle)
    {
        string directory = bundle.For(runtime, "gone", null, "true"),
            pid = Path.Combine(directory, "pid");
        Shell.Succeed(runtime.Command("run", "--detach", "--bundle", directory, "--pid-file", pid, "gone"));
        for (
            var watch = Stopwatch.StartNew();
            Directory.Exists("/proc/" + File.ReadAllText(pid));
            System.Threading.Thread.Sleep(1)
        )
        {
            if (watch.Elapsed.TotalSeconds > 30)
                throw new CommandFailure("the program does not end, or nobody waits for it");
        }
    }

    /// <summary>Starts a container that sleeps.</summary>
    public static void Start(Runtime runtime, Bundle bundle, string id) =>
        Shell.Succeed(runtime.Command("run", "--detach", "--bundle", bundle.For(runtime, id, null, "sleep", "100000"), id));

    /// <summary>Forgets every container.</summary>
    public static void Clear(Runtime runtime)
    {
        foreach (string directory in Directory.GetDirectories(runtime.Root))
            Shell.Run(runtime.Command("delete", "--force", Path.GetFileName(directory)));
    }

    /// <summary>200 containers that were created, the last of which runs: list reads the state of all.</summary>
    private static void Crowd(Runtime runtime, Bundle bundle)
    {
        Bundle small = Bundle.Minimal(
            runtime.Root.Replace("state-", "crowd-" + bundle.Name + "-", StringComparison.Ordinal)
        );
        for (int i = 0; i < 200; i++)
            Start(runtime, small, $"crowd{i}");
    }
}
