namespace OciRuntime.Native;

public static unsafe partial class Libc
{
    // bpf(2) commands, <linux/bpf.h>
    public const int BPF_PROG_LOAD = 5;
    public const int BPF_PROG_ATTACH = 8;
    public const int BPF_PROG_DETACH = 9;
    public const int BPF_PROG_GET_FD_BY_ID = 13;
    public const int BPF_PROG_QUERY = 16;

    // program and attach types
    public const uint BPF_PROG_TYPE_CGROUP_DEVICE = 15;
    public const uint BPF_CGROUP_DEVICE = 6;
    public const uint BPF_F_ALLOW_MULTI = 2;
    public const uint BPF_F_REPLACE = 4;

    // device programs: the context's access_type holds type and access
    public const int BPF_DEVCG_ACC_MKNOD = 1;
    public const int BPF_DEVCG_ACC_READ = 2;
    public const int BPF_DEVCG_ACC_WRITE = 4;
    public const int BPF_DEVCG_DEV_BLOCK = 1;
    public const int BPF_DEVCG_DEV_CHAR = 2;

    // eBPF opcodes beyond the classic ones
    public const int BPF_JMP32 = 6;
    public const int BPF_MOV = 0xb0;
    public const int BPF_JNE = 0x50;
    public const int BPF_EXIT = 0x90;

    // registers
    public const byte BPF_REG_0 = 0;
    public const byte BPF_REG_1 = 1;
    public const byte BPF_REG_2 = 2;
    public const byte BPF_REG_3 = 3;
    public const byte BPF_REG_4 = 4;
    public const byte BPF_REG_5 = 5;

    /// <summary>
    /// bpf(2): <paramref name="attributes"/> is the member of <c>union bpf_attr</c> that the command takes.
    /// </summary>
    public static int bpf(int command, void* attributes, uint size) =>
        (int)syscall(SYS_bpf, command, (nint)attributes, (nint)size);
}
