using System;

namespace OciRuntime.Native.Paths;

/// <summary>Paths as the kernel takes them.</summary>
public static class PathBytes
{
    /// <summary>UTF-8 with a final NUL.</summary>
    /// <exception cref="ArgumentException">The path holds a NUL, which the kernel would read as its end.</exception>
    public static byte[] Of(string path) => KernelText.Terminated(path);
}
