using System;
using System.Text;
using OciRuntime.Checkpoint;
using OciRuntime.Diagnostics;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Containers;

/// <summary>
/// <c>ROOT/ID</c>: <c>state.json</c>, the config as it was at create, and the socket on which the created process
/// awaits start. The directory itself is the lock (flock(2)).
/// </summary>
internal sealed unsafe class StateDirectory : IDisposable
{
    /// <summary>The directory with the socket of sd_notify(3), for the container to mount.</summary>
    public const string NotifyDirectory = "notify";

    /// <summary>The name of the socket in <see cref="NotifyDirectory"/>.</summary>
    public const string NotifySocketName = "notify.sock";

    private const string Record = "state.json";
    private const string NewRecord = "state.json.new";
    private const string Config = "config.json";

    private readonly OwnedFd root;
    private readonly OwnedFd directory;
    private bool locked;
    private JsonText? json; // create writes the record twice, and annotations can make it large

    private StateDirectory(OwnedFd root, OwnedFd directory, string id) => (this.root, this.directory, Id) = (root, directory, id);

    /// <summary>The container's id.</summary>
    public string Id { get; }

    /// <summary>A descriptor of the directory.</summary>
    public int Fd => directory.Fd;

    /// <summary>Makes the directory of a new container, and takes its lock.</summary>
    public static StateDirectory Create(string rootPath, string id)
    {
        OwnedFd root = OpenRoot(rootPath, create: true) ?? throw new LinuxException("open", rootPath, Errno.ENOENT);
        if (Call.mkdirat(root.Fd, id, 0x1C0 /* 0700 */) == -1)
        {
            int error = errno;
            root.Dispose();
            if (error == Errno.EEXIST) throw new ContainerException($"container with given ID already exists: {id}", FailureCodes.Exists);
            throw new LinuxException("mkdir", $"{rootPath}/{id}", error);
        }
        StateDirectory made = new(root, OwnedFd.From(Call.openat(root.Fd, id, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), "open", id), id);
        // Nobody else can hold the lock for longer than it takes to see that there is no state yet.
        if (flock(made.Fd, LOCK_EX) == -1) LinuxException.Throw("flock", id);
        made.locked = true;
        return made;
    }

    /// <summary>Opens the directory of container <paramref name="id"/>, or returns null where there is none.</summary>
    public static StateDirectory? TryOpen(string rootPath, string id)
    {
        OwnedFd? root = OpenRoot(rootPath, create: false);
        if (root is null) return null;
        int fd = Call.openat(root.Fd, id, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd >= 0) return new StateDirectory(root, new OwnedFd(fd), id);
        int error = errno;
        root.Dispose();
        if (error is Errno.ENOENT or Errno.ENOTDIR or Errno.ELOOP) return null;
        throw new LinuxException("open", $"{rootPath}/{id}", error);
    }

    /// <summary>Opens the directory that holds all state directories.</summary>
    public static OwnedFd? OpenRoot(string path, bool create)
    {
        int fd = Call.openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd == -1 && errno == Errno.ENOENT && create)
        {
            MakeParents(path);
            fd = Call.openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        }
        if (fd >= 0) return new OwnedFd(fd);
        if (errno == Errno.ENOENT) return null;
        throw new LinuxException("open", path, errno);
    }

    private static void MakeParents(string path)
    {
        for (int slash = path.IndexOf('/', 1); ; slash = path.IndexOf('/', slash + 1))
        {
            string prefix = slash < 0 ? path : path[..slash];
            if (Call.mkdirat(AT_FDCWD, prefix, slash < 0 ? 0x1C0u /* 0700 */ : 0x1EDu /* 0755 */) == -1 && errno != Errno.EEXIST)
            {
                LinuxException.Throw("mkdir", prefix);
            }
            if (slash < 0) return;
        }
    }

    /// <summary>Takes the lock.</summary>
    /// <param name="patience">Milliseconds to wait for another verb that holds it.</param>
    /// <returns>False when another verb still holds it.</returns>
    public bool Lock(int patience)
    {
        for (int waited = 0; ; waited += 10)
        {
            locked = flock(directory.Fd, LOCK_EX | LOCK_NB) == 0;
            if (locked) return true;
            if (errno is not (Errno.EWOULDBLOCK or Errno.EINTR)) LinuxException.Throw("flock", Id);
            if (waited >= patience) return false;
            Call.Sleep(10);
        }
    }

    /// <summary>Gives the lock back.</summary>
    public void Unlock()
    {
        if (locked) flock(directory.Fd, LOCK_UN);
        locked = false;
    }

    /// <summary>Whether the record is still there: the last thing that create makes, and the first that delete removes.</summary>
    public bool HasRecord => Call.Exists(directory.Fd, Record);

    /// <summary>Whether the directory is still the one that its name leads to: delete may have won the lock before us.</summary>
    public bool StillThere()
    {
        using StateDirectory? now = Reopen();
        return now is not null && Call.SameFile(now.Fd, directory.Fd);
    }

    private StateDirectory? Reopen()
    {
        int fd = Call.openat(root.Fd, Id, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd == -1) return null;
        return new StateDirectory(new OwnedFd(-1), new OwnedFd(fd), Id);
    }

    /// <summary>Writes the first record, into an empty directory: before it nothing has been applied, so a torn one hides nothing.</summary>
    public void WriteFirst(ContainerRecord record) => Write(Record, RecordJson.Write(json ??= new JsonText(indent: 0), record));

    /// <summary>Replaces the record; a reader sees the old or the new one, never a torn one.</summary>
    public void Replace(ContainerRecord record)
    {
        Write(NewRecord, RecordJson.Write(json ??= new JsonText(indent: 0), record));
        if (Call.renameat(directory.Fd, NewRecord, directory.Fd, Record) == -1) LinuxException.Throw("rename", Record);
    }

    /// <summary>The record; null where create was killed before it wrote one.</summary>
    public ContainerRecord? Read()
    {
        byte[]? bytes = FileBytes.TryReadAll(directory.Fd, Record);
        return bytes is null || bytes.Length == 0 ? null : RecordJson.Read(bytes);
    }

    /// <summary>Keeps the config as create read it: later changes in the bundle must not reach the container (runtime.md, Lifecycle).</summary>
    public void SaveConfig(ReadOnlySpan<byte> config) => Write(Config, config);

    /// <summary>The config as create read it.</summary>
    public byte[] ReadConfig() => FileBytes.TryReadAll(directory.Fd, Config) ?? throw new LinuxException("open", $"{Id}/{Config}", Errno.ENOENT);

    private void Write(string name, ReadOnlySpan<byte> bytes)
    {
        using OwnedFd file = OwnedFd.From(Call.openat(directory.Fd, name, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0x180 /* 0600 */), "open", name);
        FileBytes.WriteAll(file.Fd, name, bytes);
    }

    /// <summary>Removes the directory with all in it.</summary>
    public void Remove()
    {
        Unlink(Record);
        Unlink(Config);
        if (Call.unlinkat(root.Fd, Id, AT_REMOVEDIR) == 0 || errno == Errno.ENOENT) return;
        byte[] names = FileBytes.ListNames(directory.Fd);
        int at = 0;
        while (at < names.Length)
        {
            int end = Array.IndexOf(names, (byte)0, at);
            string name = Encoding.UTF8.GetString(names, at, end - at);
            at = end + 1;
            if (name == NotifyDirectory) RemoveNotifyDirectory();
            else if (name == RestoredRoot.DirectoryName) Call.unlinkat(directory.Fd, name, AT_REMOVEDIR);
            else Unlink(name);
        }
        if (Call.unlinkat(root.Fd, Id, AT_REMOVEDIR) == -1 && errno != Errno.ENOENT) LinuxException.Throw("rmdir", Id);
    }

    private void RemoveNotifyDirectory()
    {
        Unlink($"{NotifyDirectory}/{NotifySocketName}");
        if (Call.unlinkat(directory.Fd, NotifyDirectory, AT_REMOVEDIR) == -1) LinuxException.Throw("rmdir", NotifyDirectory);
    }

    private void Unlink(string name)
    {
        if (Call.unlinkat(directory.Fd, name, 0) == -1 && errno != Errno.ENOENT) LinuxException.Throw("unlink", $"{Id}/{name}");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Closing is not enough: the container's process inherited the descriptor and with it the lock, flock(2).
        if (directory.Fd >= 0) Unlock();
        directory.Dispose();
        root.Dispose();
    }
}
