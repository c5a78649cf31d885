using static OciRuntime.Native.Libc;

namespace OciRuntime.Namespaces;

/// <summary>
/// The spec's namespace types and the kernel's flags; config-linux.md, Namespaces, and namespaces(7).
/// </summary>
internal static class NamespaceTypes
{
    /// <summary>CLONE_NEW* of a type, or 0 for an unknown one.</summary>
    public static ulong Flag(string? type) => type switch
    {
        "pid" => CLONE_NEWPID,
        "network" => CLONE_NEWNET,
        "mount" => CLONE_NEWNS,
        "ipc" => CLONE_NEWIPC,
        "uts" => CLONE_NEWUTS,
        "user" => CLONE_NEWUSER,
        "cgroup" => CLONE_NEWCGROUP,
        "time" => CLONE_NEWTIME,
        _ => 0,
    };

    /// <summary>The spec's name of a CLONE_NEW* flag.</summary>
    public static string Name(ulong flag) => flag switch
    {
        CLONE_NEWPID => "pid",
        CLONE_NEWNET => "network",
        CLONE_NEWNS => "mount",
        CLONE_NEWIPC => "ipc",
        CLONE_NEWUTS => "uts",
        CLONE_NEWUSER => "user",
        CLONE_NEWCGROUP => "cgroup",
        CLONE_NEWTIME => "time",
        _ => "unknown",
    };
}
