using System;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;

namespace OciRuntime.Bench;

/// <summary>
/// A bundle on disk whose program is the shell's <c>true</c>, <c>sleep</c> and so on, of a static busybox.
/// </summary>
internal sealed class Bundle
{
    private Bundle(string name, string directory, JsonObject config) => (Name, DirectoryPath, Config) = (name, directory, config);

    /// <summary>minimal or engine.</summary>
    public string Name { get; }

    /// <summary>The bundle's directory.</summary>
    public string DirectoryPath { get; }

    /// <summary>The config of a container that does nothing and ends.</summary>
    public JsonObject Config { get; }

    /// <summary>A few namespaces, procfs, a cgroup; no filter.</summary>
    public static Bundle Minimal(string work)
    {
        JsonObject config = Parse("""
            {"ociVersion":"1.0.2","process":{"user":{"uid":0,"gid":0},"args":["true"],"env":["PATH=/bin"],"cwd":"/","noNewPrivileges":true},
             "root":{"path":"rootfs"},"hostname":"bench",
             "mounts":[{"destination":"/proc","type":"proc","source":"proc"},
                       {"destination":"/dev","type":"tmpfs","source":"tmpfs","options":["nosuid","strictatime","mode=755","size=65536k"]}],
             "linux":{"namespaces":[{"type":"pid"},{"type":"ipc"},{"type":"uts"},{"type":"mount"}]}}
            """);
        return Make("minimal", work, config);
    }

    /// <summary>
    /// What an engine such as Podman writes: every namespace, its mounts, masked paths, limits, capabilities, its
    /// seccomp profile.
    /// </summary>
    /// <param name="work">Where the bundle is made.</param>
    /// <param name="profile">The engine's seccomp profile, as containers-common installs it.</param>
    public static Bundle Engine(string work, string profile)
    {
        JsonObject config = Parse("""
            {"ociVersion":"1.0.2","process":{"user":{"uid":0,"gid":0,"umask":18},"args":["true"],"env":["PATH=/bin","TERM=xterm","HOSTNAME=bench"],"cwd":"/",
              "rlimits":[{"type":"RLIMIT_NOFILE","hard":1024,"soft":1024}]},
             "root":{"path":"rootfs"},"hostname":"bench",
             "mounts":[
              {"destination":"/proc","type":"proc","source":"proc","options":["nosuid","noexec","nodev"]},
              {"destination":"/dev","type":"tmpfs","source":"tmpfs","options":["nosuid","noexec","strictatime","mode=755","size=65536k"]},
              {"destination":"/sys","type":"sysfs","source":"sysfs","options":["nosuid","noexec","nodev","ro"]},
              {"destination":"/dev/pts","type":"devpts","source":"devpts","options":["nosuid","noexec","newinstance","ptmxmode=0666","mode=0620","gid=5"]},
              {"destination":"/dev/mqueue","type":"mqueue","source":"mqueue","options":["nosuid","noexec","nodev"]},
              {"destination":"/dev/shm","type":"bind","source":"shm","options":["bind","rprivate","nosuid","noexec","nodev"]},
              {"destination":"/run/.containerenv","type":"bind","source":"containerenv","options":["bind","rprivate"]},
              {"destination":"/etc/hostname","type":"bind","source":"hostname","options":["bind","rprivate"]},
              {"destination":"/etc/hosts","type":"bind","source":"hosts","options":["bind","rprivate"]},
              {"destination":"/sys/fs/cgroup","type":"cgroup","source":"cgroup","options":["rprivate","nosuid","noexec","nodev","relatime","ro"]}],
             "linux":{"sysctl":{"net.ipv4.ping_group_range":"0 0"},
              "resources":{"devices":[{"allow":false,"access":"rwm"}],"memory":{"limit":209715200},"cpu":{"quota":150000,"period":100000},"pids":{"limit":2048}},
              "namespaces":[{"type":"pid"},{"type":"network"},{"type":"ipc"},{"type":"uts"},{"type":"mount"}],
              "maskedPaths":["/proc/acpi","/proc/kcore","/proc/keys","/proc/latency_stats","/proc/timer_list","/proc/timer_stats","/proc/sched_debug","/proc/scsi","/sys/firmware","/sys/fs/selinux","/sys/dev/block"],
              "readonlyPaths":["/proc/asound","/proc/bus","/proc/fs","/proc/irq","/proc/sys","/proc/sysrq-trigger"]}}
            """
        );
        string[] capabilities =
        [
            "CHOWN",
            "DAC_OVERRIDE",
            "FOWNER",
            "FSETID",
            "KILL",
            "NET_BIND_SERVICE",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYS_CHROOT",
        ];
        JsonObject sets = [];
        foreach (string set in new[] { "bounding", "effective", "permitted" })
            sets[set] = Array(capabilities.Select(name => "CAP_" + name));
        config["process"]!["capabilities"] = sets;
        config["linux"]!["seccomp"] = EngineProfile.Resolve(
            JsonNode.Parse(File.ReadAllText(profile))!.AsObject(),
            capabilities
        );
        DropLimits(config["linux"]!["resources"]!.AsObject());
        Bundle bundle = Make("engine", work, config);
        Directory.CreateDirectory(Path.Combine(bundle.DirectoryPath, "shm"));
        foreach (string file in new[] { "containerenv", "hostname", "hosts" })
            File.WriteAllText(Path.Combine(bundle.DirectoryPath, file), "bench\n");
        return bundle;
    }

    /// <summary>
    /// Takes out the limits of controllers that a tree of cgroup v2 does not have to give, for all runtimes alike.
    /// </summary>
    private static void DropLimits(JsonObject resources)
    {
        const string Controllers = "/sys/fs/cgroup/cgroup.controllers";
        if (!File.Exists(Controllers)) return;
        string[] there = File.ReadAllText(Controllers).Split(' ', '\n');
        foreach (string controller in new[] { "memory", "cpu", "pids" })
        {
            if (!there.Contains(controller)) resources.Remove(controller);
        }
    }

    /// <summary>A copy beside it for one container of one runtime: a cgroup and a program of its own, the same rootfs.</summary>
    public string For(Runtime runtime, string id, Action<JsonObject>? change = null, params string[] program)
    {
        JsonObject config = (JsonObject)Config.DeepClone();
        config["linux"]!["cgroupsPath"] = runtime.CgroupsPath(id);
        if (program.Length > 0) config["process"]!["args"] = Array(program);
        change?.Invoke(config);
        string directory = Path.Combine(DirectoryPath, $"of-{id}-{runtime.Key}");
        Directory.CreateDirectory(directory);
        config["root"]!["path"] = Path.Combine(DirectoryPath, "rootfs");
        foreach (JsonNode? mount in config["mounts"]!.AsArray())
        {
            if ((string?)mount!["type"] == "bind") mount["source"] = Path.Combine(DirectoryPath, (string)mount["source"]!);
        }
        File.WriteAllText(Path.Combine(directory, "config.json"), config.ToJsonString(new() { WriteIndented = true }));
        return directory;
    }

    private static Bundle Make(string name, string work, JsonObject config)
    {
        string directory = Path.Combine(work, "bundle-" + name);
        string rootfs = Path.Combine(directory, "rootfs");
        foreach (string mountPoint in new[] { "bin", "proc", "dev", "sys", "etc", "run", "tmp" })
            Directory.CreateDirectory(Path.Combine(rootfs, mountPoint));
        File.Copy("/bin/busybox", Path.Combine(rootfs, "bin/busybox"), overwrite: true);
        foreach (string applet in new[] { "true", "sh", "sleep", "cat" })
            File.CreateSymbolicLink(Path.Combine(rootfs, "bin", applet), "busybox");
        foreach (string file in new[] { "etc/hostname", "etc/hosts", "run/.containerenv" })
            File.WriteAllText(Path.Combine(rootfs, file), "");
        return new Bundle(name, directory, config);
    }

    private static JsonArray Array(System.Collections.Generic.IEnumerable<string> words) =>
        [.. words.Select(word => (JsonNode)word)];

    private static JsonObject Parse(string json) => JsonNode.Parse(json)!.AsObject();
}
