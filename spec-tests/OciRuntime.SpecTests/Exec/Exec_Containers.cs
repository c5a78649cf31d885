using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Cgroups;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Exec;

/// <summary>
/// <c>exec</c> into containers of every kind: their namespaces, cgroups and confinement are the process's.
/// </summary>
public sealed class Exec_Containers
{
    private static readonly string[] s_types = ["mnt", "pid", "net", "ipc", "uts", "user", "cgroup", "time"];

    [Theory]
    [InlineData("pid network ipc uts mount")]
    [InlineData("pid network ipc uts mount cgroup")]
    [InlineData("mount")]
    [InlineData("mount pid")]
    [InlineData("mount uts")]
    public void Exec_joins_each_namespace_of_the_container(string types)
    {
        using var container = new Container("sleep 1000");
        container.Linux["namespaces"] = Config.Namespaces(types.Split(' '));
        if (!types.Contains("uts")) container.Config.Remove("hostname");
        if (!types.Contains("network")) container.Mounts.RemoveAt(3); // sysfs belongs to who made the network
        container.Begin();
        AssertSameNamespaces(container);
    }

    [RuncDiffersFact("1.1 knows no time namespace")]
    public void Exec_joins_a_new_time_namespace_of_the_container()
    {
        using var container = new Container("sleep 1000");
        ((JsonArray)container.Linux["namespaces"]!).Add((JsonNode)new JsonObject { ["type"] = "time" });
        container.Linux["timeOffsets"] = new JsonObject
        {
            ["boottime"] = new JsonObject { ["secs"] = 1_000_000, ["nanosecs"] = 0 },
        };
        container.Begin();
        AssertSameNamespaces(container);
        Assert.True(long.Parse(container.Exec("probe", "boottime").Succeeded().Text.Split(' ')[0]) > 1_000_000);
    }

    [Fact]
    public void Exec_joins_the_namespaces_that_the_container_joined()
    {
        using Container owner = new Container("sleep 1000").Begin();
        using var container = new Container("sleep 1000");
        container.Linux["namespaces"] = Config.Namespaces(
            $"network:/proc/{owner.Pid}/ns/net",
            $"ipc:/proc/{owner.Pid}/ns/ipc",
            $"pid:/proc/{owner.Pid}/ns/pid",
            $"uts:/proc/{owner.Pid}/ns/uts",
            "mount"
        );
        container.Config.Remove("hostname");
        container.Begin();
        AssertSameNamespaces(container);
        Assert.Equal(Link(owner.Pid, "net"), container.Exec("readlink", "/proc/self/ns/net").Succeeded().Text);
        Assert.Equal(Link(owner.Pid, "pid"), container.Exec("readlink", "/proc/self/ns/pid").Succeeded().Text);
    }

    [Fact]
    public void Exec_joins_the_user_namespace_of_the_container()
    {
        using var container = new Container("sleep 1000");
        UserNamespace(container);
        container.Begin();
        AssertSameNamespaces(container);
        Assert.Equal("uid=0(root) gid=0(root)", container.Exec("id").Succeeded().Text.Replace(" groups=0(root)", ""));
        Assert.Equal(
            "uid=1000(user) gid=1000(user)",
            container.ExecWith(["--user", "1000:1000"], "id").Succeeded().Text.Replace(" groups=1000(user)", "")
        );
        string file = Path.Combine(container.Bundle, "exec.pid");
        container.ExecWith(["--user", "5:6", "--detach", "--pid-file", file], "sleep", "1234").Succeeded();
        Assert.Contains(
            "Uid:\t100005\t100005\t100005\t100005",
            File.ReadAllLines($"/proc/{File.ReadAllText(file)}/status")
        );
    }

    [Fact]
    public void Exec_in_a_user_namespace_sets_limits()
    {
        using var container = new Container("sleep 1000");
        UserNamespace(container);
        container.Process["rlimits"] = new JsonArray(
            new JsonObject
            {
                ["type"] = "RLIMIT_CORE",
                ["soft"] = 5120,
                ["hard"] = 10240,
            }
        );
        container.Begin();
        // in blocks of 512 bytes; not RLIMIT_NOFILE, which Go programs change
        Assert.Equal(["10", "20"], container.Exec("sh", "-c", "ulimit -c; ulimit -Hc").Succeeded().Lines);
    }

    [Fact]
    public void Exec_joins_a_user_namespace_that_the_container_joined()
    {
        using var owner = new Container("sleep 1000");
        UserNamespace(owner);
        owner.Begin();
        using var container = new Container("sleep 1000");
        int pid = owner.Pid;
        Directory.CreateDirectory(container.Rootfs);
        container.Linux["namespaces"] = Config.Namespaces(
            $"user:/proc/{pid}/ns/user",
            $"network:/proc/{pid}/ns/net",
            "mount",
            "pid",
            "ipc",
            "uts"
        );
        container.Linux["uidMappings"] = Mapping();
        container.Linux["gidMappings"] = Mapping();
        container.Begin();
        AssertSameNamespaces(container);
        Assert.Equal(Link(pid, "user"), container.Exec("readlink", "/proc/self/ns/user").Succeeded().Text);
    }

    [Fact]
    public void Exec_joins_the_containers_cgroup()
    {
        using Container container = new Container("sleep 1000").Begin();
        Assert.Equal(
            File.ReadAllText($"/proc/{container.Pid}/cgroup"),
            container.Exec("cat", "/proc/self/cgroup").Succeeded().Output
        );
    }

    [V1Fact]
    public void Exec_joins_a_sub_cgroup_of_one_controller()
    {
        using Container container = new Container("sleep 1000").Begin();
        Directory.CreateDirectory(HostCgroups.DirectoryOf(container, "memory") + "/sub");
        string[] lines = container.ExecWith(["--cgroup", "memory:sub"], "cat", "/proc/self/cgroup").Succeeded().Lines;
        Assert.EndsWith(
            $"{container.Cgroup}/sub",
            lines.Single(line => line.Contains(":memory:")),
            StringComparison.Ordinal
        );
        Assert.EndsWith(container.Cgroup, lines.Single(line => line.Contains(":pids:")), StringComparison.Ordinal);
    }

    [V1Fact]
    public void Exec_joins_sub_cgroups_of_several_controllers()
    {
        using Container container = new Container("sleep 1000").Begin();
        Directory.CreateDirectory(HostCgroups.DirectoryOf(container, "memory") + "/one");
        Directory.CreateDirectory(HostCgroups.DirectoryOf(container, "pids") + "/one");
        Directory.CreateDirectory(HostCgroups.DirectoryOf(container, "cpuset") + "/two");
        foreach (string file in (string[])["cpuset.cpus", "cpuset.mems"])
            File.WriteAllText(
                $"{HostCgroups.DirectoryOf(container, "cpuset")}/two/{file}",
                File.ReadAllText($"{HostCgroups.DirectoryOf(container, "cpuset")}/{file}")
            );
        string[] lines = container
            .ExecWith(["--cgroup", "memory,pids:one", "--cgroup", "cpuset:/two"], "cat", "/proc/self/cgroup")
            .Succeeded()
            .Lines;
        Assert.EndsWith("/one", lines.Single(line => line.Contains(":memory:")), StringComparison.Ordinal);
        Assert.EndsWith("/one", lines.Single(line => line.Contains(":pids:")), StringComparison.Ordinal);
        Assert.EndsWith("/two", lines.Single(line => line.Contains(":cpuset:")), StringComparison.Ordinal);
    }

    [V2Theory]
    [InlineData("removed")]
    [InlineData("a parent of others")]
    public void Exec_enters_the_cgroup_that_init_has_moved_to_if_its_own_takes_no_process(string first)
    {
        string other = $"{HostCgroups.Root}/ocirun-spec/moved-{Environment.ProcessId}-{first.Length}";
        using (Container container = new Container("sleep 1000").Begin())
        {
            string own = HostCgroups.DirectoryOf(container, "");
            string now = first == "removed" ? other : own + "/now";
            Directory.CreateDirectory(now);
            File.WriteAllText(now + "/cgroup.procs", $"{container.Pid}");
            if (first == "removed")
            {
                // systemd removes a scope that has become empty by itself
                _ = Mono.Unix.Native.Syscall.rmdir(own);
                Wait.Until(() => !Directory.Exists(own), "the first cgroup is removed");
            }
            else
                File.WriteAllText(
                    own + "/cgroup.subtree_control",
                    string.Join(
                        ' ',
                        File.ReadAllText(own + "/cgroup.controllers")
                            .Split(' ', '\n')
                            .Where(name => name != "")
                            .Select(name => "+" + name)
                    )
                );
            Assert.Contains(
                $"0::{now[HostCgroups.Root.Length..]}",
                container.Exec("cat", "/proc/self/cgroup").Succeeded().Lines
            );
        }
        if (first == "removed") Assert.Equal(0, Mono.Unix.Native.Syscall.rmdir(other));
    }

    /// <summary>A hybrid host shows its v2 tree as if it were the only one.</summary>
    [Fact]
    public void Exec_gets_its_terminal_in_a_container_that_has_made_cgroups_of_its_own()
    {
        const string Hybrid = "/sys/fs/cgroup/unified";
        string root = HostCgroups.IsUnified ? HostCgroups.Root : Hybrid;
        if (RuntimeUnderTest.UsesSystemd || !File.Exists(root + "/cgroup.controllers")
            || File.ReadAllText(root + "/cgroup.controllers").Trim().Length == 0)
            return;
        string view = HostCgroups.IsUnified ? "" : $"mount --bind {Hybrid} /mnt; umount -l /sys/fs/cgroup; "
            + "mount --move /mnt /sys/fs/cgroup; ";
        const string script = """
            own=/sys/fs/cgroup$1 bundle=$2 id=$3; shift 3
            "$@" run -d --bundle $bundle --pid-file $bundle/pid $id </dev/null >/dev/null 2>&1
            mkdir $own/now; cat $bundle/pid >$own/now/cgroup.procs
            for directory in /sys/fs/cgroup ${own%/*} $own; do
                sed 's/[a-z]\+/+&/g' $directory/cgroup.controllers >$directory/cgroup.subtree_control
            done
            script -qec "$* exec -t $id sh -c 'tty; cat /proc/self/cgroup'" /dev/null || true
            "$@" delete --force $id
            """;
        using Container container = new("sleep 1000");
        container.WriteConfig();
        Command all = Command.Run("/usr/bin/unshare", ["-m", "sh", "-ec", view + script, "sh", container.Cgroup,
            container.Bundle, container.Id, RuntimeUnderTest.Binary, .. RuntimeUnderTest.Global]).Succeeded();
        Assert.Contains("/dev/pts/0", all.Output, StringComparison.Ordinal);
        Assert.Contains($"0::{container.Cgroup}/now", all.Output, StringComparison.Ordinal);
    }

    [V2Theory]
    [InlineData("sub")]
    [InlineData("/sub/")]
    public void Exec_joins_a_sub_cgroup_of_v2(string cgroup)
    {
        using Container container = new Container("sleep 1000").Begin();
        Directory.CreateDirectory(HostCgroups.DirectoryOf(container, "") + "/sub");
        Assert.Contains(
            $"0::{container.Cgroup}/sub",
            container.ExecWith(["--cgroup", cgroup], "cat", "/proc/self/cgroup").Succeeded().Lines
        );
    }

    [V2Theory]
    [InlineData("true")]
    public void Exec_enters_a_container_whose_processes_are_in_a_cgroup_of_its_own(string program)
    {
        using Container container = new Container("sleep 1000").Begin();
        string inner = HostCgroups.DirectoryOf(container, "") + "/inner";
        Directory.CreateDirectory(inner);
        File.WriteAllText(inner + "/cgroup.procs", $"{container.Pid}");
        container.Exec(program).Succeeded();
    }

    [Theory]
    [InlineData("memory:nowhere")]
    [InlineData("nonsense:sub")]
    [InlineData("memory:../../..")]
    [InlineData("nowhere")]
    [InlineData(":nowhere")]
    [InlineData("memory,memory:nowhere")]
    public void Exec_in_a_missing_sub_cgroup_is_an_error(string cgroup)
    {
        using Container container = new Container("sleep 1000").Begin();
        container.ExecWith(["--cgroup", cgroup], "true").Failed("cgroup");
    }

    [Fact]
    public void Exec_runs_under_the_containers_seccomp_filter()
    {
        using var container = new Container("sleep 1000");
        container.Linux["seccomp"] = new JsonObject
        {
            ["defaultAction"] = "SCMP_ACT_ALLOW",
            ["syscalls"] = new JsonArray(
                new JsonObject
                {
                    ["names"] = Config.Array("mkdir", "mkdirat"),
                    ["action"] = "SCMP_ACT_ERRNO",
                    ["errnoRet"] = 38,
                }
            ),
        };
        container.Begin();
        container.Exec("mkdir", "/home/x").Failed("Function not implemented");
        container.ExecWith(["--no-new-privs"], "mkdir", "/home/x").Failed("Function not implemented");
        Assert.Equal("Seccomp:\t2", container.Exec("grep", "Seccomp:", "/proc/self/status").Succeeded().Text);
    }

    [Fact]
    public void Exec_has_the_containers_root_whatever_its_init_did()
    {
        using var container = new Container("mkdir /home/other; cd /home; exec sleep 1000");
        container.Begin();
        Assert.Equal("/", container.Exec("pwd").Succeeded().Text);
        Assert.Contains("busybox", container.Exec("ls", "/bin").Succeeded().Lines);
    }

    private static void UserNamespace(Container container)
    {
        ((JsonArray)container.Linux["namespaces"]!).Add((JsonNode)new JsonObject { ["type"] = "user" });
        container.Linux["uidMappings"] = Mapping();
        container.Linux["gidMappings"] = Mapping();
    }

    private static JsonArray Mapping() =>
        new(
            new JsonObject
            {
                ["containerID"] = 0,
                ["hostID"] = 100_000,
                ["size"] = 65_536,
            }
        );

    private static void AssertSameNamespaces(Container container)
    {
        int pid = container.Pid;
        string[] links = container
            .Exec("sh", "-c", $"for type in {string.Join(' ', s_types)}; do readlink /proc/$$/ns/$type; done")
            .Succeeded()
            .Lines;
        Assert.Equal(s_types.Select(type => Link(pid, type)), links);
    }

    private static string Link(int pid, string type) =>
        Command.Run("readlink", [$"/proc/{pid}/ns/{type}"]).Succeeded().Text;
}
