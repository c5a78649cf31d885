using System;
using System.Runtime.InteropServices;

using static OciRuntime.Native.Libc;

namespace OciRuntime.Native;

/// <summary>An extended regular expression of POSIX, regex(7).</summary>
public sealed unsafe class PosixRegex : IDisposable
{
    // Room for a regex_t, which is 64 bytes in glibc and in musl, on x86-64 and on arm64.
    private const int Size = 256;

    private readonly void* compiled = NativeMemory.AllocZeroed(Size);

    /// <summary>Compiles <paramref name="expression"/>.</summary>
    /// <exception cref="OcirunException">It is none; with the C library's reason.</exception>
    public PosixRegex(string expression)
    {
        int error;
        // Safe: the array is pinned for the call and ends with a NUL; there is more room than a regex_t takes.
        fixed (byte* text = KernelText.Terminated(expression))
            error = regcomp(compiled, text, REG_EXTENDED | REG_NOSUB);
        if (error == 0) return;
        const int Longest = 256;
        byte* reason = stackalloc byte[Longest];
        regerror(error, compiled, reason, Longest);
        NativeMemory.Free(compiled);
        compiled = null;
        throw new OcirunException(
            $"invalid regular expression `{expression}`: {Marshal.PtrToStringUTF8((nint)reason)}", FailureCodes.Usage);
    }

    /// <summary>Whether the expression is found in <paramref name="text"/>.</summary>
    public bool Matches(string text)
    {
        // Safe: the array is pinned for the call and ends with a NUL.
        fixed (byte* bytes = KernelText.Terminated(text)) return regexec(compiled, bytes, 0, null, 0) == 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (compiled == null) return;
        regfree(compiled);
        NativeMemory.Free(compiled);
    }
}
