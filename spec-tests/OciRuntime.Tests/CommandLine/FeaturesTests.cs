using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using OciRuntime.Cgroups;
using OciRuntime.Cgroups.Selection;
using OciRuntime.Commands;
using OciRuntime.Config;
using OciRuntime.Namespaces;
using OciRuntime.Native;
using OciRuntime.ProcessAttributes;
using OciRuntime.Security.Capabilities;
using OciRuntime.Security.Seccomp;

namespace OciRuntime.Tests.CommandLine;

/// <summary>features.md: what is listed is what the rooms take, no more and no less.</summary>
public class FeaturesTests
{
    private static readonly JsonElement Document = JsonDocument.Parse(FeaturesCommand.Json()).RootElement;

    private static JsonElement Linux => Document.GetProperty("linux");

    private static string[] List(JsonElement of, string name) =>
        [.. of.GetProperty(name).EnumerateArray().Select(item => item.GetString()!)];

    [Fact]
    public void Lists_of_features_have_no_duplicates_and_lists_of_names_are_sorted()
    {
        foreach (string[] list in new[]
        {
            List(Document, "mountOptions"), List(Linux, "namespaces"), List(Linux.GetProperty("seccomp"), "actions"),
            List(Linux.GetProperty("seccomp"), "operators"), List(Linux.GetProperty("seccomp"), "archs"),
        })
        {
            Assert.NotEmpty(list);
            Assert.Equal(list.Distinct().Order(StringComparer.Ordinal), list);
        }
    }

    [Fact]
    public void Annotations_that_have_an_effect_are_listed_in_features() =>
        Assert.Equal(
            [
                "org.criu.config",
                "org.systemd.property.",
                "run.oci.hooks.stderr",
                "run.oci.hooks.stdout",
                "run.oci.keep_original_groups",
                "run.oci.mount_context_type",
                "run.oci.seccomp_fail_unknown_syscall",
                "run.oci.systemd.subgroup",
                "run.ocirun.seccomp-report",
            ],
            List(Document, "potentiallyUnsafeConfigAnnotations"));

    [Fact]
    public void Hooks_in_features_are_the_members_of_the_model() =>
        Assert.Equal(
            typeof(OciRuntime.Config.Hooks)
                .GetProperties()
                .Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name)),
            List(Document, "hooks")
        );

    [Fact]
    public void Namespaces_in_features_are_those_that_have_a_clone_flag()
    {
        Assert.All(List(Linux, "namespaces"), name => Assert.NotEqual(0ul, NamespaceTypes.Flag(name)));
        Assert.Equal(8, List(Linux, "namespaces").Length); // namespaces(7)
    }

    [Fact]
    public void Capabilities_in_features_are_all_that_have_a_number()
    {
        string[] names = List(Linux, "capabilities");
        Assert.Equal(CapabilityNames.Count, names.Length);
        Assert.All(names, name => Assert.True(CapabilityNames.TryParse(name, out _)));
    }

    [Fact]
    public void Seccomp_accepts_each_action_operator_architecture_and_flag_in_features()
    {
        JsonElement seccomp = Linux.GetProperty("seccomp");
        foreach (string action in List(seccomp, "actions"))
            Assert.True(SeccompActions.TryParse(action, null, out _), action);
        foreach (string name in List(seccomp, "archs"))
            Assert.True(SeccompArchitecture.TryParse(name, out _), name);
        foreach (string name in List(seccomp, "operators"))
            Assert.Empty(Errors(new LinuxSeccomp { DefaultAction = "SCMP_ACT_ALLOW", Syscalls = [Rule(name)] }));
        // one of the flags asks for a listener
        LinuxSyscall notify = new() { Names = ["mount"], Action = "SCMP_ACT_NOTIFY" };
        Assert.Empty(Errors(new LinuxSeccomp
        {
            DefaultAction = "SCMP_ACT_ALLOW",
            Flags = List(seccomp, "supportedFlags"),
            ListenerPath = "/run/listener",
            Syscalls = [notify],
        }));
        Assert.Equal(List(seccomp, "knownFlags"), List(seccomp, "supportedFlags"));
    }

    [Theory]
    [InlineData("archs", "SCMP_ARCH_[A-Z0-9_]+")]
    [InlineData("actions", "SCMP_ACT_[A-Z_]+")]
    [InlineData("operators", "SCMP_CMP_[A-Z_]+")]
    [InlineData("knownFlags", "SECCOMP_FILTER_FLAG_[A-Z_]+")]
    public void Features_list_each_seccomp_name_that_the_module_reads(string list, string pattern)
    {
        string directory = Path.Combine(Repository.Root, "src", "OciRuntime", "Security", "Seccomp");
        IEnumerable<string> read = Directory
            .GetFiles(directory, "*.cs")
            .SelectMany(file =>
                Regex.Matches(File.ReadAllText(file), $"\"({pattern})\"").Select(match => match.Groups[1].Value)
            );
        Assert.Equal(read.Distinct().Order(StringComparer.Ordinal), List(Linux.GetProperty("seccomp"), list));
    }

    [Fact]
    public void Memory_policies_in_features_are_those_that_are_read()
    {
        JsonElement policy = Linux.GetProperty("memoryPolicy");
        Assert.All(List(policy, "modes"), name => Assert.NotEqual(-1, MemoryPolicies.Mode(name)));
        Assert.All(List(policy, "flags"), name => Assert.NotEqual(0, MemoryPolicies.Flag(name)));
    }

    [Theory]
    [InlineData("enabled")]
    [InlineData("schemata")]
    [InlineData("monitoring")]
    public void Intel_RDT_is_announced_with_all_its_members(string member) =>
        Assert.True(Linux.GetProperty("intelRdt").GetProperty(member).GetBoolean());

    [Fact]
    public void Systemd_in_features_is_enabled_if_it_is_not_refused()
    {
        bool refused = false;
        try
        {
            CgroupManagers.ForNewContainer("systemd", "id", new OciRuntime.Config.Spec(), false, CgroupHost.Detect());
        }
        catch (LinuxException error)
        {
            refused = error.Errno == Errno.EOPNOTSUPP;
        }
        Assert.Equal(!refused, Linux.GetProperty("cgroup").GetProperty("systemd").GetBoolean());
    }

    private static List<SpecError> Errors(LinuxSeccomp seccomp)
    {
        List<SpecError> errors = [];
        SeccompCompiler.Validate(seccomp, errors);
        return errors;
    }

    private static LinuxSyscall Rule(string name) => new()
    {
        Names = ["read"],
        Action = "SCMP_ACT_ERRNO",
        Args = [new LinuxSeccompArg { Index = 0, Value = 1, ValueTwo = 1, Op = name }],
    };
}
