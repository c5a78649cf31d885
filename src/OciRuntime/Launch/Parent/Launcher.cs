using System.Collections.Generic;
using OciRuntime.Diagnostics;
using OciRuntime.Launch.Child;
using OciRuntime.Launch.Operations;
using OciRuntime.Launch.Plan;
using OciRuntime.Namespaces;
using OciRuntime.Namespaces.Operations;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Launch.Parent;

#pragma warning disable CA1001 // what is opened here goes to the LaunchedProcess, which is disposable
/// <summary>Clones the child, and answers it until it is ready (architecture.md, How a container starts).</summary>
internal sealed unsafe class Launcher(LaunchPlan plan, ILaunchEvents events)
{
    private int pid;
    private OwnedFd? pidfd;
    private SyncChannel? sync;
    private List<(SyncMessage Message, OwnedFd? Descriptor)>? early;
    private bool awaitsSecond;

    /// <summary>Brings the process to <see cref="SyncPoint.Ready"/>.</summary>
    /// <param name="cgroup">A cgroup v2 directory that the child is created in, or -1.</param>
    /// <exception cref="LaunchException">The child said what failed; it is dead and reaped.</exception>
    public LaunchedProcess Launch(int cgroup)
    {
        Timings.Mark("clone the process");
        sync = SyncChannel.Pair(out OwnedFd childEnd);
        bool measured = Timings.On || DebugLog.On;
        if (measured) plan.TakeTimes();
        // Before the descriptors in it are closed.
        string[] lines = DebugLog.On ? PlanPrinter.PrintOperations(plan) : [];
        Clone(childEnd.Fd, cgroup);
        childEnd.Dispose();
        plan.CloseDescriptors();
        OpenFileLimit.Lower();
        bool ready = false;
        try
        {
            AnswerChild();
            ready = true;
        }
        finally
        {
            if (measured) ChildTimes.Collect(plan, pid, lines);
            if (!ready) Abandon();
        }
        return new LaunchedProcess(pid, pidfd!, sync);
    }

    private void Clone(int childEnd, int cgroup)
    {
        int descriptor = -1;
        clone_args arguments = default;
        arguments.flags = plan.CloneFlags | CLONE_PIDFD | CLONE_CLEAR_SIGHAND;
        arguments.pidfd = (ulong)&descriptor;
        arguments.exit_signal = SIGCHLD;
        if (cgroup != -1)
        {
            arguments.flags |= CLONE_INTO_CGROUP;
            arguments.cgroup = (ulong)cgroup;
        }
        CallerTraces traces = CallerTracesReader.Read(plan.Title);
        ulong all = ~0ul, old;
        sys_rt_sigprocmask(SIG_SETMASK, &all, &old);
        int parentEnd = sync!.Fd;
        nint result = clone3(&arguments, (nuint)sizeof(clone_args));
        // Safe: no CLONE_VM, so the child has its own copy of this stack; Run never returns (docs/adr/0001).
        if (result == 0) ChildMain.Run(plan.Steps, plan.Count, plan.Times, childEnd, parentEnd, &traces);
        int error = errno;
        sys_rt_sigprocmask(SIG_SETMASK, &old, null);
        if (result == -1)
            throw new LinuxException("clone3", "the container process", error)
            {
                Hint = NamespaceDiagnosis.Explain(plan.CloneFlags, error),
            };
        pid = (int)result;
        pidfd = new OwnedFd(descriptor);
    }

    /// <summary>Answers the child's messages until it is ready.</summary>
    private void AnswerChild()
    {
        awaitsSecond = plan.Has<CloneAgain>();
        if ((plan.CloneFlags & CLONE_NEWUSER) != 0)
        {
            events.MapIds(pid);
            sync!.Send(SyncPoint.Mapped);
        }
        if (!awaitsSecond) ProcessCreated();
        while (true)
        {
            Timings.Mark("await the process");
            if (!Next(out SyncMessage message, out OwnedFd? descriptor)) throw Vanished();
            Timings.Mark(Act(message.Point));
            switch (message.Point)
            {
                case SyncPoint.Failed:
                    using (descriptor) throw FailureText.Describe(plan, message, descriptor, pid);
                case SyncPoint.Cloned:
                    Adopt(message.Value);
                    ProcessCreated();
                    break;
                case SyncPoint.Mapped:
                    events.MapIds(pid);
                    sync!.Send(SyncPoint.Mapped);
                    break;
                case SyncPoint.MapMount when descriptor is not null:
                    using (descriptor) events.MapMount(message.Value, descriptor);
                    sync!.Send(SyncPoint.MapMount);
                    break;
                case SyncPoint.Hooks:
                    events.RunHooks(pid);
                    sync!.Send(SyncPoint.Hooks);
                    break;
                case SyncPoint.Limits:
                    events.SetLimits(pid);
                    sync!.Send(SyncPoint.Limits);
                    break;
                case SyncPoint.SeccompListener when descriptor is not null:
                    using (descriptor) events.SendSeccompListener(pid, descriptor);
                    break;
                case SyncPoint.Ready:
                    return;
                default:
                    throw new LaunchException($"the container process said {message.Point} out of turn");
            }
        }
    }

    /// <summary>
    /// The next message. What the second process says before the first has said that it cloned it waits until then:
    /// it is
    /// about a process that is not known yet.
    /// </summary>
    private bool Next(out SyncMessage message, out OwnedFd? descriptor)
    {
        while (awaitsSecond)
        {
            bool there = sync!.Receive(out message, out descriptor);
            if (there && message.Point is SyncPoint.Cloned or SyncPoint.Mapped) return true;
            // Both are gone, or the first has failed and there is no second.
            if (!there) break;
            early ??= [];
            early.Add((message, descriptor));
        }
        if (early is not { Count: > 0 }) return sync!.Receive(out message, out descriptor);
        (message, descriptor) = early[0];
        early.RemoveAt(0);
        return true;
    }

    /// <summary>What the parent does at <paramref name="point"/>, for <c>--timings</c>.</summary>
    private static string Act(SyncPoint point) => point switch
    {
        SyncPoint.Mapped => "write the id maps",
        SyncPoint.MapMount => "map the ids of a mount",
        SyncPoint.Hooks => "run the hooks",
        SyncPoint.Limits => "set the resource limits",
        SyncPoint.SeccompListener => "send the seccomp listener",
        _ => "",
    };

    private void ProcessCreated()
    {
        Timings.Mark("prepare the process");
        try
        {
            events.ProcessCreated(pid);
        }
        catch
        {
            ThrowFailure();
            throw;
        }
        if (WaitsFor(SyncPoint.InCgroup)) sync!.Send(SyncPoint.InCgroup);
    }

    /// <summary>Whether the child waits, without asking, until <paramref name="point"/> is reached.</summary>
    private bool WaitsFor(SyncPoint point)
    {
        for (int i = 0; i < plan.Count; i++)
        {
            Wait* operation = plan.OperandsOf<Wait>(i);
            // Safe: an operation of this type, or null.
            if (operation != null && operation->Point == point) return true;
        }
        return false;
    }

    /// <summary>
    /// Throws what the process has said of its failure, if it has: then what was to be done for it also fails, with
    /// an error that says less.
    /// </summary>
    private void ThrowFailure()
    {
        while ((early is { Count: > 0 } || sync!.HasMore) && Next(out SyncMessage message, out OwnedFd? descriptor))
        {
            using (descriptor)
            {
                if (message.Point == SyncPoint.Failed) throw FailureText.Describe(plan, message, descriptor, pid);
            }
        }
    }

    /// <summary>The first process has cloned <paramref name="second"/>, which is our child, and ends.</summary>
    private void Adopt(int second)
    {
        int descriptor = (int)pidfd_open(second, 0);
        if (descriptor == -1) LinuxException.Throw("pidfd_open", second.ToString());
        ChildProcess.TryReap(pidfd!.Fd, out _);
        pidfd.Dispose();
        pid = second;
        awaitsSecond = false;
        pidfd = new OwnedFd(descriptor);
    }

    private void Abandon()
    {
        using LaunchedProcess failed = new(pid, pidfd!, sync!);
        failed.Kill();
    }

    /// <summary>End of file without a message: something killed the child.</summary>
    private LaunchException Vanished()
    {
        ChildProcess.TryWait(pidfd!.Fd, out ExitStatus status);
        return status.Signal == 0
            ? new LaunchException($"the container process ended early with {status}")
            : new LaunchException($"the container process was {status} before it was created");
    }
}
