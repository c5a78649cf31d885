using System;
using System.IO;
using System.Linq;
using OciRuntime.Config;
using OciRuntime.Launch.Plan;
using OciRuntime.Namespaces;

namespace OciRuntime.Tests.Namespaces;

/// <summary>config-linux.md, Namespaces: what is wrong with a path is said before anything is made.</summary>
public sealed class NamespacesCompilerTests
{
    [Theory]
    [InlineData(
        "network",
        "/proc/self/ns/ipc",
        "`/proc/self/ns/ipc` is not a network namespace [config: /linux/namespaces/1/path]"
    )]
    [InlineData(
        "pid",
        "/proc/self/status",
        "`/proc/self/status` is not a pid namespace [config: /linux/namespaces/1/path]"
    )]
    [InlineData(
        "uts",
        "/no/such",
        "open namespace `/no/such`: no such file or directory (ENOENT) [config: /linux/namespaces/1/path]"
    )]
    public void A_path_that_is_not_such_a_namespace_is_refused(string type, string path, string message)
    {
        SpecException error = Assert.Throws<SpecException>(() =>
            Compile(new() { Type = "mount" }, new() { Type = type, Path = path })
        );
        Assert.EndsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_type_of_the_kernel_is_joined_by_its_path()
    {
        foreach (
            string file in Directory
                .GetFiles("/proc/self/ns")
                .Where(f => !f.EndsWith("_for_children", StringComparison.Ordinal))
        )
        {
            string type = Path.GetFileName(file) switch
            {
                "net" => "network",
                "mnt" => "mount",
                string other => other,
            };
            Assert.Contains(
                $"path={file}",
                Compile(new LinuxNamespace { Type = type, Path = file }),
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData("user ipc", "Unshare             ipc")]
    [InlineData("ipc", "Clone               new=ipc")]
    public void The_ipc_namespace_of_a_user_namespace_is_made_by_its_root(string types, string line)
    {
        Assert.Contains(
            line,
            Compile(types.Split(' ').Select(t => new LinuxNamespace { Type = t }).ToArray()),
            StringComparison.Ordinal
        );
    }

    private static string Compile(params LinuxNamespace[] namespaces)
    {
        using LaunchPlan plan = new();
        NamespacesCompiler.Compile(new Config.Spec { Linux = new Linux { Namespaces = namespaces } }, plan);
        return PlanPrinter.Print(plan);
    }
}
