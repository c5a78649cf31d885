using OciRuntime.Cgroups.Systemd;
using OciRuntime.Checkpoint;
using OciRuntime.Config;
using OciRuntime.Security.Capabilities;
using OciRuntime.Security.Seccomp;
namespace OciRuntime.Create;

/// <summary>
/// What configs may ask of this version, by the names of the spec: features.md and features-linux.md.
/// </summary>
internal static class SupportedFeatures
{
    /// <summary>The oldest spec version whose configs are taken.</summary>
    public const string OciVersionMin = "1.0.0";

    /// <summary>The newest spec version that is implemented.</summary>
    public const string OciVersionMax = "1.3.0";

    /// <summary>Resource control by systemd.</summary>
    public const bool CgroupSystemd = true;

    /// <summary>linux.resources.rdma.</summary>
    public const bool CgroupRdma = true;

    /// <summary>linux.intelRdt.</summary>
    public const bool IntelRdt = true;

    /// <summary>linux.netDevices.</summary>
    public const bool NetDevices = true;

    /// <summary>
    /// Annotations of a config that change what is done, or with a dot at the end what their names begin with: an
    /// engine may keep an image from setting them.
    /// </summary>
    public static string[] PotentiallyUnsafeConfigAnnotations =>
        [CriuConfig.Annotation, PropertyText.Prefix, .. RuntimeAnnotations.Known];

    /// <summary>Members of hooks.</summary>
    public static string[] Hooks =>
        ["prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop"];

    /// <summary>Options of mounts that are not passed on to the filesystem.</summary>
    public static string[] MountOptions => MountOptionParser.Known;

    /// <summary>Types of linux.namespaces.</summary>
    public static string[] Namespaces => ["cgroup", "ipc", "mount", "network", "pid", "time", "user", "uts"];

    /// <summary>Names in process.capabilities.</summary>
    public static string[] Capabilities
    {
        get
        {
            string[] names = new string[CapabilityNames.Count];
            for (int i = 0; i < names.Length; i++) names[i] = CapabilityNames.Name(i);
            return names;
        }
    }

    /// <summary>Actions of linux.seccomp.</summary>
    public static string[] SeccompActions =>
    [
        "SCMP_ACT_ALLOW", "SCMP_ACT_ERRNO", "SCMP_ACT_KILL", "SCMP_ACT_KILL_PROCESS", "SCMP_ACT_KILL_THREAD",
        "SCMP_ACT_LOG", "SCMP_ACT_NOTIFY", "SCMP_ACT_TRACE", "SCMP_ACT_TRAP",
    ];

    /// <summary>Operators of the conditions of linux.seccomp.</summary>
    public static string[] SeccompOperators =>
    [
        "SCMP_CMP_EQ", "SCMP_CMP_GE", "SCMP_CMP_GT", "SCMP_CMP_LE", "SCMP_CMP_LT", "SCMP_CMP_MASKED_EQ", "SCMP_CMP_NE",
    ];

    /// <summary>Architectures of linux.seccomp.</summary>
    public static string[] SeccompArchitectures =>
    [
        "SCMP_ARCH_AARCH64", "SCMP_ARCH_ARM", "SCMP_ARCH_LOONGARCH64", "SCMP_ARCH_M68K", "SCMP_ARCH_MIPS",
        "SCMP_ARCH_MIPS64", "SCMP_ARCH_MIPS64N32", "SCMP_ARCH_MIPSEL", "SCMP_ARCH_MIPSEL64", "SCMP_ARCH_MIPSEL64N32",
        "SCMP_ARCH_PARISC", "SCMP_ARCH_PARISC64", "SCMP_ARCH_PPC", "SCMP_ARCH_PPC64", "SCMP_ARCH_PPC64LE",
        "SCMP_ARCH_RISCV64", "SCMP_ARCH_S390", "SCMP_ARCH_S390X", "SCMP_ARCH_SH", "SCMP_ARCH_SHEB", "SCMP_ARCH_X32",
        "SCMP_ARCH_X86", "SCMP_ARCH_X86_64",
    ];

    /// <summary>Flags of linux.seccomp.</summary>
    public static string[] SeccompFlags =>
    [
        "SECCOMP_FILTER_FLAG_LOG", "SECCOMP_FILTER_FLAG_SPEC_ALLOW", "SECCOMP_FILTER_FLAG_TSYNC",
        "SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV",
    ];

    /// <summary>Those of them that the running kernel takes.</summary>
    public static string[] SeccompFlagsOfKernel() => System.Array.FindAll(SeccompFlags, SeccompKernel.Supports);

    /// <summary>Modes of linux.memoryPolicy.</summary>
    public static string[] MemoryPolicyModes =>
    [
        "MPOL_BIND", "MPOL_DEFAULT", "MPOL_INTERLEAVE", "MPOL_LOCAL", "MPOL_PREFERRED", "MPOL_PREFERRED_MANY",
        "MPOL_WEIGHTED_INTERLEAVE",
    ];

    /// <summary>Flags of linux.memoryPolicy.</summary>
    public static string[] MemoryPolicyFlags =>
        ["MPOL_F_NUMA_BALANCING", "MPOL_F_RELATIVE_NODES", "MPOL_F_STATIC_NODES"];
}
