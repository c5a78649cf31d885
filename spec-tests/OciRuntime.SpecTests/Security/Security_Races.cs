using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using System.Threading;
using Mono.Unix.Native;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Security;

/// <summary>
/// A process of the host's side of a volume exchanges names with links while the runtime makes a container of them.
/// </summary>
public sealed class Security_Races
{
    private const int Rounds = 25;
    private const long FewestExchanges = 1000;
    private const string Old = "1.1 makes directories and nodes through the link: CVE-2024-45310, CVE-2026-41579";

    /// <summary>
    /// Runs the container many times while two names are exchanged; each time nothing of the host's may have changed.
    /// </summary>
    private static void Race(Container container, string name, string linkTarget, Action<Command> look,
        string? late = null)
    {
        string other = container.HostDirectory("others") + "/link";
        File.CreateSymbolicLink(other, linkTarget);
        RaceWith(container, name, other, look, late);
    }

    /// <summary>The same; <paramref name="late"/> is a call that is held up, see <see cref="RunLate"/>.</summary>
    private static void RaceWith(Container container, string name, string other, Action<Command> look,
        string? late = null)
    {
        string victim = container.HostDirectory("victim");
        using Process exchange = StartExchange(container, name, other);
        try
        {
            Assert.Equal("exchanging", exchange.StandardOutput.ReadLine());
            int ran = 0;
            for (int i = 0; i < Rounds; i++)
            {
                Command run = late is null ? container.Run() : RunLate(container, late);
                if (run.ExitCode == 0) ran++;
                // a look at names while they are exchanged would see neither or both
                Stop(exchange);
                look(run);
                Assert.Empty(Directory.EnumerateFileSystemEntries(victim));
                Assert.DoesNotContain(container.Id, File.ReadAllText("/proc/self/mountinfo"), StringComparison.Ordinal);
                Continue(exchange);
            }
            // about every second container is made; where none is, nothing was tried
            Assert.NotEqual(0, ran);
            AssertExchanged(container);
        }
        finally
        {
            exchange.Kill();
            exchange.WaitForExit();
        }
    }

    private static string CountFile(Container container) => Path.Combine(container.Bundle, "exchanges");

    private static Process StartExchange(Container container, string name, string other) => Process.Start(
        new ProcessStartInfo(Probes.Exchange, [name, other, CountFile(container)]) { RedirectStandardOutput = true }
    )!;

    /// <summary>A race with few exchanges says nothing.</summary>
    private static void AssertExchanged(Container container) =>
        Assert.InRange(BitConverter.ToInt64(File.ReadAllBytes(CountFile(container))), FewestExchanges, long.MaxValue);

    private static void Stop(Process process)
    {
        Assert.Equal(0, Syscall.kill(process.Id, Signum.SIGSTOP));
        // the signal may be on its way; T is stopped, proc_pid_stat(5)
        while (!File.ReadAllText($"/proc/{process.Id}/stat").Contains(") T ", StringComparison.Ordinal))
            Thread.Yield();
    }

    private static void Continue(Process process) => Assert.Equal(0, Syscall.kill(process.Id, Signum.SIGCONT));

    private static string Victim(Container container) => Path.Combine(container.Bundle, "victim");

    /// <summary>CVE-2021-30465, CVE-2024-45310.</summary>
    [RuncDiffersFact(Old)]
    public void Mounts_below_a_volume_stay_inside_while_its_names_are_exchanged()
    {
        using var container = new Container("cat /proc/self/mountinfo");
        string volume = container.HostDirectory("volume"), victim = Victim(container);
        string target = Directory.CreateDirectory(Path.Combine(volume, "target")).FullName;
        container.Add(
            Config.Bind(volume, "/vol"),
            Config.Bind(container.HostFile("file"), "/vol/target/file"),
            Config.Mount("/vol/target/new", "tmpfs", "swapped"),
            Config.Mount("/vol/target", "tmpfs", "swapped")
        );
        Race(container, target, victim, run =>
        {
            if (run.ExitCode != 0) return;
            // what is mounted lies in the container: below the volume, or where its own root has the link's target
            Assert.All(MountInfo.ParseAll(run.Output).Where(mount => mount.Source == "swapped"), mount =>
                Assert.True(
                    mount.Target.StartsWith("/vol/", StringComparison.Ordinal)
                        || mount.Target.StartsWith(victim, StringComparison.Ordinal),
                    mount.Target
                )
            );
        });
    }

    /// <summary>CVE-2019-19921, CVE-2023-27561, CVE-2025-54867: another directory instead of /proc.</summary>
    [RuncDiffersFact("before 1.2.8 procfs comes to lie where the link led")]
    public void Proc_is_mounted_inside_while_the_images_proc_is_exchanged()
    {
        using var container = new Container(
            "cat /proc/self/mountinfo && ok=1; cat /home/self/mountinfo 2>/dev/null; [ \"$ok\" ]");
        Race(container, container.InRootfs("proc"), "/home", run =>
        {
            Assert.DoesNotContain(MountInfo.ParseAll(run.Output), mount => mount.Target == "/home");
            if (run.ExitCode != 0) return;
            // That there is a list shows that procfs was there. The exchange goes on, and a mount whose directory is
            // outside by now is not in it.
            Assert.NotEmpty(run.Output);
            Assert.All(MountInfo.ParseAll(run.Output).Where(mount => mount.Target == "/proc"), mount =>
                Assert.Equal("proc", mount.Type)
            );
        });
    }

    /// <summary>
    /// CVE-2025-31133, CVE-2025-52881: the directory that procfs was mounted on has another name when its files are
    /// masked.
    /// </summary>
    [RuncDiffersFact("it masks by name, and passes over what is not there")]
    public void Masked_paths_are_the_mounted_procs_while_proc_is_exchanged()
    {
        // Whichever name procfs has when the program looks: what is masked shows nothing.
        using var container = new Container("cat /proc/cpuinfo /other/cpuinfo 2>/dev/null; true");
        container.Linux["maskedPaths"] = Config.Array("/proc/cpuinfo");
        RaceWith(
            container,
            container.InRootfs("proc"),
            Directory.CreateDirectory(container.InRootfs("other")).FullName,
            run =>
        {
            if (run.ExitCode == 0) Assert.Equal("", run.Output);
        });
    }

    /// <summary>
    /// CVE-2026-41579, CVE-2026-47766, CVE-2025-52565: nodes and links of /dev made in another directory.
    /// </summary>
    [RuncDiffersFact(Old)]
    public void Devices_are_made_inside_while_the_images_dev_is_exchanged()
    {
        using var container = new Container("true");
        container.Mounts.RemoveAt(2);
        container.Mounts.RemoveAt(1);
        Race(container, container.InRootfs("dev"), Victim(container), _ => { });
    }

    /// <summary>CVE-2025-31133, CVE-2025-62161: another file instead of /dev/null is what masks.</summary>
    [RuncDiffersFact("before 1.2.8 it binds what the link leads to")]
    public void Masked_paths_get_the_real_dev_null_while_the_images_is_exchanged()
    {
        using var container = new Container("cat /etc/group");
        container.Mounts.RemoveAt(2);
        container.Mounts.RemoveAt(1);
        container.Linux["maskedPaths"] = Config.Array("/etc/group");
        Command.Run("mknod", [container.InRootfs("dev/null"), "c", "1", "3"]).Succeeded();
        Race(container, container.InRootfs("dev/null"), "/etc/passwd", run => Assert.Equal("", run.Output));
    }

    /// <summary>
    /// CVE-2025-31133: what is made read-only is exchanged with a link. What it was opened as is copied and covered by the
    /// copy, and nothing else: the tmpfs that the link leads to never shows a directory of the volume.
    /// </summary>
    [RuncDiffersFact("it looks the path up twice")]
    public void A_readonly_path_below_a_volume_covers_itself_alone()
    {
        using var container = new Container("cat /proc/self/mountinfo");
        string volume = container.HostDirectory("volume");
        string target = Directory.CreateDirectory(Path.Combine(volume, "target")).FullName;
        container.Add(Config.Bind(volume, "/vol"), Config.Mount("/writable", "tmpfs", "written"));
        // each is one more chance to meet the exchange
        container.Linux["readonlyPaths"] = Config.Array(Enumerable.Repeat("/vol/target", 20));
        container.Linux["maskedPaths"] = Config.Array("/vol/target/x");
        Race(container, target, "/writable", run =>
        {
            if (run.ExitCode != 0) return;
            MountInfo[] mounts = [.. MountInfo.ParseAll(run.Output)];
            Assert.All(mounts.Where(mount => mount.Target == "/writable"), mount =>
                Assert.Equal("written", mount.Source));
            Assert.All(mounts.Where(mount => mount.Target.StartsWith("/vol/", StringComparison.Ordinal)), mount =>
                Assert.NotEqual("written", mount.Source));
        },
            "openat2:delay_exit=200"
        );
    }

    /// <summary>What tmpcopyup copies goes to the tmpfs, whatever has the name of its mount point by then.</summary>
    [RuncDiffersFact("1.1 copies to a temporary directory of the host, and by name")]
    public void Tmpcopyup_below_a_volume_writes_to_the_tmpfs_alone()
    {
        using var container = new Container("true");
        string volume = container.HostDirectory("volume");
        string full = Directory.CreateDirectory(Path.Combine(volume, "target")).FullName;
        string empty = Directory.CreateDirectory(Path.Combine(volume, "other")).FullName;
        string program = Path.Combine(full, "program");
        File.WriteAllText(program, "x");
        Command.Run("chmod", ["4755", program]).Succeeded();
        container.Add(Config.Bind(volume, "/vol"), Config.Mount("/vol/target", "tmpfs", "swapped", "tmpcopyup"));
        RaceWith(container, full, empty, _ =>
            Assert.Single(Directory.EnumerateFileSystemEntries(volume, "*", SearchOption.AllDirectories), entry =>
                File.Exists(entry)
            ),
            "move_mount:delay_exit=1000"
        );
    }

    /// <summary>A tmpfs that ends read-only does so itself, whatever has the name of its mount point by then.</summary>
    [RuncDiffersFact("it remounts by name")]
    public void A_readonly_tmpfs_below_a_volume_is_the_one_that_becomes_read_only()
    {
        using var container = new Container("cat /proc/self/mountinfo");
        string volume = container.HostDirectory("volume");
        string target = Directory.CreateDirectory(Path.Combine(volume, "target")).FullName;
        container.Add(Config.Bind(volume, "/vol"), Config.Mount("/vol/target", "tmpfs", "swapped", "ro"),
            Config.Mount("/writable", "tmpfs", "written", "rw"));
        Race(container, target, "/writable", run =>
        {
            if (run.ExitCode != 0) return;
            foreach (MountInfo mount in MountInfo.ParseAll(run.Output))
            {
                if (mount.Source == "swapped") Assert.Contains("ro", mount.Options);
                if (mount.Source == "written") Assert.Contains("rw", mount.Options);
            }
        });
    }

    /// <summary>The nodes and links of /dev are made in the tmpfs that was mounted there.</summary>
    [RuncDiffersFact(Old)]
    public void Nodes_of_dev_are_made_in_the_tmpfs_that_was_mounted_on_it()
    {
        using var container = new Container("true");
        string other = Directory.CreateDirectory(container.InRootfs("other")).FullName;
        string dev = container.InRootfs("dev");
        RaceWith(container, dev, other, _ =>
        {
            Assert.Empty(Directory.EnumerateFileSystemEntries(dev));
            Assert.Empty(Directory.EnumerateFileSystemEntries(other));
        }, "move_mount:delay_exit=1000");
    }

    /// <summary>
    /// The owner of a device is that of the node that was made, not of what has its name by then. The change is held up, so
    /// that there is an exchange before it.
    /// </summary>
    [RuncDiffersFact("it changes the owner by name")]
    public void The_owner_of_a_device_is_not_given_to_another_file()
    {
        using var container = new Container("true");
        string volume = container.HostDirectory("volume");
        string node = Path.Combine(volume, "node"), file = Path.Combine(volume, "file");
        container.Add(Config.Bind(volume, "/vol"));
        var device = new JsonObject
        {
            ["path"] = "/vol/node",
            ["type"] = "c",
            ["major"] = 1,
            ["minor"] = 3,
            ["uid"] = 1000,
        };
        container.Linux["devices"] = new JsonArray(device);
        File.WriteAllText(file, "");
        File.WriteAllText(node, "");
        using Process exchange = StartExchange(container, node, file);
        try
        {
            Assert.Equal("exchanging", exchange.StandardOutput.ReadLine());
            for (int i = 0; i < Rounds; i++)
            {
                File.Delete(node);
                File.Delete(file);
                File.WriteAllText(file, "");
                RunLate(container, "fchownat:delay_enter=1000");
                // find(1) takes the type and the owner one after the other, so that an exchange between would mislead it
                Stop(exchange);
                Assert.Equal("", Command.Run("find", [volume, "-type", "f", "-uid", "1000"]).Output);
                Continue(exchange);
            }
            AssertExchanged(container);
        }
        finally
        {
            exchange.Kill();
            exchange.WaitForExit();
        }
    }

    /// <summary>Runs it by strace(1), which holds up each call of <paramref name="late"/>: NAME:delay_enter=1000.</summary>
    private static Command RunLate(Container container, string late)
    {
        container.WriteConfig();
        string call = late[..late.IndexOf(':', StringComparison.Ordinal)];
        string[] strace = ["-f", "-qq", "-o", "/dev/null", "-e", $"trace={call}", "-e", $"inject={late}"];
        string[] run = ["run", "--bundle", container.Bundle, container.Id];
        return Command.Run("strace", [.. strace, RuntimeUnderTest.Binary, .. RuntimeUnderTest.Global, .. run]);
    }
}
