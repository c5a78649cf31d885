using System;
using System.Text;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Checkpoint;

/// <summary>What criu asks to be done on its way.</summary>
internal interface ICriuEvents
{
    /// <summary>criu waits at a point of its way: criu's action scripts, criu(8), --action-script.</summary>
    /// <param name="script">The point: <c>setup-namespaces</c>, <c>post-restore</c>, …</param>
    /// <param name="pid">The container's process, as the caller sees it.</param>
    /// <param name="descriptor">What came with it; the callee's.</param>
    void At(string script, int pid, OwnedFd? descriptor);
}

/// <summary>criu failed, or is not there.</summary>
internal sealed class CriuException(string sentence) : OcirunException(sentence, FailureCodes.Service);

/// <summary>One criu process, which serves one request over a socket: <c>criu swrk</c>, criu.org/RPC.</summary>
internal sealed unsafe class Criu : IDisposable
{
    /// <summary>
    /// The first number that criu gives to descriptors of the caller: after the standard streams and the socket.
    /// </summary>
    public const int FirstInherited = 4;

    private readonly OwnedFd socket;
    private readonly OwnedFd output;
    private readonly SpawnedProcess process;

    private Criu(OwnedFd socket, OwnedFd output, SpawnedProcess process) =>
        (this.socket, this.output, this.process) = (socket, output, process);

    /// <summary>Its pid.</summary>
    public int Pid => process.Pid;

    /// <summary>Starts criu.</summary>
    /// <param name="input">Its standard input, which is the terminal of a shell job; -1 for none.</param>
    /// <param name="inherited">Descriptors that it gets from <see cref="FirstInherited"/> on.</param>
    /// <exception cref="CriuException">It is not installed.</exception>
    public static Criu Start(int input, ReadOnlySpan<int> inherited)
    {
        int* pair = stackalloc int[2];
        if (LibC.socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == -1)
            LinuxException.Throw("socketpair", "criu");
        using OwnedFd there = new(pair[1]);
        OwnedFd here = new(pair[0]);
        OwnedFd said;
        // What it says before it has opened its log.
        fixed (byte* name = "criu-output"u8)
            said = OwnedFd.From(memfd_create(name, MFD_CLOEXEC), "memfd_create", "criu-output");
        try
        {
            int[] descriptors = [input, said.Fd, said.Fd, there.Fd, .. inherited];
            return new Criu(here, said, SpawnedProcess.Start(["criu", "swrk", "3"], descriptors));
        }
        catch (LinuxException missing)
        {
            missing.AddPrefix("checkpoint and restore need criu: ");
            here.Dispose();
            said.Dispose();
            throw;
        }
    }

    /// <summary>Asks, and does what criu asks meanwhile.</summary>
    /// <exception cref="CriuException">It could not do it.</exception>
    public CriuResponse Ask(CriuRequest type, ProtoWriter? options, ICriuEvents? events)
    {
        ProtoWriter request = new();
        request.Number(1, (int)type);
        if (options is not null) request.Message(2, options);
        if (type == CriuRequest.FeatureCheck)
        {
            ProtoWriter features = new();
            features.Flag(1, true); // mem_track
            features.Flag(2, true); // lazy_pages
            request.Message(5, features);
        }
        Send(request);
        while (true)
        {
            CriuResponse response = Receive(out OwnedFd? descriptor);
            using (descriptor)
            {
                if (!response.Success)
                    throw new CriuException(Reason(response));
                if (response.Type != CriuRequest.Notify)
                    return response.Type == type
                        ? response
                        : throw new CriuException($"criu answered with {response.Type} to {type}");
                events?.At(response.Script, response.Pid, descriptor);
            }
            ProtoWriter done = new();
            done.Number(1, (int)CriuRequest.Notify);
            done.Flag(3, true); // notify_success
            Send(done);
        }
    }

    /// <summary>Waits for its end.</summary>
    public ExitStatus End()
    {
        LibC.shutdown(socket.Fd, LibC.SHUT_WR);
        return process.Wait();
    }

    private void Send(ProtoWriter message)
    {
        ReadOnlySpan<byte> bytes = message.Bytes;
        // Safe: the span is pinned for the call; a packet goes whole or not at all, unix(7).
        fixed (byte* data = bytes)
        {
            nint sent;
            do sent = send(socket.Fd, data, (nuint)bytes.Length, MSG_NOSIGNAL);
            while (sent == -1 && errno == Errno.EINTR);
            if (sent != bytes.Length) throw Gone();
        }
    }

    private CriuResponse Receive(out OwnedFd? descriptor)
    {
        const int Longest = 64 << 10; // criu's answers are a few hundred bytes
        byte[] bytes = new byte[Longest];
        int got, fd;
        // Safe: the array is pinned for the call.
        fixed (byte* data = bytes) got = DescriptorMessage.Receive(socket.Fd, data, Longest, out fd);
        descriptor = fd == -1 ? null : new OwnedFd(fd);
        if (got <= 0) throw Gone();
        try
        {
            return CriuResponse.Read(bytes.AsSpan(0, (int)got));
        }
        catch (FormatException wrong)
        {
            descriptor?.Dispose();
            throw new CriuException($"criu's answer cannot be read: {wrong.Message}");
        }
    }

    private CriuException Gone()
    {
        ExitStatus status = process.Wait();
        return new CriuException($"criu failed: {status}{Said()}");
    }

    private string Reason(in CriuResponse response)
    {
        string reason = CriuLog.FirstError(response.Message);
        string number = response.Errno == 0 ? "" : $": {Errno.Describe(response.Errno)} ({Errno.Name(response.Errno)})";
        return $"criu failed{number}{(reason.Length > 0 ? $": {reason}" : Said())}";
    }

    /// <summary>The errors that it wrote to no log, on one line.</summary>
    private string Said()
    {
        const int Longest = 4096;
        byte* text = stackalloc byte[Longest];
        nint length = (nint)LibC.pread(output.Fd, text, Longest, 0);
        // Safe: pread filled length bytes.
        string error = length <= 0 ? "" : CriuLog.FirstError(Encoding.UTF8.GetString(text, (int)length));
        return error.Length == 0 ? "" : ": " + error;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        socket.Dispose();
        process.Dispose();
        output.Dispose();
    }
}
