using System.Collections.Generic;
using System.Linq;
using System.Text.Json.Nodes;

namespace OciRuntime.SpecTests.Harness;

/// <summary>
/// The config that tests start from: the least that a shell needs, five new namespaces, /proc, /dev and /sys.
/// </summary>
internal static class Config
{
    public static readonly string[] DefaultCapabilities =
    [
        "CAP_KILL",
        "CAP_CHOWN",
        "CAP_SETUID",
        "CAP_SETGID",
        "CAP_MKNOD",
        "CAP_NET_BIND_SERVICE",
    ];

    /// <summary>
    /// A config for the container <paramref name="id"/>; its environment carries the id, so that its processes are
    /// found.
    /// </summary>
    public static JsonObject Minimal(string id) => new()
    {
        ["ociVersion"] = "1.0.2",
        ["process"] = new JsonObject
        {
            ["user"] = new JsonObject { ["uid"] = 0, ["gid"] = 0 },
            ["args"] = Array("true"),
            ["env"] = Array("PATH=/bin", $"CONTAINER={id}"),
            ["cwd"] = "/",
            ["capabilities"] = Capabilities(DefaultCapabilities),
        },
        ["root"] = new JsonObject { ["path"] = "rootfs" },
        ["hostname"] = "spec-test",
        ["mounts"] = new JsonArray(
            Mount("/proc", "proc", "proc"),
            Mount("/dev", "tmpfs", "tmpfs", "nosuid", "strictatime", "mode=755", "size=65536k"),
            Mount("/dev/pts", "devpts", "devpts", "nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620"),
            Mount("/sys", "sysfs", "sysfs", "nosuid", "noexec", "nodev", "ro")),
        ["linux"] = new JsonObject
        {
            ["cgroupsPath"] = RuntimeUnderTest.UsesSystemd ? $"ocirunspec.slice:spec:{id}" : $"/ocirun-spec/{id}",
            ["resources"] = new JsonObject
            {
                ["devices"] = new JsonArray(new JsonObject { ["allow"] = false, ["access"] = "rwm" }),
            },
            ["namespaces"] = Namespaces("pid", "network", "ipc", "uts", "mount"),
        },
    };

    public static JsonArray Array(params IEnumerable<string> values) =>
        new(values.Select(value => (JsonNode)value).ToArray());

    public static JsonObject Mount(string destination, string type, string source, params IEnumerable<string> options)
    {
        var mount = new JsonObject { ["destination"] = destination, ["type"] = type, ["source"] = source };
        if (options.Any()) mount["options"] = Array(options);
        return mount;
    }

    public static JsonObject Bind(string source, string destination, params IEnumerable<string> options) =>
        Mount(destination, "bind", source, options.Any() ? options : ["bind"]);

    /// <summary>New namespaces, one entry per type; <c>type:path</c> joins one.</summary>
    public static JsonArray Namespaces(params IEnumerable<string> types)
    {
        var result = new JsonArray();
        foreach (string type in types)
        {
            string[] parts = type.Split(':', 2);
            var entry = new JsonObject { ["type"] = parts[0] };
            if (parts.Length == 2) entry["path"] = parts[1];
            result.Add((JsonNode)entry);
        }
        return result;
    }

    /// <summary>The five sets; inheritable and ambient stay empty.</summary>
    public static JsonObject Capabilities(params IEnumerable<string> names) => new()
    {
        ["bounding"] = Array(names),
        ["effective"] = Array(names),
        ["permitted"] = Array(names),
    };
}
