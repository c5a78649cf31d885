using System.Collections.Generic;
using OciRuntime.Config;
using OciRuntime.Diagnostics;
using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using OciRuntime.Native.Paths;

namespace OciRuntime.Hooks;

/// <summary>The hooks that run in the runtime's own namespaces: prestart, createRuntime, poststart, poststop.</summary>
internal static unsafe class HookRunner
{
    /// <summary>Runs <paramref name="hooks"/> in order; the first that fails ends it.</summary>
    /// <param name="kind">The spec's name of the list, for errors.</param>
    /// <param name="hooks">The hooks.</param>
    /// <param name="state">What they read on standard input.</param>
    /// <exception cref="HookException">One failed.</exception>
    public static void Run(string kind, Hook[]? hooks, State state)
    {
        if (hooks is null || hooks.Length == 0) return;
        using OwnedFd input = HookState.NewFile();
        HookState.Fill(input.Fd, state);
        using HookFiles files = new(state.Annotations);
        for (int i = 0; i < hooks.Length; i++) RunOne(kind, i, hooks[i], input.Fd, files.Streams);
    }

    /// <summary>
    /// Runs every one of <paramref name="hooks"/>, also after one that fails, and without the files that annotations
    /// name if they cannot be opened: a container whose files are gone can still be deleted.
    /// </summary>
    /// <returns>The failures.</returns>
    public static List<OcirunException> RunAll(string kind, Hook[]? hooks, State state)
    {
        List<OcirunException> failures = [];
        if (hooks is null || hooks.Length == 0) return failures;
        using OwnedFd input = HookState.NewFile();
        HookState.Fill(input.Fd, state);
        using HookFiles? files = TryOpen(state, failures);
        HookOutput streams = files?.Streams ?? HookOutput.None;
        for (int i = 0; i < hooks.Length; i++)
        {
            try
            {
                RunOne(kind, i, hooks[i], input.Fd, streams);
            }
            catch (OcirunException error)
            {
                failures.Add(error);
            }
        }
        return failures;
    }

    private static HookFiles? TryOpen(State state, List<OcirunException> failures)
    {
        try
        {
            return new HookFiles(state.Annotations);
        }
        catch (LinuxException error)
        {
            failures.Add(error);
            return null;
        }
    }

    private static void RunOne(string kind, int index, Hook hook, int input, HookOutput files)
    {
        using OwnedFd output = HookState.NewFile();
        using Arena arena = new();
        if (DebugLog.On) DebugLog.Write($"run the {kind} hook {index} `{hook.Path}`");
        HookOutcome outcome = HookProcess.Run(
            arena.String(hook.Path),
            arena.Vector(hook.Args is { Length: > 0 } args ? args : [hook.Path ?? ""]),
            // As in runc, a hook without an environment of its own gets the caller's.
            arena.Vector(hook.Env ?? Spawn.InheritedEnvironment().ToArray()),
            input,
            output.Fd,
            hook.Timeout ?? 0,
            files);
        if (DebugLog.On) DebugLog.Write($"the {kind} hook {index}: {outcome}");
        if (outcome.End != HookEnd.Succeeded)
        {
            throw new HookException(kind, index, hook.Path, outcome, output.Fd)
            {
                Hint = PathDiagnosis.ExplainExecution(hook.Path, outcome.Errno),
            };
        }
    }
}
