namespace OciRuntime.Native.Abi;

// getdents64(2), struct linux_dirent64
/// <summary>
/// The head of a record; <see cref="d_name"/> goes on to its NUL, within <see cref="d_reclen"/> bytes.
/// </summary>
public unsafe struct linux_dirent64
{
    public ulong d_ino;
    public long d_off;
    public ushort d_reclen;
    public byte d_type;
    public fixed byte d_name[1];
}
