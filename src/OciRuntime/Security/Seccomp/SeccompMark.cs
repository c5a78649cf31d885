namespace OciRuntime.Security.Seccomp;

/// <summary>
/// What the sixth argument of a call holds, in its low half, that a filter with a report treats otherwise
/// (docs/adr/0016): a call that would end the thread or trap is refused by the kernel itself, and execve(2) asks the
/// listener. A program that passes it gains nothing: what is refused is refused, only not reported.
/// </summary>
internal static class SeccompMark
{
    /// <summary>"ocir".</summary>
    public const uint Value = 0x7269_636f;

    /// <summary>offsetof(struct seccomp_data, args[5]), the low half on a little-endian machine.</summary>
    public const uint Offset = 56;

    /// <summary>Which argument it is in.</summary>
    public const int Argument = 5;
}
