using System;
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
        Change(container, "remove", destination).Succeeded();
        Assert.Equal("2", container.Exec("grep", "-cE", " /proc/(sys|keys) ", "/proc/self/mountinfo").Text);
        Assert.Equal("0", container.Exec("grep", "-c", "/source ", "/proc/self/mountinfo").Text);
        // It was another's, and is nobody's now.
        Change(container, "remove", destination).Failed();
        Assert.Equal("2", container.Exec("grep", "-cE", " /proc/(sys|keys) ", "/proc/self/mountinfo").Text);
    }

    /// <summary>
    /// Two directories of a volume are exchanged, as a process of the container can do; in the other one a mount of the
    /// config hides what the volume has there.
    /// </summary>
    [RuncDiffersTheory(Crun)]
    [InlineData(false)]
    [InlineData(true)]
    public void The_mount_that_was_added_is_removed_while_its_directory_is_exchanged(bool isFile)
    {
        const int Rounds = 25;
        using var container = new Container("sleep 1000");
        string source = container.HostDirectory("source"), cover = container.HostDirectory("cover");
        if (isFile) (source, cover) = (container.HostFile("source/file"), container.HostFile("cover/file"));
        foreach (string name in (string[])["volume/a", "volume/b"])
        {
            container.HostDirectory(name);
            if (isFile) container.HostFile(name + "/m");
            else container.HostDirectory(name + "/m");
        }
        container.Add(Config.Bind(container.HostDirectory("volume"), "/mnt"), Config.Bind(cover, "/mnt/b/m", "bind", "ro"));
        container.Begin();
        string names = container.HostDirectory("volume"), count = Path.Combine(container.Bundle, "exchanges");
        string file = container.HostFile("mounts.json", new JsonArray(Config.Bind(source, "/mnt/a/m")).ToJsonString());
        using Process exchange = Process.Start(
            new ProcessStartInfo(Probes.Exchange, [names + "/a", names + "/b", count]) { RedirectStandardOutput = true })!;
        try
        {
            Assert.Equal("exchanging", exchange.StandardOutput.ReadLine());
            for (int i = 0; i < Rounds; i++)
            {
                RuntimeUnderTest.Run("mounts", "add", container.Id, file).Succeeded();
                RuntimeUnderTest.Run("mounts", "remove", container.Id, file).Succeeded();
                string mounts = File.ReadAllText($"/proc/{container.Pid}/mountinfo");
                Assert.Contains("/cover", mounts, StringComparison.Ordinal);
                Assert.DoesNotContain("/source", mounts, StringComparison.Ordinal);
            }
            Assert.InRange(BitConverter.ToInt64(File.ReadAllBytes(count)), 1000, long.MaxValue);
        }
        finally
        {
            exchange.Kill();
            exchange.WaitForExit();
        }
    }

    [RuncDiffersFact(Crun)]
    public void A_mount_of_the_config_in_a_directory_that_can_be_moved_is_not_removed()
    {
        using var container = new Container("sleep 1000");
        string volume = container.HostDirectory("volume"), source = container.HostDirectory("source");
        container.Add(Config.Bind(volume, "/mnt"), Config.Bind(source, "/mnt/a/m"), Config.Bind(source, "/mnt/m"));
        container.Begin();
        Change(container, "remove", "/mnt/a/m").Failed("`mounts add` has not made it");
        Change(container, "remove", "/mnt/m").Succeeded();
        Change(container, "remove", "/mnt").Succeeded();
        Assert.Equal("0", container.Exec("grep", "-c", " /mnt", "/proc/self/mountinfo").Text);
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
