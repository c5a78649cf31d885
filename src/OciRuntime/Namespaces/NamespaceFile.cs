using OciRuntime.Config;
using OciRuntime.Native;
using OciRuntime.Native.Paths;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Namespaces;

/// <summary>A namespace that the config names by path; config-linux.md, Namespaces, path.</summary>
internal static unsafe class NamespaceFile
{
    /// <summary>
    /// Opens <paramref name="path"/> and makes sure that it is a namespace of type <paramref name="flag"/>.
    /// </summary>
    /// <exception cref="SpecException">It cannot be opened, is no namespace, or of another type; the pointer names
    /// entry <paramref name="index"/>.</exception>
    public static OwnedFd Open(string path, ulong flag, int index)
    {
        int fd = HostPath.Open(path, O_RDONLY);
        if (fd == -1) throw Failure(index, $"open namespace `{path}`: {Errno.Describe(errno)} ({Errno.Name(errno)})");
        OwnedFd file = new(fd);
        bool isNamespace = HostPath.Filesystem(fd, path).f_type == NSFS_MAGIC;
        // Safe: the request takes no argument, ioctl_nsfs(2).
        if (isNamespace && ioctl(fd, NS_GET_NSTYPE, null) == (int)flag) return file;
        file.Dispose();
        throw Failure(index, $"`{path}` is not a {NamespaceTypes.Name(flag)} namespace");
    }

    private static SpecException Failure(int index, string message) =>
        new([new SpecError($"/linux/namespaces/{index}/path", message)]);
}
