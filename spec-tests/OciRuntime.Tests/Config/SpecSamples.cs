using System.Text;
using OciRuntime.Config;

namespace OciRuntime.Tests.ConfigModel;

/// <summary>Configs to start from.</summary>
internal static class SpecSamples
{
    /// <summary>The least that is valid.</summary>
    public const string Minimal =
        """{"ociVersion": "1.3.0", "root": {"path": "rootfs"}, "process": {"args": ["sh"], "cwd": "/"}}""";

    /// <summary>The template: valid, with all namespaces but user and time.</summary>
    public static Config.Spec Template => SpecTemplate.Config(null);

    /// <summary>Reads <paramref name="json"/>.</summary>
    public static Config.Spec Read(string json) => SpecReader.Parse(Encoding.UTF8.GetBytes(json));

    /// <summary>The minimal config with <paramref name="linux"/> as its linux section.</summary>
    public static Config.Spec WithLinux(string linux)
    {
        Config.Spec spec = Read(Minimal);
        spec.Linux = Read($$"""{"linux": {{linux}} }""").Linux;
        return spec;
    }

    /// <summary>The minimal config whose process has the members of <paramref name="members"/> too.</summary>
    public static Config.Spec WithProcess(string members)
    {
        Config.Spec spec = Read(Minimal);
        spec.Process = Read("{\"process\": {\"args\": [\"sh\"], \"cwd\": \"/\", " + members + "}}").Process;
        return spec;
    }
}
