using System;
using System.Text;
using OciRuntime.Config;
using OciRuntime.Containers;
using OciRuntime.Create;
using OciRuntime.Diagnostics;
using OciRuntime.Launch.Plan;
using OciRuntime.Native.Paths;
using OciRuntime.Rootfs;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Tests.Launch;

/// <summary>
/// Compiles configs as a privileged runtime would, on a host of which nothing but the kernel's names is looked at.
/// </summary>
internal static class PlanTexts
{
    /// <summary>The plan of a config as text.</summary>
    public static string Compile(string json)
    {
        string text = "";
        With(SpecReader.Parse(Encoding.UTF8.GetBytes(json)), (plan, mounts) =>
            text = PlanPrinter.Print(plan, mounts.Describe)
        );
        // The host's kernel may have been built without /proc/kcore.
        return text.Replace(
            "MakeSymlink         /dev/core to=/proc/kcore  # linux.devices\n",
            "",
            StringComparison.Ordinal
        );
    }

    /// <summary>Compiles <paramref name="spec"/> and shows the plan to <paramref name="look"/>.</summary>
    public static void With(Config.Spec spec, Action<LaunchPlan, PlannedMounts> look)
    {
        HostFacts host = new() { EffectiveUid = 0, InUserNamespace = false, LastCapability = 40 };
        RuntimeOptions options = new("/run/ocirun", "disabled", false, Log.ToStandardError());
        CreateOptions create = new(
            "test",
            "/bundle",
            null,
            null,
            null,
            null,
            NoPivot: false,
            NoNewKeyring: false,
            PreserveFds: 0
        );
        Bundle bundle = new("/bundle", "/bundle/rootfs", [], spec, host);
        PlannedMounts mounts = new(mayMakeNodes: true, Stand);
        using LaunchInput input = new(options, create, bundle, bundle.NewRecord(create, null), null) { Shown = mounts };
        using LaunchPlan plan = new();
        PlanCompiler.Compile(input, plan);
        look(plan, mounts);
    }

    /// <summary>A device node is the host's; any other name with a dot is a file, without one a directory.</summary>
    private static int Stand(string source)
    {
        if (source.StartsWith("/dev/", StringComparison.Ordinal))
            return HostPath.Open(source, O_PATH);
        return HostPath.Open(
            LexicalPath.Name(source).Contains('.', StringComparison.Ordinal) ? "/proc/self/status" : "/",
            O_PATH
        );
    }
}
