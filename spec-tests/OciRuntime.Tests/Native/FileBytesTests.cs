using System;
using System.IO;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Tests.Native;

public sealed class FileBytesTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("ocirun-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8192)] // the size of the first buffer
    [InlineData(8193)]
    [InlineData(100_000)]
    public void A_file_is_read_whole(int length)
    {
        byte[] content = new byte[length];
        new Random(length).NextBytes(content);
        File.WriteAllBytes(Path.Combine(directory, "file"), content);
        Assert.Equal(content, FileBytes.ReadAll(AT_FDCWD, Path.Combine(directory, "file")));
    }

    [Fact]
    public void A_file_of_proc_whose_size_is_0_is_read_whole() =>
        Assert.Contains(
            "Pid:\t" + Environment.ProcessId,
            Encoding.UTF8.GetString(FileBytes.ReadAll(AT_FDCWD, "/proc/self/status"))
        );

    [Fact]
    public void A_missing_file_is_null_or_ENOENT_with_its_name()
    {
        string path = Path.Combine(directory, "none");
        Assert.Null(FileBytes.TryReadAll(AT_FDCWD, path));
        LinuxException error = Assert.Throws<LinuxException>(() => FileBytes.ReadAll(AT_FDCWD, path));
        Assert.Equal($"open `{path}`: no such file or directory (ENOENT)", error.Message);
    }

    [Fact]
    public void A_directory_is_not_read() =>
        Assert.Equal(Errno.EISDIR, Assert.Throws<LinuxException>(() => FileBytes.ReadAll(AT_FDCWD, directory)).Errno);

    [Fact]
    public void Writing_needs_a_file_that_exists_and_leaves_its_other_bytes()
    {
        string path = Path.Combine(directory, "value");
        Assert.Equal(Errno.ENOENT, Assert.Throws<LinuxException>(() => FileBytes.Write(AT_FDCWD, path, "1"u8)).Errno);
        File.WriteAllText(path, "abc");
        FileBytes.Write(AT_FDCWD, path, "x"u8);
        Assert.Equal("xbc", File.ReadAllText(path));
    }

    [Property]
    public Property A_string_is_its_UTF8_and_one_NUL() => Prop.ForAll<string?>(text =>
    {
        if (text is null || text.Contains('\0')) return;
        byte[] expected = Encoding.UTF8.GetBytes(text + "\0");
        Assert.Equal(expected, CString.Bytes(text));
        // a buffer that is too short, and one that is long enough
        foreach (int size in new[] { 1, 4096 })
        {
            CString name = new(text, new byte[size]);
            Assert.Equal(expected[..^1], name.Text.ToArray());
        }
    });

    [Fact]
    public void A_string_with_a_NUL_is_refused_since_the_kernel_would_stop_there()
    {
        Assert.Throws<ArgumentException>(() => CString.Bytes("/etc\0/passwd"));
        Assert.Throws<ArgumentException>(() => new CString("/etc\0/passwd", new byte[64]).Text.Length);
    }
}
