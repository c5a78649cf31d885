using System.Collections.Generic;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OciRuntime.Cgroups;
using OciRuntime.Config;
using OciRuntime.Create;

namespace OciRuntime.Tests.ConfigModel;

/// <summary>Strings of a config that hold a NUL, at which the kernel would stop reading.</summary>
public class NulTests
{
    // Never given to the kernel: members for other systems, names of which unknown ones are left out with a warning,
    // and what is passed on as JSON.
    private const string NotForTheKernel =
        "^/(annotations/|process/(commandLine|user/username|capabilities/)"
        + "|linux/seccomp/(listenerMetadata|syscalls/0/names/))";

    public static TheoryData<string> Strings()
    {
        TheoryData<string> found = [];
        Visit(JsonNode.Parse(SpecModelTests.Everything)!, "", (_, pointer) => found.Add(pointer));
        return found;
    }

    [Theory]
    [MemberData(nameof(Strings))]
    public void A_NUL_in_a_string_of_a_config_is_a_mistake_and_no_defect(string pointer)
    {
        JsonNode config = JsonNode.Parse(SpecModelTests.Everything)!;
        Visit(config, "", (node, at) =>
        {
            if (at == pointer) node.ReplaceWith(JsonValue.Create("/proc\0" + node.GetValue<string>()));
        });
        Config.Spec spec = SpecReader.Parse(Encoding.UTF8.GetBytes(config.ToJsonString()));
        List<SpecError> errors = Validation.Find(spec, CgroupHost.Detect(), rootless: false);
        if (Regex.IsMatch(pointer, NotForTheKernel)) return;
        Assert.Contains(errors, one => Leads(one.Pointer, pointer) || Leads(pointer, one.Pointer));
    }

    [Theory]
    [InlineData("network", "net.core.somaxconn")]
    [InlineData("uts", "kernel.domainname")]
    [InlineData("ipc", "kernel.shmmax")]
    public void A_NUL_in_the_path_of_a_namespace_with_sysctls_is_a_mistake_and_no_defect(string type, string sysctl)
    {
        Config.Spec spec = SpecSamples.WithLinux("{}");
        spec.Linux!.Sysctl = new() { [sysctl] = "1" };
        spec.Linux.Namespaces = [new() { Type = type, Path = "/proc\0/self" }];
        List<SpecError> errors = Validation.Find(spec, null, rootless: false);
        Assert.Equal("/linux/namespaces/0/path", Assert.Single(errors).Pointer);
    }

    private static bool Leads(string pointer, string below) =>
        (below + "/").StartsWith(pointer + "/", System.StringComparison.Ordinal);

    private static void Visit(JsonNode node, string pointer, System.Action<JsonValue, string> visit)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (KeyValuePair<string, JsonNode?> member in new List<KeyValuePair<string, JsonNode?>>(members))
                    Visit(member.Value!, pointer + "/" + SpecValidator.Escape(member.Key), visit);
                break;
            case JsonArray elements:
                for (int i = 0; i < elements.Count; i++) Visit(elements[i]!, $"{pointer}/{i}", visit);
                break;
            case JsonValue value when value.TryGetValue(out string? _):
                visit(value, pointer);
                break;
        }
    }
}
