using System;
using OciRuntime.Attach;
using OciRuntime.Config;
using OciRuntime.Containers;
using OciRuntime.Create;
using OciRuntime.Diagnostics;
using OciRuntime.Launch.Parent;
using OciRuntime.Native;
namespace OciRuntime.Commands;

internal static unsafe partial class Runtime
{
    private const int ExecFailed = 255; // runc's exit code when there was no process to have one

    /// <summary>Runs one more process in a container.</summary>
    /// <returns>Its exit code, 128 and the signal's number, or 0 when detached.</returns>
    public static int Exec(RuntimeOptions options, ExecOptions exec)
    {
        try
        {
            using Container container = Container.Open(options, exec.Id);
            return Exec(options, exec, container);
        }
        catch (OcirunException error) when (error.ExitCode == 1)
        {
            throw new OcirunException("exec failed: " + error.Message, ExecFailed, error.Code, error.Errno);
        }
        catch (Exception error) when (error is LinuxException or SpecException)
        {
            throw new OcirunException("exec failed: " + error.Message, ExecFailed);
        }
    }

    private static int Exec(RuntimeOptions options, ExecOptions exec, Container container)
    {
        Timings.Mark("read the process");
        using Execution execution = new(options, exec, container);
        using OwnedFd? pidfdSocket = exec.PidfdSocket is null ? null : DescriptorSocket.Connect(exec.PidfdSocket);
        using LaunchedProcess process = execution.Make();
        using ForegroundSignals? signals = exec.Detach ? null : new ForegroundSignals();
        try
        {
            execution.Terminal?.Open();
            Release(process, execution.Program);
            // Only now is it sure that there is a process: a failed exec leaves no pid file (client-contract.md, 9).
            if (exec.PidFile is not null) PidFile.Write(exec.PidFile, process.Pid);
            if (pidfdSocket is not null) DescriptorSocket.SendOn(pidfdSocket.Fd, process.PidFd, "pidfd"u8.ToArray(), exec.PidfdSocket!);
        }
        catch
        {
            process.Kill();
            throw;
        }
        Timings.Mark("wait for the program");
        int code = exec.Detach ? 0 : signals!.ForwardUntilEnd(process, execution.Terminal);
        OwnedFd.LeaveToExit();
        return code;
    }
}
