using System;
using System.IO;
using OciRuntime.Checkpoint;
using OciRuntime.Config;
using OciRuntime.Native;
using OciRuntime.Rootfs;

namespace OciRuntime.Tests.Checkpoint;

/// <summary>What criu is told of mounts that show what is outside of a container.</summary>
public sealed class ExternalMountTests : IDisposable
{
    private readonly string rootfs = Directory.CreateTempSubdirectory("ocirun-").FullName;

    public void Dispose() => Directory.Delete(rootfs, recursive: true);

    private CriuOptions Restore(string destination)
    {
        Mount mount = new() { Destination = destination, Type = "bind", Source = "/data", Options = ["bind"] };
        CriuOptions options = new() { ImagesDirFd = -1, LogFile = "", Root = "" };
        ExternalMounts.OfRestore(options, new RootfsContext
        {
            Spec = new Config.Spec { Mounts = [mount] },
            BundlePath = "/bundle",
            RootfsPath = rootfs,
        });
        return options;
    }

    [Fact]
    public void A_mount_is_told_by_where_it_lies_with_its_source()
    {
        Directory.CreateDirectory(Path.Combine(rootfs, "real"));
        Directory.CreateSymbolicLink(Path.Combine(rootfs, "link"), "/real");
        Assert.Equal([("/real", "/data")], Restore("/link").ExtMnt);
    }

    /// <summary>criu joins key and value to mnt[KEY]:VALUE: a container could choose what is mounted.</summary>
    [Theory]
    [InlineData("/link")]
    [InlineData("/x]:")]
    public void A_place_with_criu_s_own_separator_is_refused(string destination)
    {
        Directory.CreateDirectory(Path.Combine(rootfs, "x]:", "etc"));
        Directory.CreateSymbolicLink(Path.Combine(rootfs, "link"), "/x]:/etc");
        Assert.Contains("`]:`", Assert.Throws<OcirunException>(() => Restore(destination)).Message, StringComparison.Ordinal);
    }
}
