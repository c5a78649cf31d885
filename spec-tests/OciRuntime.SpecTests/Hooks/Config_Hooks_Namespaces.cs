using System.IO;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Hooks;

/// <summary>
/// config.md, "Hooks": in which namespaces each kind is resolved and runs, and what it finds of the container.
/// </summary>
public sealed class Config_Hooks_Namespaces
{
    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    [InlineData("poststart")]
    [InlineData("poststop")]
    public void Hooks_of_the_runtime_run_in_the_runtimes_namespaces(string kind)
    {
        using var container = new Container("sleep 0.2");
        Config_Hooks.Add(
            container,
            kind,
            "readlink /proc/self/ns/mnt /proc/self/ns/pid /proc/self/ns/uts /proc/self/ns/net >OUT/ns"
        );
        Config_Hooks.RunThrough(container);
        Assert.Equal(
            $"{Own("mnt")}\n{Own("pid")}\n{Own("uts")}\n{Own("net")}\n",
            File.ReadAllText(container.InRootfs("home/ns"))
        );
    }

    /// <summary>The spec leaves the working directory open; runc's.</summary>
    [Theory]
    [InlineData("prestart", "")]
    [InlineData("createRuntime", "")]
    [InlineData("createContainer", "rootfs")]
    [InlineData("startContainer", "/mnt")]
    public void Hooks_run_in_the_working_directory_that_runc_gives_them(string kind, string expected)
    {
        using var container = new Container("true");
        container.Process["cwd"] = "/mnt";
        container.Add(Config.Mount("/home/below", "tmpfs", "tmpfs"));
        Config_Hooks.Add(container, kind, "pwd -P >OUT/cwd");
        Config_Hooks.RunThrough(container);
        Assert.Equal(
            Path.Combine(container.Bundle, expected).TrimEnd('/') + "\n",
            File.ReadAllText(container.InRootfs("home/cwd"))
        );
    }

    [Fact]
    public void CreateContainer_hooks_run_in_the_containers_namespaces_before_the_root_changes()
    {
        using var container = new Container("sleep 100");
        // the host's paths are still there, but the mounts of the container are made
        Config_Hooks.Add(
            container,
            "createContainer",
            "readlink /proc/self/ns/mnt /proc/self/ns/uts >OUT/ns; cat /proc/self/mountinfo >OUT/info; hostname "
            + ">OUT/hostname"
        );
        container.Create().Succeeded();
        string pid = container.Pid.ToString();
        Assert.Equal($"{NamespaceLink("mnt", pid)}\n{NamespaceLink("uts", pid)}\n", File.ReadAllText(container.InRootfs("home/ns")));
        string info = File.ReadAllText(container.InRootfs("home/info"));
        Assert.Contains($" {container.Rootfs}/proc ", info, System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shared")]
    [InlineData("slave")]
    [InlineData("private")]
    public void Mounts_of_hooks_do_not_reach_the_host_with_any_propagation(string propagation)
    {
        using var container = new Container("true");
        container.Linux["rootfsPropagation"] = propagation;
        Config_Hooks.Add(
            container,
            "createRuntime",
            "grep ROOTFS /proc/self/mountinfo >OUT/host; true".Replace(
                "ROOTFS",
                container.Rootfs,
                System.StringComparison.Ordinal
            )
        );
        container.Create().Succeeded();
        Assert.Equal("", File.ReadAllText(container.InRootfs("home/host")));
        Assert.DoesNotContain(
            container.Rootfs,
            File.ReadAllText("/proc/self/mountinfo"),
            System.StringComparison.Ordinal
        );
    }

    [Fact]
    public void StartContainer_hooks_run_in_the_containers_namespaces_and_root()
    {
        using var container = new Container("sleep 100");
        File.WriteAllText(container.InRootfs("etc/only-here"), "inside");
        Config_Hooks.Add(
            container,
            "startContainer",
            "cat /etc/only-here >/home/file; for n in mnt pid; do readlink /proc/self/ns/$n; done >/home/ns"
        );
        container.Create().Succeeded();
        Assert.False(File.Exists(container.InRootfs("home/ns")), "it ran at create");
        container.Start().Succeeded();
        string pid = container.Pid.ToString();
        Assert.Equal($"{NamespaceLink("mnt", pid)}\n{NamespaceLink("pid", pid)}\n", Container.WaitForText(container.InRootfs("home/ns")));
        Assert.Equal("inside", File.ReadAllText(container.InRootfs("home/file")));
    }

    [Fact]
    public void CreateRuntime_finds_the_network_namespace_and_can_change_it()
    {
        using var container = new Container("cat /proc/net/dev; ip -o link");
        Config_Hooks.Add(
            container,
            "createRuntime",
            "pid=$(sed 's/.*\"pid\": *\\([0-9]*\\).*/\\1/' | head -1); /usr/bin/nsenter --net=/proc/$pid/ns/net "
            + "/bin/busybox ip link set lo mtu 1234"
        );
        Assert.Contains("mtu 1234", container.Output(), System.StringComparison.Ordinal);
    }

    private static string Own(string name) => NamespaceLink(name, "self");

    private static string NamespaceLink(string name, string pid) => new FileInfo($"/proc/{pid}/ns/{name}").LinkTarget!;
}
