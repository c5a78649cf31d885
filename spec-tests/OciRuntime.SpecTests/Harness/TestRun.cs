using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using Mono.Unix.Native;

namespace OciRuntime.SpecTests.Harness;

/// <summary>
/// What one run of the tests shares: a directory of its own, the state directory, and the programs that go into each
/// rootfs.
/// </summary>
internal static class TestRun
{
    /// <summary>The applets that the containers call; each is a symbolic link to busybox.</summary>
    private static readonly string[] s_applets = (
        "sh cat ls echo sleep true false id env pwd stat readlink touch mkdir ln rm grep mount umount hostname test "
        + "[ kill tr cut head "
        + "wc od dd chmod chown mknod find seq ps printf ip umask mv"
    ).Split(' ');

    static TestRun()
    {
        WorkDirectory = Directory.CreateTempSubdirectory("ocirun-spec-").FullName;
        Syscall.chmod(WorkDirectory, FilePermissions.ACCESSPERMS & ~(FilePermissions.S_IWGRP | FilePermissions.S_IWOTH));
        StateRoot = Path.Combine(WorkDirectory, "state");
        Environment.SetEnvironmentVariable("OCIRUN_ANNOTATION_FILES", WorkDirectory);
        File.Copy("/bin/busybox", Path.Combine(WorkDirectory, "busybox"));
        string source = Path.Combine(AppContext.BaseDirectory, "probe", "probe.c");
        Command gcc = Command.Run("gcc", ["-static", "-O1", "-Wall", "-o", Path.Combine(WorkDirectory, "probe"), source]);
        if (gcc.ExitCode != 0) throw new InvalidOperationException($"the probe does not compile: {gcc.Error}");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => End();
    }

    /// <summary>The directory of this run, below /tmp.</summary>
    public static string WorkDirectory { get; }

    /// <summary>The runtime's <c>--root</c> in all tests but those about <c>--root</c>.</summary>
    public static string StateRoot { get; }

    /// <summary>Makes a root filesystem with busybox and the probe at <paramref name="root"/>.</summary>
    public static void MakeRootfs(string root)
    {
        foreach (string directory in (string[])["bin", "dev", "etc", "proc", "sys", "tmp", "mnt", "home"])
            Directory.CreateDirectory(Path.Combine(root, directory));
        // hard links: a container's rootfs costs two links instead of two copies
        foreach (string program in (string[])["busybox", "probe"])
            if (Syscall.link(Path.Combine(WorkDirectory, program), Path.Combine(root, "bin", program)) != 0)
                throw new IOException(program);
        foreach (string applet in s_applets)
            File.CreateSymbolicLink(Path.Combine(root, "bin", applet), "busybox");
        File.WriteAllText(
            Path.Combine(root, "etc/passwd"),
            "root:x:0:0:root:/root:/bin/sh\nuser:x:1000:1000:u:/home/user:/bin/sh\n"
        );
        File.WriteAllText(Path.Combine(root, "etc/group"), "root:x:0:\nuser:x:1000:\n");
    }

    /// <summary>
    /// Removes this run's directory, and the cgroups above those of its containers, which are empty and belong to no
    /// container.
    /// </summary>
    private static void End()
    {
        Remove(WorkDirectory);
        // below each hierarchy's root, or below the cgroup that the tests themselves run in
        var parents = new List<string>(Directory.GetDirectories("/sys/fs/cgroup")) { "/sys/fs/cgroup" };
        foreach (string line in File.ReadAllLines("/proc/self/cgroup"))
            if (line.Split(':', 3) is [_, { Length: > 0 } controllers, var path])
                parents.Add($"/sys/fs/cgroup/{controllers.Replace("name=", "")}{path}");
        foreach (string hierarchy in parents)
            foreach (string name in (string[])["ocirun-spec/deep", "ocirun-spec", "ocirun-spec-relative"])
                Syscall.rmdir(Path.Combine(hierarchy, name));
    }

    /// <summary>Removes a tree without following its links; nothing is mounted there any more.</summary>
    public static void Remove(string directory)
    {
        using Process? process = Process.Start(new ProcessStartInfo("rm", ["-rf", "--one-file-system", directory]));
        process?.WaitForExit();
    }
}
