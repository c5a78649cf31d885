using System;
using System.Text;

namespace OciRuntime.Native.Paths;

/// <summary>Paths as the kernel takes them.</summary>
public static class PathBytes
{
    /// <summary>UTF-8 with a final NUL.</summary>
    /// <exception cref="ArgumentException">The path holds a NUL, which the kernel would read as its end.</exception>
    public static byte[] Of(string path)
    {
        if (path.Contains('\0')) throw new ArgumentException("a path holds a NUL character");
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(path) + 1];
        Encoding.UTF8.GetBytes(path, bytes);
        return bytes;
    }
}
