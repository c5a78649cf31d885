using System;
using OciRuntime.Containers;
using OciRuntime.Namespaces;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Checkpoint;

/// <summary>The directories of a checkpoint: its images, and criu's log.</summary>
internal sealed class CheckpointDirectories : IDisposable
{
    private readonly OwnedFd work;
    private readonly OwnedFd files;
    private OwnedFd images;
    private readonly CheckpointOptions options;
    private readonly string log;

    /// <summary>Opens them, and makes those that a checkpoint writes to.</summary>
    /// <param name="options">The verb's.</param>
    /// <param name="log">The log's name.</param>
    /// <param name="make">The images are written, not read.</param>
    public CheckpointDirectories(CheckpointOptions options, string log, bool make)
    {
        (this.options, this.log) = (options, log);
        files = images = Open(options.ImagePath, make);
        work = options.WorkPath is { } path ? Open(path, make: true) : files;
    }

    /// <summary>The directory of the images.</summary>
    public int Images => images.Fd;

    /// <summary>The directory of the log.</summary>
    public int Work => work.Fd;

    /// <summary>Gives criu images that it can read in the container's new user namespace, where there is one.</summary>
    public void ShowIn(RestoredRoot root, Config.Spec spec, RuntimeOptions runtime)
    {
        // With --auto-dedup criu writes to them.
        if (!NamespacesCompiler.HasNew(spec, "user") || options.AutoDedup) return;
        if (root.ShowImages(files.Fd) is { } shown)
        {
            images = shown;
            return;
        }
        int error = errno;
        runtime.Log.Warning(
            $"the images cannot be opened to the container's user namespace, overlay on `{options.ImagePath}`: "
            + $"{Errno.Describe(error)} ({Errno.Name(error)})"
        );
    }

    /// <summary>Asks <paramref name="criu"/>; a failure says what criu's log says of it.</summary>
    public CriuResponse Ask(Criu criu, CriuRequest type, CriuOptions what, ICriuEvents? events)
    {
        try
        {
            return criu.Ask(type, what.Write(), events);
        }
        catch (CriuException failed)
        {
            string said = CriuLog.FirstError(work.Fd, log);
            string place = $"{options.WorkPath ?? options.ImagePath}/{log}";
            bool known = said.Length == 0 || failed.Message.Contains(said, StringComparison.Ordinal);
            failed.Hint = $"{(known ? "" : said + "; ")}log file `{place}`";
            throw;
        }
    }

    private static OwnedFd Open(string path, bool make)
    {
        const uint Mode = 0x1C0; // 0700: memory is in it
        if (make) DirectoryTree.Make(path, Mode, parentMode: Mode);
        return OwnedFd.From(Call.openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), "open", path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        images.Dispose();
        files.Dispose();
        work.Dispose();
    }
}
