using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Attach;

/// <summary>
/// One direction of a terminal's traffic: what was read and not yet written, so that a slow reader blocks nobody else.
/// </summary>
internal sealed unsafe class Pipe(int from, int to)
{
    private readonly byte[] buffer = new byte[4096]; // PIPE_BUF: what poll's POLLOUT promises room for, pipe(7)
    private int start;
    private int end;

    /// <summary>The descriptor that is read.</summary>
    public int From => from;

    /// <summary>The descriptor that is written.</summary>
    public int To => to;

    /// <summary>Nothing more is to be read: the source ended, or the reader is gone.</summary>
    public bool Closed { get; private set; }

    /// <summary>The reader is gone, and what it had not read with it.</summary>
    public bool Broken { get; private set; }

    /// <summary>Bytes are waiting to be written.</summary>
    public bool HasData => end > start;

    /// <summary>Reads once, when poll(2) said so.</summary>
    public void Read()
    {
        nint got;
        // Safe: the array is pinned for the call, and empty (start = end = 0) whenever it is read into.
        fixed (byte* data = buffer) got = read(from, data, (nuint)buffer.Length);
        if (got == -1 && errno is Errno.EINTR or Errno.EAGAIN) return;
        // EIO: every other end of the pty is closed, pty(7).
        if (got <= 0) Closed = true;
        else end = (int)got;
    }

    /// <summary>Writes once, when poll(2) said so.</summary>
    /// <returns>How many bytes.</returns>
    public nint Write()
    {
        nint wrote;
        // Safe: start and end lie inside the pinned array.
        fixed (byte* data = buffer) wrote = write(to, data + start, (nuint)(end - start));
        if (wrote == -1 && errno is Errno.EINTR or Errno.EAGAIN) return 0;
        if (wrote == -1)
        {
            Break();
            return 0;
        }
        start += (int)wrote;
        if (start == end) start = end = 0;
        return wrote;
    }

    /// <summary>Gives up what was not written, and reads no more.</summary>
    public void Break()
    {
        Closed = Broken = true;
        start = end = 0;
    }
}
