using System.Text;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using OciRuntime.Spec;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Namespaces;

/// <summary>A namespace that the config names by path; config-linux.md, Namespaces, path.</summary>
internal static unsafe class NamespaceFile
{
    /// <summary>Opens <paramref name="path"/> and makes sure that it is a namespace of type <paramref name="flag"/>.</summary>
    /// <exception cref="LinuxException">It cannot be opened.</exception>
    /// <exception cref="SpecException">It is no namespace, or of another type.</exception>
    public static OwnedFd Open(string path, ulong flag)
    {
        byte[] name = Encoding.UTF8.GetBytes(path + "\0");
        OwnedFd file;
        // Safe: the array is pinned and NUL-terminated.
        fixed (byte* text = name) file = OwnedFd.From(open(text, O_RDONLY | O_CLOEXEC, 0), "open namespace", path);
        statfs filesystem;
        bool isNamespace = fstatfs(file.Fd, &filesystem) == 0 && filesystem.f_type == NSFS_MAGIC;
        if (isNamespace && ioctl(file.Fd, NS_GET_NSTYPE, null) == (int)flag) return file;
        file.Dispose();
        throw new SpecException([new SpecError("/linux/namespaces", $"`{path}` is not a {NamespaceTypes.Name(flag)} namespace")]);
    }
}
