namespace OciRuntime.Native;

/// <summary>A failed kernel call: which operation, on what object, and why (docs/adr/0005).</summary>
public sealed class LinuxException : OcirunException
{
    /// <summary>Creates the error of <paramref name="operation"/> on <paramref name="target"/>.</summary>
    /// <param name="operation">The call or the act, in lower case: <c>mount</c>, <c>write</c>.</param>
    /// <param name="target">What it was done to: a path, a value; shown in backticks; may be empty.</param>
    /// <param name="errno">The errno value.</param>
    /// <param name="pointer">The JSON pointer of what asked for it, or null.</param>
    public LinuxException(string operation, string target, int errno, string? pointer = null)
        : base(Describe(operation, target, errno), FailureCodes.Kernel)
    {
        (Operation, Errno, Pointer) = (operation, errno, pointer);
        Target = target.Length == 0 ? null : target;
    }

    /// <summary>Throws the error of <paramref name="operation"/> with the current <see cref="Libc.errno"/>.</summary>
    [System.Diagnostics.CodeAnalysis.DoesNotReturn]
    public static void Throw(string operation, string target) =>
        throw new LinuxException(operation, target, Libc.errno);

    private static string Describe(string operation, string target, int errno) =>
        target.Length == 0
            ? $"{operation}: {Native.Errno.Describe(errno)} ({Native.Errno.Name(errno)})"
            : $"{operation} `{target}`: {Native.Errno.Describe(errno)} ({Native.Errno.Name(errno)})";
}
