using System;
using System.Collections.Generic;
namespace OciRuntime.Containers;

/// <summary>
/// What <c>state</c> prints and <c>list</c> shows: the spec's state (runtime.md, State) with runc's additions.
/// </summary>
internal sealed class ContainerStatus
{
    /// <summary>The spec version of the container's config.</summary>
    public required string OciVersion { get; init; }

    /// <summary>The id.</summary>
    public required string Id { get; init; }

    /// <summary>The init process; 0 when it has ended.</summary>
    public required int Pid { get; init; }

    /// <summary>creating, created, running, paused or stopped.</summary>
    public required string Status { get; init; }

    /// <summary>The bundle's absolute path.</summary>
    public required string Bundle { get; init; }

    /// <summary>The rootfs's absolute path.</summary>
    public required string Rootfs { get; init; }

    /// <summary>When create was called.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The config's annotations.</summary>
    public Dictionary<string, string>? Annotations { get; init; }

    /// <summary>The name of the user that called create, or <c>#uid</c>.</summary>
    public required string Owner { get; init; }
}
