using System.Diagnostics;
using System.IO;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Security;

/// <summary>Mounts that a running container gets or loses, while its processes do what they can to their names.</summary>
public sealed class Security_RunningMounts
{
    private const string Crun = "an extension of crun's";

    private static Command Change(Container container, string act, string destination)
    {
        JsonArray mounts = [Config.Bind(container.HostDirectory("source"), destination, "rbind")];
        return RuntimeUnderTest.Run("mounts", act, container.Id,
            container.HostFile("mounts.json", mounts.ToJsonString()));
    }

    [RuncDiffersTheory(Crun)]
    [InlineData("/data/sys", "busybox mv /data /old && busybox ln -s /proc /data")]
    [InlineData("/data/keys", "busybox mv /data /old && busybox ln -s /proc /data")]
    [InlineData("/data/new", "busybox mv /data /old && mkdir /data && busybox ln -s /proc/sys /data/new")]
    public void A_link_does_not_lead_an_unmount_to_a_mount_that_confines_the_container(string destination, string exchange)
    {
        using var container = new Container("sleep 1000");
        container.Linux["readonlyPaths"] = new JsonArray("/proc/sys");
        container.Linux["maskedPaths"] = new JsonArray("/proc/keys");
        container.Begin();
        Change(container, "add", destination).Succeeded();
        container.Exec("sh", "-c", exchange).Succeeded();
        Change(container, "remove", destination).Failed("has to be named by its own path");
        Assert.Equal("2", container.Exec("grep", "-cE", " /proc/(sys|keys) ", "/proc/self/mountinfo").Text);
    }

    [RuncDiffersFact(Crun)]
    public void A_link_to_the_root_does_not_lead_an_unmount_to_it()
    {
        using var container = new Container("sleep 1000");
        File.CreateSymbolicLink(container.InRootfs("link"), "/");
        container.Begin();
        Change(container, "remove", "/link").Failed("has to be named by its own path");
        Assert.Equal("there", container.Exec("echo", "there").Text);
    }

    [RuncDiffersFact(Crun)]
    public void A_mount_namespace_that_was_joined_gets_no_mounts()
    {
        using Process holder = Process.Start("/usr/bin/unshare", ["-m", "sleep", "1000"]);
        try
        {
            string space = $"/proc/{holder.Id}/ns/mnt", own = new FileInfo("/proc/self/ns/mnt").LinkTarget!;
            Wait.Until(() => new FileInfo(space).LinkTarget is { } link && link != own, "a mount namespace");
            using var container = new Container("sleep 1000");
            Directory.CreateDirectory(container.InRootfs("mnt"));
            foreach (JsonNode? one in (JsonArray)container.Linux["namespaces"]!)
            {
                if ((string?)one!["type"] == "mount") one["path"] = space;
            }
            container.Begin();
            Change(container, "add", "/mnt").Failed("has no mount namespace of its own");
            Change(container, "remove", "/mnt").Failed("has no mount namespace of its own");
        }
        finally
        {
            holder.Kill();
            holder.WaitForExit();
        }
    }
}
