using OciRuntime.Attach;
using OciRuntime.Containers;
using OciRuntime.Hooks;
using OciRuntime.Launch.Parent;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;
namespace OciRuntime.Commands;

internal static partial class Runtime
{
    /// <summary>Lets the created process execute its program; runtime.md, Start.</summary>
    public static void Start(RuntimeOptions options, string id)
    {
        using Container container = Container.Open(options, id);
        container.Lock();
        string status = container.Status;
        if (status != ContainerState.Created)
        {
            throw new ContainerException(status switch
            {
                ContainerState.Stopped => "cannot start a container that has stopped",
                ContainerState.Running => "cannot start an already running container",
                _ => $"cannot start a container in the {status} state",
            });
        }
        using OwnedFd connection = StartSocket.Connect(container.State) ?? throw new ContainerException("cannot start a container that has stopped");
        StartSocket.Remove(container.State);
        using NotifyProxy? notify = NotifySocket.Listen(container.State, options.Log);
        using SyncChannel channel = new(connection);
        channel.Send(SyncPoint.Start);
        // execve closes the connection: end of file is success.
        if (channel.Receive(out SyncMessage message, out OwnedFd? descriptor) && message.Point == SyncPoint.Failed)
        {
            descriptor?.Dispose();
            // A hook that fails ends the container altogether (runtime.md, Lifecycle, 7); a program that cannot run leaves it stopped.
            if (message.Phase is Phase.HookStatus or Phase.HookTimeout or Phase.HookExecute) Destroy(options, container);
            throw StartFailure(container.Record.Program, message);
        }
        Poststart(options, container);
        if (notify is not null) AwaitReady(container, notify);
    }

    /// <summary>What a service manager waits for, nobody else has to.</summary>
    private static void AwaitReady(Container container, NotifyProxy notify)
    {
        container.State.Unlock();
        using OwnedFd? pidfd = container.OpenPidFd();
        if (pidfd is not null) notify.ForwardUntilReady(pidfd.Fd, container.Record.Pid);
    }

    /// <summary>Runs the poststart hooks; where one fails the container is stopped and destroyed (runtime.md, Lifecycle, 9).</summary>
    private static void Poststart(RuntimeOptions options, Container container)
    {
        try
        {
            LateHooks.Poststart(container);
        }
        catch (HookException)
        {
            Destroy(options, container);
            throw;
        }
    }

    /// <summary>The sentence for what failed after create: a startContainer hook, the late filter, or the program itself.</summary>
    private static LaunchException StartFailure(string program, in SyncMessage message)
    {
        string reason = $"{Errno.Text(message.Errno)} ({Errno.Name(message.Errno)})";
        return new LaunchException(message.Phase switch
        {
            Phase.HookStatus => $"run startContainer hook: exit status {message.Detail}",
            Phase.HookExecute => $"run startContainer hook: {reason}",
            Phase.HookTimeout => "run startContainer hook: killed after its timeout",
            Phase.Execute => $"unable to start container process: exec {program}: {Errno.Text(message.Errno)}",
            _ => $"start container: operation {message.Value}: {reason}",
        }, message.Errno);
    }
}
