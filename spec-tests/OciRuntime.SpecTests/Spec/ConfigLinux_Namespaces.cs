using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Spec;

/// <summary>config-linux.md, "Namespaces" and "Offset for Time Namespace".</summary>
public sealed class ConfigLinux_Namespaces
{
    private static readonly Dictionary<string, string> s_files = new()
    {
        ["pid"] = "pid",
        ["network"] = "net",
        ["mount"] = "mnt",
        ["ipc"] = "ipc",
        ["uts"] = "uts",
        ["user"] = "user",
        ["cgroup"] = "cgroup",
        ["time"] = "time",
    };

    private static string Host(string file, string pid = "self") => new FileInfo($"/proc/{pid}/ns/{file}").LinkTarget!;

    private static string Inside(Container container, string type) =>
        container.Args("readlink", "/proc/self/ns/" + s_files[type]).Output();

    private static void MapUsers(Container container)
    {
        container.Linux["uidMappings"] = JsonNode.Parse("[{\"containerID\":0,\"hostID\":0,\"size\":65536}]");
        container.Linux["gidMappings"] = JsonNode.Parse("[{\"containerID\":0,\"hostID\":0,\"size\":65536}]");
    }

    /// <summary>The spec says nothing of it, and runc does without them.</summary>
    [Fact]
    public void Mappings_without_a_user_namespace_have_no_effect()
    {
        using var container = new Container(
            "readlink /proc/self/ns/user; id -u; touch /home/file; stat -c %u:%g /dev/x /home/file"
        );
        container.Linux["uidMappings"] = JsonNode.Parse("[{\"containerID\":0,\"hostID\":100000,\"size\":65536}]");
        container.Linux["gidMappings"] = JsonNode.Parse("[{\"containerID\":0,\"hostID\":100000,\"size\":65536}]");
        container.Linux["devices"] = JsonNode.Parse("[{\"path\":\"/dev/x\",\"type\":\"c\",\"major\":1,\"minor\":3}]");
        Command run = container.Run().Succeeded();
        Assert.Equal([Host("user"), "0", "0:0", "0:0"], run.Lines);
        if (!RuntimeUnderTest.IsRunc) Assert.Contains("/linux/uidMappings", run.Error);
    }

    [Theory]
    [InlineData("pid")]
    [InlineData("network")]
    [InlineData("mount")]
    [InlineData("ipc")]
    [InlineData("uts")]
    [InlineData("user")]
    [InlineData("cgroup")]
    public void A_namespace_without_a_path_is_new(string type)
    {
        using var container = new Container();
        container.Linux["namespaces"] = Config.Namespaces(
            new[] { "pid", "network", "mount", "ipc", "uts" }.Union([type])
        );
        if (type == "user")
            MapUsers(container);
        Assert.NotEqual(Host(s_files[type]), Inside(container, type));
    }

    [RuncDiffersFact("1.1 has no time namespaces")]
    public void A_time_namespace_without_a_path_is_new_and_has_the_offsets()
    {
        using var container = new Container("probe boottime; readlink /proc/self/ns/time");
        container.Linux["namespaces"] = Config.Namespaces("pid", "network", "mount", "ipc", "uts", "time");
        container.Linux["timeOffsets"] = JsonNode.Parse(
            "{\"boottime\":{\"secs\":1000000,\"nanosecs\":5},\"monotonic\":{\"secs\":2000000,\"nanosecs\":0}}"
        );
        string[] lines = container.Output().Split('\n');
        long[] clocks = lines[0].Split(' ').Select(long.Parse).ToArray();
        Assert.True(clocks[0] > 1_000_000 && clocks[1] > 2_000_000, lines[0]);
        Assert.NotEqual(Host("time"), lines[1]);
    }

    [Theory]
    [InlineData("network")]
    [InlineData("ipc")]
    [InlineData("uts")]
    [InlineData("cgroup")]
    public void A_namespace_that_is_not_listed_is_the_runtimes(string type)
    {
        using var container = new Container();
        container.Config.Remove("hostname");
        container.Linux["namespaces"] = Config.Namespaces("pid", "mount");
        Assert.Equal(Host(s_files[type]), Inside(container, type));
    }

    [Theory]
    [InlineData("pid")]
    [InlineData("network")]
    [InlineData("ipc")]
    [InlineData("uts")]
    [InlineData("mount")]
    public void A_namespace_with_a_path_is_joined(string type) => Joined(type);

    [RuncDiffersTheory("1.1 cannot join these without a path of another runtime's making")]
    [InlineData("cgroup")]
    [InlineData("time")]
    public void A_time_or_cgroup_namespace_with_a_path_is_joined(string type) => Joined(type);

    private static void Joined(string type)
    {
        // pid and time namespaces hold the children of who makes them
        string flags = type switch
        {
            "pid" => "--pid --fork --kill-child",
            "network" => "--net",
            "time" => "--time --boottime 100 --fork --kill-child",
            _ => "--" + type,
        };
        using Process unshare = Process.Start("/usr/bin/unshare", [.. flags.Split(' '), "sleep", "1000"]);
        try
        {
            string pid = "";
            Wait.Until(
                () => Host(s_files[type], pid = ChildOrSelf(unshare)) != Host(s_files[type]),
                $"new {type} namespace"
            );
            using var container = new Container();
            container.Config.Remove("hostname");
            container.Linux["namespaces"] = Config.Namespaces(
                new[] { "mount", "pid" }.Where(name => name != type).Append($"{type}:/proc/{pid}/ns/{s_files[type]}")
            );
            // /proc shows the pid namespace of its mounter
            Assert.Equal(Host(s_files[type], pid), Inside(container, type));
        }
        finally
        {
            unshare.Kill(entireProcessTree: true);
            unshare.WaitForExit();
        }
    }

    private static string ChildOrSelf(Process unshare)
    {
        string children = File.ReadAllText($"/proc/{unshare.Id}/task/{unshare.Id}/children").Trim();
        return children.Length == 0 ? unshare.Id.ToString() : children;
    }

    [Fact]
    public void Two_containers_share_a_namespace_that_the_second_joins_by_path()
    {
        using var first = new Container("sleep 100");
        first.Create().Succeeded();
        string pid = first.Pid.ToString();
        using var second = new Container("for n in net ipc uts; do readlink /proc/self/ns/$n; done; hostname");
        second.Config.Remove("hostname");
        second.Linux["namespaces"] = Config.Namespaces(
            "pid",
            "mount",
            $"network:/proc/{pid}/ns/net",
            $"ipc:/proc/{pid}/ns/ipc",
            $"uts:/proc/{pid}/ns/uts"
        );
        Assert.Equal($"{Host("net", pid)}\n{Host("ipc", pid)}\n{Host("uts", pid)}\nspec-test", second.Output());
    }

    [Theory]
    [InlineData("network", "/no/such/file")]
    [InlineData("network", "/etc/passwd")]
    [InlineData("network", "relative")]
    [InlineData("network", "/proc/self/ns/uts")]
    public void A_path_that_is_no_namespace_of_the_type_is_an_error(string type, string path)
    {
        using var container = new Container("true");
        container.Linux["namespaces"] = Config.Namespaces("pid", "mount", "uts", $"{type}:{path}");
        container.Run().Failed("namespace");
        Assert.Empty(container.FindLeftovers());
    }

    [Theory]
    [InlineData("pid,pid")]
    [InlineData("pid,nonsense")]
    public void A_namespace_type_that_is_repeated_or_unknown_is_an_error(string types)
    {
        using var container = new Container("true");
        container.Linux["namespaces"] = Config.Namespaces(["mount", "uts", .. types.Split(',')]);
        container.Run().Failed(types.Split(',')[1]);
    }

    [Fact]
    public void A_pid_namespace_makes_the_program_number_1()
    {
        using var container = new Container("echo $$");
        Assert.Equal("1", container.Output());
    }

    [Fact]
    public void A_network_namespace_has_its_loopback_interface_up()
    {
        using var container = new Container("ip -o addr show lo; ls /proc/sys/net/ipv4/conf");
        Assert.Contains("127.0.0.1/8", container.Output(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(100000, 200000)]
    public void A_user_namespace_has_the_mappings_of_the_config(int uid, int gid)
    {
        using var container = new Container(
            "cat /proc/self/uid_map /proc/self/gid_map; id -u; stat -c %u:%g /etc/passwd; cat /proc/self/setgroups"
        );
        container.Linux["namespaces"] = Config.Namespaces("pid", "network", "mount", "ipc", "uts", "user");
        container.Linux["uidMappings"] = new JsonArray(
            new JsonObject
            {
                ["containerID"] = 0,
                ["hostID"] = uid,
                ["size"] = 65536,
            }
        );
        container.Linux["gidMappings"] = new JsonArray(
            new JsonObject
            {
                ["containerID"] = 0,
                ["hostID"] = gid,
                ["size"] = 65536,
            }
        );
        Mono.Unix.Native.Syscall.chown(container.InRootfs("etc/passwd"), (int)uid + 7, (int)gid + 8);
        string[] lines = container
            .Output()
            .Split('\n')
            .Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
            .ToArray();
        Assert.Equal([$"0 {uid} 65536", $"0 {gid} 65536", "0", "7:8", "allow"], lines);
    }

    [Fact]
    public void A_user_namespace_without_mappings_is_an_error()
    {
        using var container = new Container("true");
        container.Linux["namespaces"] = Config.Namespaces("pid", "mount", "uts", "user");
        container.Run().Failed("mapping");
        Assert.Empty(container.FindLeftovers());
    }

    [Fact]
    public void A_user_namespace_has_several_ranges_of_mappings()
    {
        const int Count = 150; // the kernel takes less than a page at once, 4096 bytes; user_namespaces(7)
        int[][] ranges = [.. Enumerable.Range(0, Count).Select(i => (int[])[i * 10, 100_000 + (i * 20), 5])];
        using var container = new Container("cat /proc/self/uid_map; echo; cat /proc/self/gid_map");
        container.Linux["namespaces"] = Config.Namespaces("pid", "network", "mount", "ipc", "uts", "user");
        foreach (string maps in (string[])["uidMappings", "gidMappings"])
        {
            container.Linux[maps] = new JsonArray([.. ranges.Select(range => new JsonObject
            {
                ["containerID"] = range[0],
                ["hostID"] = range[1],
                ["size"] = range[2],
            })]);
        }
        int[][] shown =
        [
            .. container.Output().Split('\n').Where(line => line.Length > 0).Select(line =>
                line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(int.Parse).ToArray()),
        ];
        Assert.Equal([.. ranges, .. ranges], shown);
    }
}
