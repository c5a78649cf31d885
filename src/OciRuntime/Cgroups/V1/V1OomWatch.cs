using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Cgroups.V1;

/// <summary>memory.oom_control with an eventfd; cgroup-v1/memory.rst, OOM Control.</summary>
internal sealed class V1OomWatch : OomWatch
{
    private readonly OwnedFd signal;
    private readonly OwnedFd control;
    private readonly string path;

    /// <summary>Registers with the memory cgroup at <paramref name="path"/>.</summary>
    public V1OomWatch(string path)
    {
        this.path = path;
        signal = OwnedFd.From(eventfd2(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd", path);
        control = OwnedFd.From(
            CgroupFile.Open(path + "/memory.oom_control", O_RDONLY),
            "open",
            path + "/memory.oom_control"
        );
        string registration = $"{signal.Fd} {control.Fd}";
        int error = CgroupFile.TryWrite(path + "/cgroup.event_control", registration);
        if (error != 0) throw new LinuxException($"write `{registration}` to", path + "/cgroup.event_control", error);
    }

    /// <inheritdoc/>
    public override int Fd => signal.Fd;

    /// <inheritdoc/>
    public override ulong Take()
    {
        ulong count = Drain(signal.Fd);
        // The removal of the cgroup also signals once.
        return CgroupFile.Exists(path + "/cgroup.event_control") ? count : 0;
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        control.Dispose();
        signal.Dispose();
    }
}
