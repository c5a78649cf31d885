using System.Runtime.InteropServices;

namespace OciRuntime.Native.Abi;

// <asm-generic/siginfo.h>, <linux/signalfd.h>, <asm/signal.h>
/// <summary>The members that waitid(2) fills; the kernel's size.</summary>
[StructLayout(LayoutKind.Explicit, Size = 128)]
public struct siginfo_t
{
    [FieldOffset(0)] public int si_signo;
    [FieldOffset(4)] public int si_errno;
    [FieldOffset(8)] public int si_code;
    [FieldOffset(16)] public int si_pid;
    [FieldOffset(20)] public uint si_uid;
    [FieldOffset(24)] public int si_status;
}

[StructLayout(LayoutKind.Explicit, Size = 128)]
public struct signalfd_siginfo
{
    [FieldOffset(0)] public uint ssi_signo;
    [FieldOffset(4)] public int ssi_errno;
    [FieldOffset(8)] public int ssi_code;
    [FieldOffset(12)] public uint ssi_pid;
    [FieldOffset(16)] public uint ssi_uid;
    [FieldOffset(40)] public int ssi_status;
}

/// <summary>The kernel's <c>struct sigaction</c>, which is not the C library's.</summary>
public struct kernel_sigaction
{
    public nuint sa_handler, sa_flags, sa_restorer;

    /// <summary>Bit n-1 is signal n.</summary>
    public ulong sa_mask;
}
