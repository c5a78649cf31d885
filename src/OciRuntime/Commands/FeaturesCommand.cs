using OciRuntime.CommandLine;
using OciRuntime.Create;
using OciRuntime.Diagnostics;
namespace OciRuntime.Commands;

/// <summary><c>ocirun features</c>.</summary>
internal sealed class FeaturesCommand : Command
{
    /// <inheritdoc/>
    public override string Name => "features";

    /// <inheritdoc/>
    public override string Summary => "print what this runtime supports";

    /// <inheritdoc/>
    public override string ArgumentsUsage => "";

    /// <inheritdoc/>
    public override string Description =>
        "Prints what configs may ask of this runtime as JSON, in the form of the runtime-spec's features.md.";

    /// <inheritdoc/>
    public override int MinimumArguments => 0;

    /// <inheritdoc/>
    public override int MaximumArguments => 0;

    /// <inheritdoc/>
    public override int Run(GlobalOptions global, ParsedOptions options)
    {
        Output.Write(Json());
        return 0;
    }

    /// <summary>The document, indented by four as runc's.</summary>
    public static string Json()
    {
        JsonText json = new(indent: 4);
        json.BeginObject();
        json.Member("ociVersionMin", SupportedFeatures.OciVersionMin);
        json.Member("ociVersionMax", SupportedFeatures.OciVersionMax);
        List(json, "hooks", SupportedFeatures.Hooks);
        List(json, "mountOptions", SupportedFeatures.MountOptions);
        json.BeginObject("linux");
        List(json, "namespaces", SupportedFeatures.Namespaces);
        List(json, "capabilities", SupportedFeatures.Capabilities);
        json.BeginObject("cgroup");
        json.Member("v1", true);
        json.Member("v2", true);
        json.Member("systemd", SupportedFeatures.CgroupSystemd);
        json.Member("systemdUser", SupportedFeatures.CgroupSystemd);
        json.Member("rdma", SupportedFeatures.CgroupRdma);
        json.EndObject();
        Seccomp(json);
        Enabled(json, "apparmor", true);
        Enabled(json, "selinux", true);
        json.BeginObject("intelRdt");
        json.Member("enabled", SupportedFeatures.IntelRdt);
        json.Member("schemata", SupportedFeatures.IntelRdt);
        json.Member("monitoring", SupportedFeatures.IntelRdt);
        json.EndObject();
        json.BeginObject("memoryPolicy");
        List(json, "modes", SupportedFeatures.MemoryPolicyModes);
        List(json, "flags", SupportedFeatures.MemoryPolicyFlags);
        json.EndObject();
        json.BeginObject("mountExtensions");
        Enabled(json, "idmap", true);
        json.EndObject();
        Enabled(json, "netDevices", SupportedFeatures.NetDevices);
        json.EndObject();
        List(json, "potentiallyUnsafeConfigAnnotations", SupportedFeatures.PotentiallyUnsafeConfigAnnotations);
        json.EndObject();
        return json + "\n";
    }

    private static void Seccomp(JsonText json)
    {
        json.BeginObject("seccomp");
        json.Member("enabled", true);
        List(json, "actions", SupportedFeatures.SeccompActions);
        List(json, "operators", SupportedFeatures.SeccompOperators);
        List(json, "archs", SupportedFeatures.SeccompArchitectures);
        List(json, "knownFlags", SupportedFeatures.SeccompFlags);
        List(json, "supportedFlags", SupportedFeatures.SeccompFlagsOfKernel());
        json.EndObject();
    }

    private static void Enabled(JsonText json, string name, bool enabled)
    {
        json.BeginObject(name);
        json.Member("enabled", enabled);
        json.EndObject();
    }

    private static void List(JsonText json, string name, string[] values)
    {
        json.BeginArray(name);
        foreach (string value in values) json.Element(value);
        json.EndArray();
    }
}
