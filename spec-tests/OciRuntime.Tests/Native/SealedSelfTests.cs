using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Runtime.CompilerServices;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;
using HostProcess = System.Diagnostics.Process;

namespace OciRuntime.Tests.Native;

/// <summary>A small program with native/sealed_self.c linked in, built once for all tests.</summary>
public sealed class SealedProgram : IDisposable
{
    // Says what it is called and inherits, then waits for its input to end.
    private const string Main = """
        #include <stdio.h>
        extern char **environ;
        int main(int argc, char **argv) {
            for (int i = 0; i < argc; i++) printf("arg %s\n", argv[i]);
            for (char **e = environ; *e; e++) printf("env %s\n", *e);
            puts("ready"); fflush(stdout);
            while (getchar() != EOF) {}
            return 0;
        }
        """;

    // as src/OciRuntime/NativeSources.targets
    private static readonly string[] Flags =
    [
        "-ffreestanding",
        "-fno-stack-protector",
        "-fno-tree-loop-distribute-patterns",
        "-mgeneral-regs-only",
    ];

    private readonly string directory = Directory.CreateTempSubdirectory("ocirun-").FullName;

    public SealedProgram()
    {
        string main = System.IO.Path.Combine(directory, "main.c");
        File.WriteAllText(main, Main);
        using HostProcess gcc = HostProcess.Start(
            "gcc",
            [
                "-Wall",
                "-Wextra",
                "-Werror",
                "-O2",
                "-static",
                "-Wl,-e,ocirun_entry",
                .. Flags,
                "-o",
                Path,
                main,
                Source("sealed_self.c"),
                Source("environment.c"),
            ]
        );
        gcc.WaitForExit();
        Assert.Equal(0, gcc.ExitCode);
        File.SetUnixFileMode(directory, (UnixFileMode)0x1ED); // 0755: other users execute it
    }

    public string Path => System.IO.Path.Combine(directory, "program");

    public void Dispose() => Directory.Delete(directory, recursive: true);

    private static string Source(string name, [CallerFilePath] string here = "") => System.IO.Path.GetFullPath(
        System.IO.Path.Combine(System.IO.Path.GetDirectoryName(here)!, "../../../src/OciRuntime.Native/native", name));
}

/// <summary>native/sealed_self.c under a small program: CVE-2019-5736 and its relatives.</summary>
public sealed unsafe class SealedSelfTests(SealedProgram program) : IClassFixture<SealedProgram>
{
    private string output = "";

    [Theory]
    [InlineData("create")]
    [InlineData("run")]
    [InlineData("exec")]
    [InlineData("restore")]
    public void A_verb_that_enters_a_container_runs_from_a_file_that_cannot_be_written(string verb) =>
        // a read-only mount for root, a sealed copy for others
        Assert.Contains(WriteErrorAfterItsEnd(["--root", "/x", verb], []), new[] { Errno.EROFS, Errno.EPERM });

    [Fact]
    public void An_unprotected_binary_can_be_written_so_these_tests_detect_a_difference() =>
        Assert.Equal(0, WriteErrorAfterItsEnd(["state"], []));

    [Fact]
    public void A_copy_in_memory_is_sealed()
    {
        using HostProcess process = StartProgram(["run"], [("OCIRUN_SELF", "copy")]);
        Assert.StartsWith("/memfd:ocirun", File.ResolveLinkTarget($"/proc/{process.Id}/exe", false)?.FullName);
        End(process);
        Assert.Equal(Errno.EPERM, WriteErrorAfterItsEnd(["run"], [("OCIRUN_SELF", "copy")]));
    }

    [Theory]
    [InlineData("state")]
    [InlineData("kill")]
    [InlineData("runner")]
    public void A_verb_that_enters_no_container_starts_once(string verb)
    {
        using HostProcess process = StartProgram([verb, "container"], []);
        Assert.Equal(program.Path, File.ResolveLinkTarget($"/proc/{process.Id}/exe", false)?.FullName);
        End(process);
    }

    [Fact]
    public void A_protected_process_has_its_name_arguments_and_environment()
    {
        using HostProcess process = StartProgram(["run", "", "-b", "x y"], [("LEFT", "1"), ("RIGHT", "2")]);
        Assert.Equal("ocirun\n", File.ReadAllText($"/proc/{process.Id}/comm"));
        string said = End(process);
        Assert.Contains($"arg {program.Path}\narg run\narg \narg -b\narg x y\nenv ", said);
        Assert.Contains("env LEFT=1\n", said);
        Assert.Contains("env RIGHT=2\n", said);
        Assert.DoesNotContain("_OCIRUN", said);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("exec")]
    [InlineData("state")]
    public void The_guard_in_the_callers_environment_changes_nothing_and_is_not_passed_on(string verb)
    {
        using HostProcess process = StartProgram([verb], [("_OCIRUN_SELF_SEALED", "1")]);
        Assert.DoesNotContain("_OCIRUN", End(process));
        if (verb != "state")
            Assert.Contains(
                WriteErrorAfterItsEnd([verb], [("_OCIRUN_SELF_SEALED", "1")]),
                new[] { Errno.EROFS, Errno.EPERM }
            );
    }

    /// <summary>
    /// vm.memfd_noexec=2, which is a pid namespace's own: no sealed copy can be executed, and a user may make no mount.
    /// </summary>
    [Fact]
    public void A_user_on_a_host_that_executes_nothing_in_memory_runs_from_a_read_only_mount()
    {
        const string Script =
            "echo 2 >/proc/sys/vm/memfd_noexec && exec setpriv --reuid=65534 --regid=65534 --clear-groups \"$0\" run";
        using HostProcess process = StartProgram(
            new ProcessStartInfo("unshare", ["--pid", "--fork", "sh", "-c", Script, program.Path])
        );
        string children = File.ReadAllText($"/proc/{process.Id}/task/{process.Id}/children").Trim();
        using OwnedFd held = Open($"/proc/{children}/exe", O_PATH);
        End(process);
        statfs filesystem;
        Assert.Equal(0, fstatfs(held.Fd, &filesystem));
        Assert.NotEqual(0, (int)filesystem.f_flags & 1); // ST_RDONLY, statvfs(3)
    }

    /// <summary>
    /// The errno of writing to what the process ran from, as one who held it open can try once it has ended.
    /// </summary>
    private int WriteErrorAfterItsEnd(string[] arguments, (string, string)[] environment)
    {
        using HostProcess process = StartProgram(arguments, environment);
        using OwnedFd held = Open($"/proc/{process.Id}/exe", O_PATH);
        End(process);
        CString path = new($"/proc/self/fd/{held.Fd}", new byte[64]);
        int fd;
        fixed (byte* start = path) fd = open(start, O_RDWR | O_CLOEXEC, 0);
        if (fd == -1) return errno;
        using OwnedFd writable = new(fd);
        // what is there already: the first byte of an ELF file
        byte first = 0x7F;
        return LibC.pwrite(fd, &first, 1, 0) == -1 ? errno : 0;
    }

    private static OwnedFd Open(string path, int flags)
    {
        CString name = new(path, new byte[64]);
        fixed (byte* start = name) return OwnedFd.From(open(start, flags | O_CLOEXEC, 0), "open", path);
    }

    private HostProcess StartProgram(string[] arguments, (string, string)[] environment)
    {
        ProcessStartInfo start = new(program.Path, arguments);
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        return StartProgram(start);
    }

    private HostProcess StartProgram(ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        HostProcess process = HostProcess.Start(start)
            ?? throw new InvalidOperationException("the program did not start");
        List<string> said = [];
        while (process.StandardOutput.ReadLine() is { } line && line != "ready") said.Add(line);
        output = string.Concat(said.ConvertAll(line => line + "\n"));
        return process;
    }

    private string End(HostProcess process)
    {
        process.StandardInput.Close();
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
        return output;
    }
}
