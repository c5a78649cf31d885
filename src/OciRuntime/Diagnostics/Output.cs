using System;
using System.Text;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Diagnostics;

/// <summary>
/// Standard output and standard error, by plain write(2): System.Console would install signal handlers.
/// </summary>
internal static unsafe class Output
{
    /// <summary>The descriptor of standard output.</summary>
    public const int StandardOutput = 1;

    /// <summary>The descriptor of standard error.</summary>
    public const int StandardError = 2;

    /// <summary>Writes <paramref name="text"/> as UTF-8 to standard output.</summary>
    /// <exception cref="LinuxException">It could not be written: EPIPE when nobody reads.</exception>
    public static void Write(string text)
    {
        int error = TryWrite(StandardOutput, text);
        if (error != 0) throw new LinuxException("write", "standard output", error);
    }

    /// <summary>Writes what the kernel or another program wrote, byte for byte: it need not be UTF-8.</summary>
    /// <exception cref="LinuxException">It could not be written: EPIPE when nobody reads.</exception>
    public static void WriteKernelText(string text)
    {
        int error = TryWrite(StandardOutput, KernelText.Encode(text));
        if (error != 0) throw new LinuxException("write", "standard output", error);
    }

    /// <summary>Writes <paramref name="text"/> as UTF-8 to <paramref name="fd"/>.</summary>
    /// <returns>0, or the errno of write(2).</returns>
    public static int TryWrite(int fd, string text) => TryWrite(fd, Encoding.UTF8.GetBytes(text));

    /// <summary>Writes all of <paramref name="bytes"/> to <paramref name="fd"/>.</summary>
    /// <returns>0, or the errno of write(2).</returns>
    public static int TryWrite(int fd, ReadOnlySpan<byte> bytes)
    {
        // Safe: the bytes are pinned, and count never exceeds what is left of it.
        fixed (byte* start = bytes)
        {
            int done = 0;
            while (done < bytes.Length)
            {
                nint written = write(fd, start + done, (nuint)(bytes.Length - done));
                if (written >= 0) done += (int)written;
                else if (errno != Errno.EINTR) return errno;
            }
        }
        return 0;
    }
}
