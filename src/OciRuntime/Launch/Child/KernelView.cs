namespace OciRuntime.Launch.Child;

/// <summary>
/// A filesystem that the plan mounts at a place where it is looked for later. Paths in it are resolved from
/// its own root: in a rootfs that somebody shares, the place's name may lead elsewhere by then.
/// </summary>
internal struct KernelView
{
    /// <summary>It has been mounted, and nothing over it since.</summary>
    public bool Mounted;

    /// <summary>A descriptor of the mount, which is its root.</summary>
    public int Root;
}
