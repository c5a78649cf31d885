using System;
using OciRuntime.Diagnostics;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Containers;

/// <summary>
/// <c>ROOT/ID</c>: <c>state.json</c>, the config as it was at create, and the socket on which the created process waits
/// for start. The directory itself is the lock (flock(2)), and the identity of one create: only who holds its lock, and
/// finds it linked, changes anything in it or of the container (docs/adr/0015-state-directory.md).
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
    private const string NewConfig = "config.json.new";
    private const uint Mode = 0x180; // 0600
    private const int LockFlags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;

    /// <summary>How long a verb waits for another one, in ms: longer than any takes that runs no hooks.</summary>
    public const int BusyWait = 10_000;

    private readonly OwnedFd root;
    private readonly OwnedFd directory;
    private bool locked;
    private JsonText? json; // create writes the record twice, and annotations can make it large

    private StateDirectory(OwnedFd root, OwnedFd directory, string id) =>
        (this.root, this.directory, Id) = (root, directory, id);

    /// <summary>The container's id.</summary>
    public string Id { get; }

    /// <summary>A descriptor of the directory.</summary>
    public int Fd => directory.Fd;

    /// <summary>The record of a container, from the directory that holds all.</summary>
    public static string RecordPath(string id) => $"{id}/{Record}";

    /// <summary>Makes the directory of a new container, and takes its lock.</summary>
    /// <exception cref="ContainerException">There is a container of that id.</exception>
    public static StateDirectory Create(string rootPath, string id)
    {
        OwnedFd root = OpenRoot(rootPath, create: true) ?? throw new LinuxException("open", rootPath, Errno.ENOENT);
        int error = Make(root, id);
        if (error == Errno.EEXIST && RemoveShell(rootPath, id)) error = Make(root, id);
        if (error != 0)
        {
            root.Dispose();
            if (error == Errno.EEXIST) throw AlreadyExists(id);
            throw new LinuxException("mkdir", $"{rootPath}/{id}", error);
        }
        int fd = Call.openat(root.Fd, id, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        error = fd == -1 ? errno : 0;
        StateDirectory made = new(root, new OwnedFd(fd), id);
        try
        {
            // Until the lock is taken the directory is a shell like that of a killed create: anybody may have removed
            // it.
            if (fd != -1 && made.Lock(BusyWait) && made.IsLinked) return made;
            if (error is 0 or Errno.ENOENT) throw AlreadyExists(id);
            throw new LinuxException("open", $"{rootPath}/{id}", error);
        }
        catch (Exception failure)
        {
            // Only an empty one goes, and only this create's failure leaves one: another's is its own to use.
            if (failure is LinuxException) Call.unlinkat(root.Fd, id, AT_REMOVEDIR);
            made.Dispose();
            throw;
        }
    }

    private static ContainerException AlreadyExists(string id) =>
        new($"container with given ID already exists: {id}", FailureCodes.Exists);

    private static int Make(OwnedFd root, string id) => Call.mkdirat(root.Fd, id, 0x1C0 /* 0700 */) == 0 ? 0 : errno;

    /// <summary>
    /// Removes the directory of a create that was killed before it recorded anything, or of a delete that was killed at
    /// its end.
    /// </summary>
    private static bool RemoveShell(string rootPath, string id)
    {
        using StateDirectory? found = TryOpen(rootPath, id);
        if (found is null) return true;
        if (!found.Lock(0) || !found.IsLinked || found.Read(out string? damage) is not null || damage is not null)
            return false;
        found.Remove();
        return true;
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
            DirectoryTree.Make(path, mode: 0x1C0 /* 0700 */, parentMode: 0x1ED /* 0755 */);
            fd = Call.openat(AT_FDCWD, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        }
        if (fd >= 0) return new OwnedFd(fd);
        if (errno == Errno.ENOENT) return null;
        throw new LinuxException("open", path, errno);
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

    /// <summary>
    /// Takes the lock shared, for a verb that only reads; false if another verb works on the container.
    /// </summary>
    public bool TryLockShared() => locked = flock(directory.Fd, LOCK_SH | LOCK_NB) == 0;

    /// <summary>
    /// Locks the saved config for as long as this process runs hooks of the container. While they run it does not have
    /// the lock of the directory, and this one shows to others that it lives.
    /// </summary>
    /// <returns>The lock, held as long as the descriptor is open; null if another process has it.</returns>
    public OwnedFd? TryLockForHooks()
    {
        OwnedFd config = OwnedFd.From(
            Call.openat(directory.Fd, Config, LockFlags),
            "open",
            Config
        );
        if (flock(config.Fd, LOCK_EX | LOCK_NB) == 0)
            return config;
        int error = errno;
        config.Dispose();
        return error == Errno.EWOULDBLOCK ? null : throw new LinuxException("flock", Config, error);
    }

    /// <summary>Whether the process that called <see cref="TryLockForHooks"/> lives, and runs them.</summary>
    public bool RunsHooks()
    {
        int fd = Call.openat(directory.Fd, Config, LockFlags);
        if (fd == -1) return false;
        using OwnedFd config = new(fd);
        return flock(config.Fd, LOCK_SH | LOCK_NB) == -1 && errno == Errno.EWOULDBLOCK;
    }

    /// <summary>
    /// Whether there is a record: create makes it before it makes anything else of the container, delete removes it
    /// last.
    /// </summary>
    public bool HasRecord => Call.Exists(directory.Fd, Record);

    /// <summary>
    /// Whether the directory has not been removed; one that has does not come back, whatever its name leads to.
    /// </summary>
    public bool IsLinked
    {
        get
        {
            statx facts;
            // Safe: an empty, terminated path; the kernel fills the structure.
            fixed (byte* empty = "\0"u8)
            {
                if (Libc.statx(directory.Fd, empty, AT_EMPTY_PATH, STATX_NLINK, &facts) == -1)
                    LinuxException.Throw("statx", Id);
            }
            return facts.stx_nlink > 0;
        }
    }

    /// <summary>
    /// Writes the first record, before anything else of the container is made: a torn one hides nothing.
    /// </summary>
    public void WriteFirst(ContainerRecord record) =>
        Write(Record, RecordJson.Write(json ??= new JsonText(indent: 0), record));

    /// <summary>Replaces the record; a reader sees the old or the new one, never a torn one.</summary>
    public void Replace(ContainerRecord record)
    {
        Write(NewRecord, RecordJson.Write(json ??= new JsonText(indent: 0), record));
        if (Call.renameat(directory.Fd, NewRecord, directory.Fd, Record) == -1) LinuxException.Throw("rename", Record);
    }

    /// <summary>The record; null if there is none yet, or none any more.</summary>
    /// <param name="damage">What the record is that cannot be read: <c>is a FIFO</c>; else null.</param>
    public ContainerRecord? Read(out string? damage)
    {
        byte[]? bytes = RegularFile.TryRead(directory.Fd, Record, out damage);
        // Empty: create was killed between open(2) and write(2), and had made nothing else.
        if (bytes is null or { Length: 0 }) return null;
        ContainerRecord? record = RecordJson.Read(bytes);
        if (record is null) damage = "is damaged";
        return record;
    }

    /// <summary>
    /// Keeps the config as create read it: later changes in the bundle must not reach the container (runtime.md,
    /// Lifecycle).
    /// </summary>
    public void SaveConfig(ReadOnlySpan<byte> config) => Write(Config, config);

    /// <summary>Replaces it; a reader sees the old or the new one.</summary>
    public void ReplaceConfig(ReadOnlySpan<byte> config)
    {
        Write(NewConfig, config);
        if (Call.renameat(directory.Fd, NewConfig, directory.Fd, Config) == -1) LinuxException.Throw("rename", Config);
    }

    /// <summary>The config as create read it.</summary>
    /// <exception cref="ContainerException">It is no file any more.</exception>
    public byte[] ReadConfig()
    {
        byte[]? bytes = RegularFile.TryRead(directory.Fd, Config, out string? fault);
        if (fault is not null)
            throw new ContainerException($"the saved config of container {Id} cannot be read: {Config} {fault}");
        return bytes ?? throw new LinuxException("open", $"{Id}/{Config}", Errno.ENOENT);
    }

    private void Write(string name, ReadOnlySpan<byte> bytes)
    {
        string place = $"state of {Id}, {name}"; // the bundle also has a config.json
        const int Flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC;
        int fd = Call.openat(directory.Fd, name, Flags, Mode);
        // Left by a verb that was killed before it renamed it, or from outside: nothing is written to what is there.
        if (fd == -1 && errno == Errno.EEXIST)
        {
            DirectoryRemoval.Remove(directory.Fd, name, place);
            fd = Call.openat(directory.Fd, name, Flags, Mode);
        }
        using OwnedFd file = OwnedFd.From(fd, "open", place);
        FileBytes.WriteAll(file.Fd, place, bytes);
    }

    /// <summary>Removes the directory with all in it; what is mounted in it stays, and is an error.</summary>
    public void Remove()
    {
        // The record last: as long as the directory can be found, the container can.
        Call.unlinkat(directory.Fd, Config, 0);
        Call.unlinkat(directory.Fd, Record, 0);
        if (Call.unlinkat(root.Fd, Id, AT_REMOVEDIR) == 0 || errno == Errno.ENOENT) return;
        DirectoryRemoval.Empty(directory.Fd, Id);
        if (Call.unlinkat(root.Fd, Id, AT_REMOVEDIR) == -1 && errno != Errno.ENOENT) LinuxException.Throw("rmdir", Id);
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
