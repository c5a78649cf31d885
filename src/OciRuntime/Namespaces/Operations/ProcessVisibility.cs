using static OciRuntime.Launch.Child.ChildCalls;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Namespaces.Operations;

/// <summary>Who may look at a process that is in somebody's namespaces and no program of theirs yet.</summary>
internal static class ProcessVisibility
{
    /// <summary>Nobody may ptrace this process or read its /proc (CVE-2016-9962).</summary>
    /// <returns>0 or an errno.</returns>
    public static int Hide() => Check(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0));
}
