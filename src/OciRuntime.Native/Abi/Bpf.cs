using System.Runtime.InteropServices;

namespace OciRuntime.Native.Abi;

// <linux/bpf.h>: union bpf_attr is one struct per command here
public struct bpf_insn
{
    public byte code;

    /// <summary>dst_reg in the low four bits, src_reg in the high ones.</summary>
    public byte regs;

    public short off;
    public int imm;
}

public struct bpf_cgroup_dev_ctx
{
    public uint access_type, major, minor;
}

/// <summary>For BPF_PROG_LOAD.</summary>
public unsafe struct bpf_attr_prog_load
{
    public uint prog_type, insn_cnt;
    public ulong insns, license;
    public uint log_level, log_size;
    public ulong log_buf;
    public uint kern_version, prog_flags;
    public fixed byte prog_name[16];
    public uint prog_ifindex, expected_attach_type;
}

/// <summary>For BPF_PROG_ATTACH and BPF_PROG_DETACH.</summary>
public struct bpf_attr_attach
{
    public uint target_fd, attach_bpf_fd, attach_type, attach_flags, replace_bpf_fd;
}

/// <summary>
/// For BPF_PROG_QUERY. 64 bytes, to the end of <c>revision</c> at offset 56: Linux 6.17 and later write that member
/// whatever size they were given (kernel/bpf/cgroup.c, __cgroup_bpf_query).
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 64)]
public struct bpf_attr_query
{
    public uint target_fd, attach_type, query_flags, attach_flags;
    public ulong prog_ids;
    public uint prog_cnt;
}

/// <summary>For BPF_PROG_TEST_RUN.</summary>
public struct bpf_attr_test
{
    public uint prog_fd, retval, data_size_in, data_size_out;
    public ulong data_in, data_out;
    public uint repeat, duration, ctx_size_in, ctx_size_out;
    public ulong ctx_in, ctx_out;
    public uint flags, cpu, batch_size;
}

/// <summary>For BPF_PROG_GET_FD_BY_ID.</summary>
public struct bpf_attr_get_id
{
    public uint prog_id, next_id, open_flags;
}

/// <summary>For BPF_LINK_CREATE.</summary>
public struct bpf_attr_link_create
{
    public uint prog_fd, target_fd, attach_type, flags;
}

/// <summary>For BPF_OBJ_PIN and BPF_OBJ_GET.</summary>
public struct bpf_attr_obj
{
    public ulong pathname;
    public uint bpf_fd, file_flags;
}
