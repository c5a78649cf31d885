using System.Text;
using OciRuntime.Config;
using OciRuntime.Diagnostics;
using OciRuntime.Launch.Child;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Hooks;

/// <summary>A hook that failed; which one decides what stops (runtime.md, Lifecycle).</summary>
internal sealed class HookException(string message) : OcirunException(message, code: FailureCodes.Hook);

/// <summary>The hooks that run in the runtime's own namespaces: prestart, createRuntime, poststart, poststop.</summary>
internal static unsafe class HookRunner
{
    private const int MaxOutput = 4096; // bytes of a failed hook's output that its error shows

    /// <summary>Runs <paramref name="hooks"/> in order; the first that fails ends it.</summary>
    /// <param name="kind">The spec's name of the list, for errors.</param>
    /// <param name="hooks">The hooks.</param>
    /// <param name="state">What they read on standard input.</param>
    public static void Run(string kind, Hook[]? hooks, State state)
    {
        if (hooks is null || hooks.Length == 0) return;
        using OwnedFd input = HookState.NewFile();
        HookState.Fill(input.Fd, state);
        for (int i = 0; i < hooks.Length; i++) RunOne(kind, i, hooks[i], input.Fd);
    }

    private static void RunOne(string kind, int index, Hook hook, int input)
    {
        using OwnedFd output = HookState.NewFile();
        using Arena arena = new();
        int status = 0;
        int error = HookProcess.Run(
            arena.String(hook.Path),
            arena.Vector(hook.Args is { Length: > 0 } args ? args : [hook.Path ?? ""]),
            arena.Vector(hook.Env ?? []),
            input,
            output.Fd,
            hook.Timeout ?? 0,
            &status);
        if (error == 0) return;
        string reason = error switch
        {
            HookProcess.EndedBadly => status > 128 ? $"killed by signal {status - 128}" : $"exit status {status}",
            Errno.ETIMEDOUT => $"killed after its timeout of {hook.Timeout} s",
            _ => $"{Errno.Text(error)} ({Errno.Name(error)})",
        };
        throw new HookException($"error running {kind} hook #{index} `{hook.Path}`: {reason}{Output(output.Fd)} [config: hooks.{kind}[{index}]]");
    }

    private static string Output(int file)
    {
        byte* text = stackalloc byte[MaxOutput];
        nint length = pread(file, text, MaxOutput, 0);
        // Safe: pread filled length bytes.
        return length <= 0 ? "" : ", output: " + Encoding.UTF8.GetString(text, (int)length).Trim();
    }
}
