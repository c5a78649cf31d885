using System;
using System.Runtime.InteropServices;

using static OciRuntime.Native.Libc;

namespace OciRuntime.Native;

/// <summary>An extended regular expression of POSIX, regex(7).</summary>
public sealed unsafe class PosixRegex : IDisposable
{
    // Room for a regex_t, which is 64 bytes in glibc and in musl, on x86-64 and on arm64.
    private const int Size = 256;

    // Bytes, as many as an id has at most: glibc's regcomp(3) recurses and overruns the stack at 20,000 parentheses.
    private const int LongestExpression = 1024;

    private readonly void* compiled;

    /// <summary>Compiles <paramref name="expression"/>.</summary>
    /// <exception cref="OcirunException">It is none; with the C library's reason.</exception>
    public PosixRegex(string expression)
    {
        byte[] terminated = KernelText.Terminated(expression);
        if (terminated.Length > LongestExpression)
            throw new OcirunException(
                $"invalid regular expression: it is longer than {LongestExpression - 1} bytes", FailureCodes.Usage);
        compiled = NativeMemory.AllocZeroed(Size);
        int error;
        // Safe: the array is pinned for the call and ends with a NUL; there is more room than a regex_t takes.
        fixed (byte* text = terminated) error = regcomp(compiled, text, REG_EXTENDED | REG_NOSUB);
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
