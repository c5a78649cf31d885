namespace OciRuntime.Native.Abi;

// <linux/stat.h>
public struct statx_timestamp
{
    public long tv_sec;
    public uint tv_nsec;
    public int __reserved;
}

public unsafe struct statx
{
    public uint stx_mask, stx_blksize;
    public ulong stx_attributes;
    public uint stx_nlink, stx_uid, stx_gid;
    public ushort stx_mode, __spare0;
    public ulong stx_ino, stx_size, stx_blocks, stx_attributes_mask;
    public statx_timestamp stx_atime, stx_btime, stx_ctime, stx_mtime;
    public uint stx_rdev_major, stx_rdev_minor, stx_dev_major, stx_dev_minor;
    public ulong stx_mnt_id;
    public uint stx_dio_mem_align, stx_dio_offset_align;
    public fixed ulong __spare3[12];
}
