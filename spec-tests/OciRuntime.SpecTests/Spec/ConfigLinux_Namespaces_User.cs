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
            container.Linux[maps] = new JsonArray(new JsonObject { ["containerID"] = 0, ["hostID"] = First, ["size"] = 65536 });
        return container;
    }

    private static string Link(int pid, string type) => new FileInfo($"/proc/{pid}/ns/{type}").LinkTarget!;

    [RuncDiffersTheory("1.1 wants mappings beside the path")]
    [InlineData("mount", "pid", "ipc", "uts", "network")]
    [InlineData("mount", "pid", "network:net", "ipc:ipc", "uts:uts")]
    [InlineData("mount", "pid:pid", "network:net", "ipc", "uts")]
    public void With_namespaces_of_its_own_and_of_the_others(params string[] types)
    {
        using Container first = Mapped("sleep 100");
        first.Begin();
        using var second = new Container("readlink /proc/self/ns/user; cat /proc/self/uid_map; id -u; grep CapEff /proc/self/status; touch /home/made");
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
        Assert.Equal($"0 {First} 65536", string.Join(' ', lines[1].Split(' ', System.StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal("0", lines[2]);
        Assert.EndsWith("80004e1", lines[3], System.StringComparison.Ordinal); // Config.DefaultCapabilities
        Mono.Unix.Native.Syscall.lstat(second.InRootfs("home/made"), out Mono.Unix.Native.Stat stat);
        Assert.Equal(First, stat.st_uid);
    }

    [RuncDiffersTheory("1.1 has no time namespaces")]
    [InlineData(false)]
    [InlineData(true)]
    public void With_the_offsets_of_a_time_namespace(bool joined)
    {
        using Container first = Mapped("sleep 100");
        first.Begin();
        using Container second = Mapped("cat /proc/self/timens_offsets; id -u");
        JsonArray namespaces = Config.Namespaces("pid", "network", "mount", "ipc", "uts", "time", joined ? $"user:/proc/{first.Pid}/ns/user" : "user");
        second.Linux["namespaces"] = namespaces;
        second.Linux["timeOffsets"] = new JsonObject { ["monotonic"] = new JsonObject { ["secs"] = 1000, ["nanosecs"] = 0 } };
        string[] words = second.Output().Split((char[]?)null, System.StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["monotonic", "1000", "0", "boottime", "0", "0", "0"], words);
    }

    [Fact]
    public void A_path_that_is_no_user_namespace_is_an_error()
    {
        using var container = new Container("true");
        container.Linux["namespaces"] = Config.Namespaces("mount", "pid", "user:/proc/self/ns/uts");
        container.Run().Failed();
        Assert.Empty(container.FindLeftovers());
    }
}
