using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Spec;

/// <summary>config-linux.md, "Namespaces": a user namespace that another container made, joined by path.</summary>
public sealed class ConfigLinux_Namespaces_User
{
    private const uint First = 100000;

    private static Container Mapped(string script)
    {
        var container = new Container(script);
        container.Linux["namespaces"] = Config.Namespaces("pid", "network", "mount", "ipc", "uts", "user");
        foreach (string maps in (string[])["uidMappings", "gidMappings"])
            container.Linux[maps] = new JsonArray(
                new JsonObject
                {
                    ["containerID"] = 0,
                    ["hostID"] = First,
                    ["size"] = 65536,
                }
            );
        return container;
    }

    private static string Link(int pid, string type) => new FileInfo($"/proc/{pid}/ns/{type}").LinkTarget!;

    [RuncDiffersTheory("1.1 wants mappings beside the path")]
    [InlineData("mount", "pid", "ipc", "uts", "network")]
    [InlineData("mount", "pid", "network:net", "ipc:ipc", "uts:uts")]
    [InlineData("mount", "pid:pid", "network:net", "ipc", "uts")]
    public void A_user_namespace_is_joined_beside_each_other_namespace_new_or_joined(params string[] types)
    {
        using Container first = Mapped("sleep 100");
        first.Begin();
        using var second = new Container(
            "readlink /proc/self/ns/user; cat /proc/self/uid_map; id -u; grep CapEff /proc/self/status; touch "
            + "/home/made"
        );
        second.Config.Remove("hostname");
        Mono.Unix.Native.Syscall.chown(second.InRootfs("home"), (int)First, (int)First);
        JsonArray namespaces = Config.Namespaces([$"user:/proc/{first.Pid}/ns/user"]);
        foreach (string type in types)
        {
            string[] parts = type.Split(':');
            var entry = new JsonObject { ["type"] = parts[0] };
            if (parts.Length == 2) entry["path"] = $"/proc/{first.Pid}/ns/{parts[1]}";
            namespaces.Add((JsonNode)entry);
        }
        second.Linux["namespaces"] = namespaces;
        string[] lines = second.Output().Split('\n');
        Assert.Equal(Link(first.Pid, "user"), lines[0]);
        Assert.Equal(
            $"0 {First} 65536",
            string.Join(' ', lines[1].Split(' ', System.StringSplitOptions.RemoveEmptyEntries))
        );
        Assert.Equal("0", lines[2]);
        Assert.EndsWith("80004e1", lines[3], System.StringComparison.Ordinal); // Config.DefaultCapabilities
        Mono.Unix.Native.Syscall.lstat(second.InRootfs("home/made"), out Mono.Unix.Native.Stat stat);
        Assert.Equal(First, stat.st_uid);
    }

    [RuncDiffersTheory("1.1 has no time namespaces")]
    [InlineData(false)]
    [InlineData(true)]
    public void A_user_namespace_is_joined_beside_a_time_namespace_with_offsets(bool joined)
    {
        using Container first = Mapped("sleep 100");
        first.Begin();
        using Container second = Mapped("cat /proc/self/timens_offsets; id -u");
        JsonArray namespaces = Config.Namespaces(
            "pid",
            "network",
            "mount",
            "ipc",
            "uts",
            "time",
            joined ? $"user:/proc/{first.Pid}/ns/user" : "user"
        );
        second.Linux["namespaces"] = namespaces;
        second.Linux["timeOffsets"] = new JsonObject
        {
            ["monotonic"] = new JsonObject { ["secs"] = 1000, ["nanosecs"] = 0 },
        };
        string[] words = second.Output().Split((char[]?)null, System.StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["monotonic", "1000", "0", "boottime", "0", "0", "0"], words);
    }

    [Fact]
    public void A_path_that_is_no_user_namespace_is_an_error()
    {
        using var container = new Container("true");
        container.Linux["namespaces"] = Config.Namespaces("mount", "pid", "user:/proc/self/ns/uts");
        container.Run().Failed("namespace");
        Assert.Empty(container.FindLeftovers());
    }

    /// <summary>A namespace of a user's, which denies setgroups(2); user_namespaces(7).</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_joined_user_namespace_that_denies_setgroups_is_entered_by_run_and_exec(bool groups)
    {
        using var holder = System.Diagnostics.Process.Start("unshare", ["--user", "--map-root-user", "sleep", "1000"]);
        try
        {
            string file = $"/proc/{holder.Id}/";
            for (
                var watch = System.Diagnostics.Stopwatch.StartNew();
                !System.IO.File.ReadAllText(file + "cmdline").StartsWith("sleep", System.StringComparison.Ordinal);

            )
                Assert.True(watch.Elapsed.TotalSeconds < 30, "no user namespace");
            using var container = new Container("sleep 1000");
            container.Linux["namespaces"] = Config.Namespaces(
                "pid",
                "network",
                "mount",
                "ipc",
                "uts",
                $"user:{file}ns/user"
            );
            foreach (string maps in (string[])["uidMappings", "gidMappings"]) // runc 1.1 wants them
                container.Linux[maps] = JsonNode.Parse("""[{"containerID":0,"hostID":0,"size":1}]""");
            if (groups) container.Process["user"]!["additionalGids"] = new JsonArray(5, 6);
            container.Begin();
            Assert.Equal("0", container.Exec("id", "-u").Succeeded().Text);
        }
        finally
        {
            holder.Kill();
            holder.WaitForExit();
        }
    }

    [RuncDiffersFact("it becomes root first")]
    public void A_user_namespace_without_root_runs_the_container_as_its_first_user()
    {
        using var container = new Container("id -u; id -g; grep CapEff /proc/self/status");
        container.Process["user"] = new JsonObject { ["uid"] = 1000, ["gid"] = 1000 };
        container.Linux["namespaces"] = Config.Namespaces("pid", "network", "mount", "ipc", "uts", "user");
        foreach (string maps in (string[])["uidMappings", "gidMappings"])
            container.Linux[maps] = JsonNode.Parse("""[{"containerID":1000,"hostID":100000,"size":10}]""");
        Assert.Equal(["1000", "1000", "CapEff:\t0000000000000000"], container.Run().Succeeded().Lines);
        container.Script = "sleep 1000";
        container.Begin();
        Assert.Equal("1000", container.Exec("id", "-u").Succeeded().Text);
    }

    [Fact]
    public void A_user_without_a_user_namespace_is_refused_by_name()
    {
        using var container = new Container("true");
        container.WriteConfig();
        Command.Run("chmod", ["-R", "a+rX", container.Bundle]).Succeeded();
        string binary = System.IO.Path.Combine(container.Bundle, "runtime");
        System.IO.File.Copy(RuntimeUnderTest.Binary, binary); // where it lies may be root's alone
        Command
            .Run(
                "setpriv",
                [
                    "--reuid=65534",
                    "--regid=65534",
                    "--clear-groups",
                    binary,
                    "--root",
                    "/tmp/" + container.Id,
                    "run",
                    "--bundle",
                    container.Bundle,
                    container.Id,
                ]
            )
            .Failed("rootless container requires user namespaces");
        TestRun.Remove("/tmp/" + container.Id);
    }

    [RuncDiffersFact("it says that it may not make /run/runc")]
    public void A_user_without_a_runtime_directory_is_told_the_option()
    {
        string binary = System.IO.Path.Combine(TestRun.WorkDirectory, "runtime");
        System.IO.File.Copy(RuntimeUnderTest.Binary, binary, overwrite: true);
        Command
            .Run(
                "env",
                ["-u", "XDG_RUNTIME_DIR", "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", binary, "list"]
            )
            .Failed("--root");
    }
}
