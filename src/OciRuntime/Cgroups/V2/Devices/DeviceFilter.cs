using System.Collections.Generic;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Cgroups.V2.Devices;

/// <summary>Attaches device programs to cgroups; bpf(2), <c>linux/bpf.h</c>.</summary>
internal static unsafe class DeviceFilter
{
    private const int MostPrograms = 64; // BPF_CGROUP_MAX_PROGS of include/linux/bpf-cgroup-defs.h

    /// <summary>
    /// Makes <paramref name="rules"/> the only device program of the cgroup; there is no moment without one.
    /// </summary>
    /// <exception cref="LinuxException">The kernel does not take it.</exception>
    public static void Set(string path, List<DeviceRule> rules)
    {
        using OwnedFd directory = OwnedFd.From(CgroupFile.Open(path, O_RDONLY | O_DIRECTORY), "open", path);
        using OwnedFd program = Load(DeviceProgram.Compile(rules));
        uint* ids = stackalloc uint[MostPrograms];
        int count = Attached(directory.Fd, path, ids);
        if (count == 1)
        {
            using OwnedFd? old = Program(ids[0]);
            Attach(directory.Fd, path, program.Fd, old);
            return;
        }
        Attach(directory.Fd, path, program.Fd, null);
        for (int i = 0; i < count; i++)
        {
            using OwnedFd? old = Program(ids[i]);
            if (old is not null) Detach(directory.Fd, path, old.Fd);
        }
    }

    private const int MostTries = 50;

    /// <summary>BPF_PROG_LOAD.</summary>
    public static OwnedFd Load(bpf_insn[] code)
    {
        bpf_attr_prog_load load = default;
        load.prog_type = BPF_PROG_TYPE_CGROUP_DEVICE;
        load.insn_cnt = (uint)code.Length;
        int fd;
        // Safe: code and license are pinned for the call, which copies them.
        fixed (bpf_insn* instructions = code)
        fixed (byte* license = "Apache-2.0\0"u8)
        {
            load.insns = (ulong)instructions;
            load.license = (ulong)license;
            int tries = 0;
            // EAGAIN: the verifier saw a pending signal and gave up, kernel/bpf/verifier.c; libbpf also tries again.
            do fd = bpf(BPF_PROG_LOAD, &load, (uint)sizeof(bpf_attr_prog_load));
            while (fd == -1 && errno == Errno.EAGAIN && ++tries < MostTries);
        }
        return OwnedFd.From(fd, "load eBPF program for", "linux/resources/devices");
    }

    /// <summary>The ids of the programs that are attached to the cgroup itself.</summary>
    /// <param name="directory">The cgroup.</param>
    /// <param name="path">Its path, for the error.</param>
    /// <param name="ids">Room for <see cref="MostPrograms"/>.</param>
    private static int Attached(int directory, string path, uint* ids)
    {
        bpf_attr_query query = default;
        query.target_fd = (uint)directory;
        query.attach_type = BPF_CGROUP_DEVICE;
        query.prog_ids = (ulong)ids;
        query.prog_cnt = MostPrograms;
        if (bpf(BPF_PROG_QUERY, &query, (uint)sizeof(bpf_attr_query)) == -1)
            LinuxException.Throw("find the device programs of", path);
        return (int)query.prog_cnt;
    }

    /// <summary>
    /// A program by id; null where it has gone or an LSM guards it, in which case it can only forbid more.
    /// </summary>
    private static OwnedFd? Program(uint id)
    {
        bpf_attr_get_id get = default;
        get.prog_id = id;
        int fd = bpf(BPF_PROG_GET_FD_BY_ID, &get, (uint)sizeof(bpf_attr_get_id));
        if (fd == -1 && errno is Errno.ENOENT or Errno.EACCES or Errno.EPERM) return null;
        return OwnedFd.From(fd, "open eBPF program", CgroupFile.Number((ulong)id));
    }

    private static void Attach(int directory, string path, int program, OwnedFd? replaced)
    {
        bpf_attr_attach attach = default;
        attach.target_fd = (uint)directory;
        attach.attach_bpf_fd = (uint)program;
        attach.attach_type = BPF_CGROUP_DEVICE;
        attach.attach_flags = BPF_F_ALLOW_MULTI;
        if (replaced is not null)
        {
            attach.attach_flags |= BPF_F_REPLACE;
            attach.replace_bpf_fd = (uint)replaced.Fd;
        }
        if (bpf(BPF_PROG_ATTACH, &attach, (uint)sizeof(bpf_attr_attach)) == -1)
        {
            throw new LinuxException("attach device program to", path, errno, "/linux/resources/devices");
        }
    }

    private static void Detach(int directory, string path, int program)
    {
        bpf_attr_attach detach = default;
        detach.target_fd = (uint)directory;
        detach.attach_bpf_fd = (uint)program;
        detach.attach_type = BPF_CGROUP_DEVICE;
        if (bpf(BPF_PROG_DETACH, &detach, (uint)sizeof(bpf_attr_attach)) == -1 && errno != Errno.ENOENT)
        {
            LinuxException.Throw("detach a device program from", path);
        }
    }
}
