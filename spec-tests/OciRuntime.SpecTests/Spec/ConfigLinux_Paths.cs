using System;
using System.IO;
using System.Linq;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Spec;

/// <summary>config-linux.md, "Masked Paths" and "Readonly Paths".</summary>
public sealed class ConfigLinux_Paths
{
    [Fact]
    public void Masked_file_reads_as_empty_and_masked_directory_as_empty()
    {
        using var container = new Container("cat /etc/passwd | wc -c; ls -A /home | wc -l; echo x >/home/y");
        File.WriteAllText(container.InRootfs("home/secret"), "x");
        container.Linux["maskedPaths"] = Config.Array("/etc/passwd", "/home");
        Command run = container.Run();
        Assert.Equal(["0", "0"], run.Lines);
        run.Failed("Read-only file system");
        Assert.NotEqual(0, new FileInfo(container.InRootfs("etc/passwd")).Length);
    }

    [Fact]
    public void Masked_files_and_directories_in_any_order_all_read_as_empty()
    {
        using var container = new Container("cat /home/file* | wc -c; ls -A /home/directory* | grep -c secret; true");
        // files and directories that no engine masks, in runs of both kinds, so that guesses at their kind go wrong
        string[] kinds = ["directory", "directory", "directory", "file", "file", "directory", "file", "file", "directory"];
        for (int i = 0; i < kinds.Length; i++)
        {
            string path = $"home/{kinds[i]}{i}";
            if (kinds[i] == "directory") Directory.CreateDirectory(container.InRootfs(path));
            File.WriteAllText(container.InRootfs(kinds[i] == "directory" ? path + "/secret" : path), "x");
        }
        container.Linux["maskedPaths"] = Config.Array([.. kinds.Select((kind, i) => $"/home/{kind}{i}")]);
        Assert.Equal(["0", "0"], container.Run().Lines);
    }

    [Fact]
    public void Readonly_file_and_directory_read_and_do_not_write()
    {
        using var container = new Container(
            "cat /etc/file /home/below; (echo x >/etc/file) 2>&1; (echo x >/home/new) 2>&1; true"
        );
        File.WriteAllText(container.InRootfs("etc/file"), "a\n");
        File.WriteAllText(container.InRootfs("home/below"), "b\n");
        container.Linux["readonlyPaths"] = Config.Array("/etc/file", "/home");
        string[] lines = container.Output().Split('\n');
        Assert.Equal(["a", "b"], lines[..2]);
        Assert.All(lines[2..], line => Assert.Contains("Read-only file system", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Masked_and_readonly_paths_that_are_missing_are_skipped()
    {
        using var container = new Container("echo ran");
        container.Linux["maskedPaths"] = Config.Array("/no/such/masked", "/etc/passwd/below");
        container.Linux["readonlyPaths"] = Config.Array("/no/such/readonly");
        Command run = container.Run();
        // a path through a file is missing too; 1.1 calls that an error
        if (!RuntimeUnderTest.IsRunc) Assert.Equal("ran", run.Succeeded().Text);
    }

    [Fact]
    public void Kernel_paths_of_proc_and_sys_are_masked_and_read_only()
    {
        using var container = new Container(
            "wc -c </proc/keys 2>&1; (echo 1 >/proc/sys/kernel/printk) 2>&1; (echo 1 "
            + ">/proc/irq/default_smp_affinity) 2>&1; true"
        );
        container.Linux["maskedPaths"] = Config.Array("/proc/kcore", "/proc/keys", "/sys/firmware", "/proc/scsi");
        container.Linux["readonlyPaths"] = Config.Array(
            "/proc/bus",
            "/proc/fs",
            "/proc/irq",
            "/proc/sys",
            "/proc/sysrq-trigger"
        );
        string[] lines = container.Output().Split('\n');
        Assert.Equal("0", lines[0]);
        Assert.Contains("Read-only file system", lines[1], StringComparison.Ordinal);
        Assert.Contains("Read-only file system", lines[2], StringComparison.Ordinal);
    }

    [RuncDiffersTheory("1.1 resolves them from the root without a check")]
    [InlineData("maskedPaths")]
    [InlineData("readonlyPaths")]
    public void A_relative_masked_or_readonly_path_is_an_error(string member)
    {
        using var container = new Container("true");
        container.Linux[member] = Config.Array("etc/passwd");
        container.Run().Failed("etc/passwd");
    }

    [Fact]
    public void A_readonly_path_keeps_the_other_flags_of_its_mount()
    {
        using var container = new Container("cat /proc/self/mountinfo");
        container.Add(Config.Mount("/mnt", "tmpfs", "tmpfs", "nosuid", "nodev", "noexec"));
        container.Linux["readonlyPaths"] = Config.Array("/mnt");
        string[] options = MountInfo.Find(container.Output(), "/mnt").Options;
        foreach (string flag in (string[])["ro", "nosuid", "nodev", "noexec"]) Assert.Contains(flag, options);
    }
}
