using System;
using System.IO;
using System.Text;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cli;

/// <summary>
/// A program that cannot be executed: the words that engines parse, then the cause, which the errno alone does not
/// tell.
/// </summary>
public sealed class Errors_Executable
{
    private const string ErrnoOnly = "runc tells the errno alone";

    private static Container With(string name, byte[] bytes, int mode = 0x1ED /* 0755 */)
    {
        Container container = new Container().Args("/home/" + name);
        string path = container.InRootfs("home/" + name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
        File.SetUnixFileMode(path, (UnixFileMode)mode);
        return container;
    }

    private static Container With(string name, string text, int mode = 0x1ED) =>
        With(name, Encoding.UTF8.GetBytes(text), mode);

    private static byte[] Elf(Action<byte[]> change)
    {
        byte[] elf = new byte[120]; // a header and one program header of 64 bits, elf(5)
        "\u007fELF"u8.CopyTo(elf);
        (elf[4], elf[5], elf[6], elf[16], elf[18], elf[20]) = (2, 1, 1, 2, Machine.Elf, 1);
        (elf[32], elf[52], elf[54], elf[56]) = (64, 64, 56, 1);
        change(elf);
        return elf;
    }

    private static void AssertFailure(Container container, string words, string cause)
    {
        string text = $"unable to start container process: {words} ({cause})";
        Assert.Equal($"ocirun: {text}\n", container.Run().Failed().Error);
        // start and exec tell the same.
        Command create = container.Create();
        Assert.Equal($"ocirun: {text}\n", (create.ExitCode != 0 ? create : container.Start()).Failed().Error);
        container.Delete("--force");
    }

    [RuncDiffersTheory(ErrnoOnly)]
    [InlineData("#!/no/such\necho", "its interpreter `/no/such` is missing")]
    [InlineData("#!  /no/such -e\n", "its interpreter `/no/such` is missing")]
    [InlineData("#!/bin/sh\r\necho\r\n", "its first line ends with CRLF, so the interpreter is `/bin/sh\\r`")]
    public void Error_names_the_missing_interpreter_of_a_script(string script, string cause)
    {
        using Container container = With("script", script);
        AssertFailure(container, "exec /home/script: no such file or directory", cause);
    }

    [RuncDiffersFact(ErrnoOnly)]
    public void Error_names_an_interpreter_that_is_a_script_without_one()
    {
        using Container container = With("script", "#!/home/second\n");
        File.WriteAllText(container.InRootfs("home/second"), "#!/no/such\n");
        File.SetUnixFileMode(container.InRootfs("home/second"), (UnixFileMode)0x1ED);
        AssertFailure(
            container,
            "exec /home/script: no such file or directory",
            "its interpreter is `/home/second`; of that, its interpreter `/no/such` is missing"
        );
    }

    [RuncDiffersFact(ErrnoOnly)]
    public void Error_names_an_interpreter_that_may_not_be_executed()
    {
        using Container container = With("script", "#!/etc/passwd\n");
        File.SetUnixFileMode(
            container.InRootfs("etc/passwd"),
            (UnixFileMode)0x1A4 /* 0644 */
        );
        AssertFailure(
            container,
            "exec /home/script: permission denied",
            "its interpreter `/etc/passwd` may not be executed: its mode is 0644 and its owner 0:0"
        );
    }

    [RuncDiffersFact(ErrnoOnly)]
    public void Error_names_the_missing_dynamic_loader_of_a_program()
    {
        byte[] path = "/lib/no-such-loader.so\0"u8.ToArray();
        using Container container = With(
            "program",
            [.. Elf(elf => (elf[64], elf[72], elf[96]) = (3, 120, (byte)path.Length)), .. path]
        );
        AssertFailure(
            container,
            "exec /home/program: no such file or directory",
            "its dynamic loader `/lib/no-such-loader.so` is missing"
        );
    }

    [RuncDiffersTheory(ErrnoOnly)]
    [InlineData(22, "s390x")]
    [InlineData(243, "riscv64")]
    public void Error_names_the_other_architecture_of_a_program(byte machine, string name)
    {
        using Container container = With("program", Elf(elf => elf[18] = machine));
        AssertFailure(
            container,
            "exec /home/program: exec format error",
            $"it is for {name}, and this host is {Machine.Name}"
        );
    }

    [RuncDiffersTheory(ErrnoOnly)]
    [InlineData("echo hello\n", "it is no ELF program, and no script, which begins with `#!`")]
    [InlineData("", "it is empty")]
    public void Error_says_that_a_file_is_no_program(string text, string cause)
    {
        using Container container = With("file", text);
        AssertFailure(container, "exec /home/file: exec format error", cause);
    }

    [RuncDiffersFact(ErrnoOnly)]
    public void Error_says_that_a_file_has_no_permission_to_execute()
    {
        using Container container = With("file", "#!/bin/sh\n", 0x1A4);
        AssertFailure(container, "exec: \"/home/file\": permission denied", "its mode is 0644 and its owner 0:0");
    }

    [RuncDiffersFact(ErrnoOnly)]
    public void Error_names_mode_and_owner_of_a_file_that_the_user_may_not_execute()
    {
        using Container container = With("file", "#!/bin/sh\n", 0x1C0 /* 0700 */);
        container.Process["user"] = new JsonObject { ["uid"] = 1000, ["gid"] = 1000 };
        AssertFailure(container, "exec: \"/home/file\": permission denied", "its mode is 0700 and its owner 0:0");
    }

    [RuncDiffersFact(ErrnoOnly)]
    public void Error_names_a_file_in_PATH_without_permission_to_execute()
    {
        using Container container = With("some-name", "#!/bin/sh\n", 0x1A4);
        container.Args("some-name").Process["env"] = Config.Array("PATH=/nothing:/home");
        AssertFailure(
            container,
            "exec: \"some-name\": executable file not found in $PATH",
            "one is there: its mode is 0644 and its owner 0:0"
        );
    }

    [RuncDiffersFact(ErrnoOnly)]
    public void Error_says_that_a_program_is_on_a_mount_with_noexec()
    {
        using Container container = new Container().Args("/mnt/file");
        string directory = container.HostDirectory("bound");
        File.WriteAllText(Path.Combine(directory, "file"), "#!/bin/sh\n");
        File.SetUnixFileMode(Path.Combine(directory, "file"), (UnixFileMode)0x1ED);
        container.Add(Config.Bind(directory, "/mnt", "bind", "noexec"));
        AssertFailure(
            container,
            "exec: \"/mnt/file\": permission denied",
            "it lies on a mount with the option `noexec`"
        );
    }

    [RuncDiffersTheory(ErrnoOnly)]
    [InlineData(1, "operation not permitted")]
    [InlineData(38, "function not implemented")]
    public void Error_says_that_the_seccomp_filter_refuses_execve(int errno, string words)
    {
        using var container = new Container("true");
        container.Linux["seccomp"] = JsonNode.Parse(
            $$"""{"defaultAction": "SCMP_ACT_ALLOW", "syscalls": [{"names": ["pivot_root"], "action": "SCMP_ACT_ERRNO"}, {"names": ["execve"], "action": "SCMP_ACT_ERRNO", "errnoRet": {{errno}}}]}"""
        );
        AssertFailure(container, $"exec sh: {words}", "the seccomp filter refuses execve: /linux/seccomp/syscalls/1");
    }

    [RuncDiffersFact(ErrnoOnly)]
    public void Exec_names_the_cause_as_run_does()
    {
        using Container container = With("script", "#!/no/such\n");
        container.Script = "sleep 100";
        container.Begin();
        Command exec = container.Exec("/home/script");
        Assert.Equal(255, exec.ExitCode);
        Assert.Equal(
            "ocirun: exec failed: unable to start container process: exec /home/script: no such file or directory "
            + "(its interpreter `/no/such` is missing)\n",
            exec.Error
        );
    }

    /// <summary>Offsets, counts and sizes that lead out of the file, or would take for ever to follow.</summary>
    [RuncDiffersTheory(ErrnoOnly)]
    [InlineData(39, 0x7F)]
    [InlineData(39, 0xFF)]
    [InlineData(57, 0xFF)]
    [InlineData(55, 0xFF)]
    [InlineData(79, 0xFF)]
    [InlineData(103, 0x7F)]
    public void A_hostile_program_header_is_only_a_format_error(int at, byte value)
    {
        using Container container = With("program", Elf(elf =>
        {
            (elf[64], elf[72], elf[96]) = (3, 120, 20);
            elf[at] = value;
        })
        );
        Assert.StartsWith(
            "ocirun: unable to start container process: exec /home/program: ",
            container.Run().Failed().Error
        );
    }

    [RuncDiffersFact(ErrnoOnly)]
    public void A_fifo_as_the_program_is_named_and_not_opened()
    {
        using Container container = new Container().Args("/home/fifo");
        Command.Run("mkfifo", ["-m", "0755", container.InRootfs("home/fifo")]).Succeeded();
        AssertFailure(container, "exec /home/fifo: permission denied", "it is not a regular file");
    }

    [RuncDiffersFact("runc writes the form of its log, and crun the sentence")]
    public void Failure_on_standard_error_is_its_sentence_alone()
    {
        using var container = new Container();
        Assert.Equal(
            "ocirun: container does not exist: no-such-container\n",
            RuntimeUnderTest.Run("state", "no-such-container").Failed().Error
        );
        string log = Path.Combine(container.Bundle, "log");
        Assert.Equal(
            "ocirun: container does not exist: no-such-container\n",
            RuntimeUnderTest.Run("--log", log, "state", "no-such-container").Failed().Error
        );
        JsonNode json = JsonNode.Parse(
            RuntimeUnderTest.Run("--log-format", "json", "state", "no-such-container").Failed().Error
        )!;
        Assert.Equal("container does not exist: no-such-container", (string)json["msg"]!);
    }
}
