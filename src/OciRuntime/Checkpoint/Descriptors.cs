using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text;
using OciRuntime.Diagnostics;
using OciRuntime.Native;
using OciRuntime.Native.Paths;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Checkpoint;

/// <summary>
/// <c>descriptors.json</c> beside criu's images, as runc writes it: what the standard streams of the container's
/// process
/// were. A pipe from outside is replaced by the caller's own stream at a restore.
/// </summary>
internal static unsafe class Descriptors
{
    private const string FileName = "descriptors.json";
    private const string Pipe = "pipe:";

    /// <summary>
    /// Looks at the standard streams of <paramref name="init"/>; a pipe between processes of the container is none of
    /// the caller's.
    /// </summary>
    public static string[] ReadStreams(int init, ReadOnlySpan<int> container)
    {
        string[] names = new string[3];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = Link(init, i.ToString(CultureInfo.InvariantCulture));
            if (names[i].StartsWith(Pipe, StringComparison.Ordinal) && IsInside(names[i], container)) names[i] = "";
        }
        return names;
    }

    /// <summary>Writes the file.</summary>
    public static void Write(int directory, string[] names)
    {
        JsonText json = new(indent: 0);
        json.BeginArray();
        foreach (string name in names) json.Element(name);
        json.EndArray();
        byte[] bytes = Encoding.UTF8.GetBytes(json.ToString());
        int fd;
        fixed (byte* path = KernelText.Terminated(FileName))
            fd = openat(
                directory,
                path,
                O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
                0x180 /* 0600 */
            );
        using OwnedFd file = OwnedFd.From(fd, "open", FileName);
        // Safe: the array is pinned for the call.
        fixed (byte* data = bytes)
            if (write(file.Fd, data, (nuint)bytes.Length) != bytes.Length) LinuxException.Throw("write", FileName);
    }

    /// <summary>The pipes of the file, each with the number of the stream that it was.</summary>
    /// <exception cref="LinuxException">There is no such file.</exception>
    public static List<(string Pipe, int Stream)> Read(int directory)
    {
        List<(string, int)> pipes = [];
        byte[] bytes = FileBytes.ReadAll(directory, FileName);
        string[] names = JsonInput.TryRead(bytes, Names)
            ?? throw new CriuException($"`{FileName}` of the checkpoint is not an array of strings");
        for (int i = 0; i < names.Length; i++)
            if (names[i].Contains(Pipe, StringComparison.Ordinal)) pipes.Add((names[i], i));
        return pipes;
    }

    private static string[] Names(ref JsonInput json)
    {
        List<string> names = [];
        json.EnterArray();
        while (json.NextElement()) names.Add(json.StringNotNull());
        return [.. names];
    }

    /// <summary>Where a descriptor of this process leads to.</summary>
    public static string NameOf(int fd) => ReadLink($"/proc/self/fd/{fd}");

    /// <summary>Whether both ends of a pipe are held by processes of the container.</summary>
    private static bool IsInside(string pipe, ReadOnlySpan<int> container)
    {
        bool reads = false, writes = false;
        foreach (int pid in container)
        {
            int fd = HostPath.Open($"/proc/{pid}/fd", O_RDONLY | O_DIRECTORY);
            if (fd == -1) continue;
            using OwnedFd directory = new(fd);
            foreach (
                string number in Encoding
                    .ASCII.GetString(FileBytes.ListNames(fd))
                    .Split('\0', StringSplitOptions.RemoveEmptyEntries)
            )
            {
                if (Link(pid, number) != pipe) continue;
                bool writing = IsWriting(pid, number);
                writes |= writing;
                reads |= !writing;
            }
        }
        return reads && writes;
    }

    private static bool IsWriting(int pid, string number)
    {
        string info = Encoding.ASCII.GetString(FileBytes.ReadAll(AT_FDCWD, $"/proc/{pid}/fdinfo/{number}"));
        // "flags:\t0100001", octal: the last digit has the access mode, proc(5)
        int at = info.IndexOf("flags:", StringComparison.Ordinal);
        int end = info.IndexOf('\n', at);
        return at >= 0 && ((info[end - 1] - '0') & O_ACCMODE) != O_RDONLY;
    }

    private static string Link(int pid, string number) => ReadLink($"/proc/{pid}/fd/{number}");

    private static string ReadLink(string path) => HostPath.ReadLink(path) ?? "";
}
