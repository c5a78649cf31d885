namespace OciRuntime.Native.Abi;

// <asm-generic/termios.h>, <asm-generic/termbits.h>
public struct winsize
{
    public ushort ws_row, ws_col, ws_xpixel, ws_ypixel;
}

/// <summary>The kernel's <c>struct termios</c>, which TCGETS fills; the C library's is longer.</summary>
public unsafe struct termios
{
    public uint c_iflag, c_oflag, c_cflag, c_lflag;
    public byte c_line;
    public fixed byte c_cc[19];
}
