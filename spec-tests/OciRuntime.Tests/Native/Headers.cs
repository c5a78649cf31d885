using System.Collections.Generic;
using System.Linq;

namespace OciRuntime.Tests.Native;

/// <summary>
/// Which headers say what the bindings repeat; <paramref name="compiler"/> is the gcc of their architecture.
/// </summary>
internal sealed class Headers(string compiler)
{
    /// <summary>
    /// What the headers of Linux 6.1 (Debian 12) do not have yet: since which Linux, and its uapi header.
    /// </summary>
    public static readonly Dictionary<string, (int Major, int Minor, ulong Value, string Source)> Newer = [];

    /// <summary>What no installed header has: the value and the kernel source that defines it.</summary>
    public static readonly Dictionary<string, (ulong Value, string Source)> Internal = new()
    {
        ["KEY_USR_SEARCH"] = (0x80000, "include/linux/key.h"),
        ["KEY_OTH_SEARCH"] = (0x8, "include/linux/key.h"),
    };

    /// <summary>C types whose name is not <c>struct</c> and the name of ours.</summary>
    public static readonly Dictionary<string, string> Types = new()
    {
        ["siginfo_t"] = "siginfo_t",
        ["kernel_sigaction"] = "struct sigaction",
        // no header declares it; the C library's is it with a longer name, readdir(3)
        ["linux_dirent64"] = "struct dirent64",
        ["Elf64_Phdr"] = "Elf64_Phdr",
        ["bpf_attr_prog_load"] = "union bpf_attr",
        ["bpf_attr_attach"] = "union bpf_attr",
        ["bpf_attr_query"] = "union bpf_attr",
        ["bpf_attr_test"] = "union bpf_attr",
        ["bpf_attr_get_id"] = "union bpf_attr",
        ["bpf_attr_link_create"] = "union bpf_attr",
        ["bpf_attr_obj"] = "union bpf_attr",
    };

    /// <summary>The member of <c>union bpf_attr</c> that a struct of ours is, where it has a name.</summary>
    public static readonly Dictionary<string, string> Members = new()
    {
        ["bpf_attr_query"] = "query.",
        ["bpf_attr_test"] = "test.",
        ["bpf_attr_link_create"] = "link_create.",
    };

    /// <summary>Fields that C writes as bit fields, of which there is no offset.</summary>
    public static readonly HashSet<string> BitFields = ["bpf_insn.regs"];

    private static readonly string[] MountLibraryNames =
        ["MNT_FORCE", "MNT_DETACH", "MNT_EXPIRE", "UMOUNT_NOFOLLOW", "ST_RDONLY", "ST_NOSUID", "ST_NODEV", "ST_NOEXEC"];

    private readonly HeaderUnit mountLibrary = new(compiler, "sys/mount.h", "sys/statvfs.h");
    private readonly HeaderUnit kernelSignals = new(compiler, "asm/signal.h", "linux/sched/types.h");
    private readonly HeaderUnit kernelTerminals = new(compiler, "asm/termbits.h");

    private readonly HeaderUnit common = new(
        compiler,
        "errno.h",
        "signal.h",
        "sched.h",
        "fcntl.h",
        "unistd.h",
        "sys/socket.h",
        "sys/un.h",
        "sys/uio.h",
        "sys/wait.h",
        "sys/file.h",
        "sys/epoll.h",
        "poll.h",
        "regex.h",
        "sys/eventfd.h",
        "sys/timerfd.h",
        "sys/signalfd.h",
        "sys/inotify.h",
        "sys/resource.h",
        "sys/personality.h",
        "sys/mman.h",
        "sys/syscall.h",
        "sys/ioctl.h",
        "termios.h",
        "time.h",
        "dirent.h",
        "sys/xattr.h",
        "sys/stat.h",
        "sys/vfs.h",
        "elf.h",
        "sys/auxv.h",
        "linux/mount.h",
        "linux/fs.h",
        "linux/sched.h",
        "linux/openat2.h",
        "linux/close_range.h",
        "linux/memfd.h",
        "linux/magic.h",
        "linux/limits.h",
        "linux/prctl.h",
        "linux/securebits.h",
        "linux/capability.h",
        "linux/kcmp.h",
        "linux/ioprio.h",
        "linux/seccomp.h",
        "linux/filter.h",
        "linux/bpf.h",
        "linux/audit.h",
        "linux/keyctl.h",
        "linux/netlink.h",
        "linux/rtnetlink.h",
        "linux/if.h",
        "linux/if_addr.h",
        "linux/sockios.h",
        "linux/mempolicy.h",
        "linux/nsfs.h",
        "linux/ptrace.h",
        "linux/stat.h"
    );

    private IEnumerable<HeaderUnit> All => [common, mountLibrary, kernelSignals, kernelTerminals];

    /// <summary>Where a constant is checked.</summary>
    public HeaderUnit OfConstant(string name) =>
        MountLibraryNames.Contains(name) ? mountLibrary : name == "SA_RESTORER" ? kernelSignals : common;

    /// <summary>Where a struct is checked.</summary>
    public HeaderUnit OfType(string name) => name switch
    {
        "kernel_sigaction" or "sched_attr" => kernelSignals,
        "termios" => kernelTerminals,
        _ => common,
    };

    /// <summary>What does not hold, of all that was claimed.</summary>
    public IReadOnlyList<string> Failures() => [.. All.SelectMany(unit => unit.Failures())];
}
