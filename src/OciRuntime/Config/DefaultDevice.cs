namespace OciRuntime.Config;

/// <summary>
/// A character device that every container has, whatever its config says; config-linux.md, Default Devices.
/// </summary>
/// <param name="Path">Its place.</param>
/// <param name="Major">The major number of admin-guide/devices.txt.</param>
/// <param name="Minor">The minor number.</param>
internal readonly record struct DefaultDevice(string Path, uint Major, uint Minor)
{
    /// <summary>All of them; console and ptmx come with the terminal.</summary>
    public static readonly DefaultDevice[] All =
    [
        new("/dev/null", 1, 3),
        new("/dev/random", 1, 8),
        new("/dev/full", 1, 7),
        new("/dev/tty", 5, 0),
        new("/dev/zero", 1, 5),
        new("/dev/urandom", 1, 9),
    ];
}
