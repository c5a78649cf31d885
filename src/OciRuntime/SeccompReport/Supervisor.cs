using System;
using OciRuntime.Config;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using OciRuntime.Security.Seccomp;
using static OciRuntime.Native.Libc;

namespace OciRuntime.SeccompReport;

/// <summary>
/// The process that has the listener of a filter with a report: answers each refused call as the profile says, and
/// writes it down, until everything with the filter has ended. docs/adr/0016.
/// </summary>
internal sealed unsafe class Supervisor
{
    /// <summary>The verb that it is started with; no user calls it.</summary>
    public const string Verb = "seccomp-supervisor";

    // Its descriptors, as RefusalReport gives them.
    private const int Socket = 3, Process = 4, ConfigFile = 5, Report = 6;

    private const int WriteInterval = 1_000; // ms between two writes

    private readonly RefusalTable table;
    private SeccompExplainer? explainer;
    private int listener = -1;
    private long lastWrite;
    private bool changed;

    private Supervisor(string id) => table = new RefusalTable(id);

    /// <summary>Runs to the end of the container.</summary>
    /// <exception cref="OcirunException">It was not started by a runtime.</exception>
    public static void Run(string id)
    {
        if (fcntl(Report, F_GETFD, 0) == -1)
            throw new OcirunException($"{Verb} is started by create, run and exec only", FailureCodes.Usage);
        Confinement.Enter();
        Supervisor supervisor = new(id);
        try
        {
            supervisor.Serve();
        }
        catch (OcirunException error)
        {
            supervisor.table.Problem = error.Message;
            // It would wait for an answer for ever if it has the only other descriptor of the listener.
            if (supervisor.listener == -1) pidfd_send_signal(Process, SIGKILL, null, 0);
        }
        supervisor.Write(complete: true);
    }

    private void Serve()
    {
        byte[] config = FileBytes.ReadToEnd(ConfigFile, "config.json");
        explainer = new SeccompExplainer(SpecReader.Parse(config).Linux!.Seccomp!, SeccompArchitecture.Native);
        Write(complete: false);
        if (!TakeListener()) return;
        close(Socket);
        close(Process);
        while (AwaitCall())
        {
            // Not only when the last answer was right: the next is another call.
            Answer();
            if (changed && Now() - lastWrite >= WriteInterval) Write(complete: false);
        }
    }

    /// <summary>Takes the listener out of the process that has loaded the filter.</summary>
    /// <returns>False if the process ended before it had one.</returns>
    private bool TakeListener()
    {
        int number;
        nint got;
        do got = recv(Socket, &number, sizeof(int), 0);
        while (got == -1 && errno == Errno.EINTR);
        // The process ended, or its start was given up.
        if (got != sizeof(int)) return false;
        while (true)
        {
            listener = pidfd_getfd(Process, number, 0);
            if (listener != -1) return true;
            // It is about to load the filter, and then waits in its execve(2).
            if (errno is not (Errno.EBADF or Errno.ESRCH)) LinuxException.Throw("pidfd_getfd", "the seccomp listener");
            if (HasEnded()) return false;
            Call.Sleep(1);
        }
    }

    private static bool HasEnded()
    {
        pollfd ended;
        ended.fd = Process;
        ended.events = POLLIN;
        ended.revents = 0;
        // Safe: one entry on this stack.
        return poll(&ended, 1, 0) == 1;
    }

    /// <summary>Waits for a call, and writes what has changed meanwhile.</summary>
    /// <returns>False when no process has the filter any more.</returns>
    private bool AwaitCall()
    {
        while (true)
        {
            pollfd waiting;
            waiting.fd = listener;
            waiting.events = POLLIN;
            waiting.revents = 0;
            // Safe: one entry on this stack.
            int ready = poll(&waiting, 1, changed ? WriteInterval : -1);
            if (ready == -1 && errno != Errno.EINTR) LinuxException.Throw("poll", "the seccomp listener");
            if (ready == 0) Write(complete: false);
            if (ready == 1 && (waiting.revents & POLLIN) != 0) return true;
            if (ready == 1) return false;
        }
    }

    private void Answer()
    {
        seccomp_notif call = default; // the kernel refuses one that is not all zeros
        if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) == -1) return; // it was interrupted, or its thread killed
        ReadOnlySpan<ulong> arguments = new(call.data.args, 6);
        SeccompVerdict verdict = explainer!.Decide(
            call.data.arch,
            (uint)call.data.nr,
            arguments,
            out SeccompArchitecture architecture
        );
        if (!SeccompActions.Refuses(verdict.Action))
        {
            // execve(2) with the mark. TRACE without a tracer is ENOSYS, seccomp(2).
            bool traced = (verdict.Action & SECCOMP_RET_ACTION_FULL) == SECCOMP_RET_TRACE;
            Respond(call.id, traced ? Errno.ENOSYS : 0, traced ? 0 : SECCOMP_USER_NOTIF_FLAG_CONTINUE);
            return;
        }
        string name = architecture.Name.Length > 0
            ? SeccompText.Call(architecture, (uint)call.data.nr)
            : ((uint)call.data.nr).ToString(System.Globalization.CultureInfo.InvariantCulture);
        Refusal line = new()
        {
            Call = name,
            Architecture = architecture.Name.Length > 0 ? architecture.Name : $"0x{call.data.arch:x}",
            Arguments = arguments.ToArray(),
            Texts = CallerFacts.Texts(call.pid, name, arguments),
            Pid = call.pid,
        };
        RefusalKey key = new(
            call.data.arch,
            (uint)call.data.nr,
            verdict.Action,
            SeccompExplainer.Because(verdict),
            CallerFacts.Command(call.pid),
            CallerFacts.Executable(call.pid)
        );
        // What was read is the caller's only if its call waited all the time.
        if (!Waits(call.id)) return;
        if (!Refuse(call, verdict.Action, out bool approximated)) return;
        line.Approximated = approximated;
        if (!table.Count(key, approximated)) table.Add(key, line);
        changed = true;
    }

    private bool Refuse(in seccomp_notif call, uint action, out bool approximated)
    {
        approximated = false;
        uint kind = action & SECCOMP_RET_ACTION_FULL;
        if (kind == SECCOMP_RET_ERRNO) return Respond(call.id, (int)(action & SECCOMP_RET_DATA), 0);
        bool trap = kind == SECCOMP_RET_TRAP;
        ulong id = call.id;
        bool done = call.pid != 0
            && NativeRefusal.Refuse((int)call.pid, () => Waits(id), trap, out approximated);
        if (done && !(approximated && trap)) return true;
        // It must not wait for ever. A call that was interrupted does not wait any more, and comes again.
        approximated = true;
        return Respond(call.id, Errno.ENOSYS, 0);
    }

    /// <summary>Whether the call still waits for its answer.</summary>
    private bool Waits(ulong id) => ioctl(listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &id) == 0;

    private bool Respond(ulong id, int error, uint flags)
    {
        seccomp_notif_resp answer = default;
        answer.id = id;
        answer.error = -error;
        answer.flags = flags;
        // Safe: the structure that the call takes. It fails if the call does not wait any more.
        return ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer) == 0;
    }

    private void Write(bool complete)
    {
        changed = !ReportFile.Write(Report, table.ToJson(complete).Utf8) && !complete;
        lastWrite = Now();
    }

    private static long Now() => Environment.TickCount64;
}
