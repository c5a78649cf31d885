namespace OciRuntime.Launch.Child;

/// <summary>
/// A filesystem of the kernel's that the plan mounts at a place where it is looked for later. Paths in it are resolved from
/// its own root: in a rootfs that somebody shares, the place's name may lead elsewhere by then.
/// </summary>
internal struct KernelView
{
    /// <summary>It has been mounted, and nothing over it since.</summary>
    public bool Mounted;

    /// <summary>An O_PATH descriptor of its root, opened with the first path in it; -1 before.</summary>
    public int Root;
}
