namespace OciRuntime.Rootfs.Operations;

/// <summary>Where the container's root is attached.</summary>
internal enum RootfsPlace
{
    /// <summary>Over its own path.</summary>
    OwnPath,

    /// <summary>Over <c>/</c>, which a new mount namespace allows and which needs no path at all.</summary>
    HostRoot,

    /// <summary>Nowhere: there is no mount namespace to attach anything in.</summary>
    NotAttached,
}
