namespace OciRuntime.Native.Abi;

// <asm-generic/statfs.h>, as 64-bit machines have it
public unsafe struct statfs
{
    public long f_type, f_bsize;
    public ulong f_blocks, f_bfree, f_bavail, f_files, f_ffree;
    public long f_fsid, f_namelen, f_frsize, f_flags;
    public fixed long f_spare[4];
}
