namespace OciRuntime.Launch.Plan;

/// <summary>A place in config.json, kept in parts so that naming it costs nothing until an error prints it.</summary>
/// <param name="Section">The member's path: <c>mounts</c>, <c>linux.maskedPaths</c>; null where no member is to blame.</param>
/// <param name="Index">The array index, or -1.</param>
/// <param name="Member">A member below the index, or null.</param>
internal readonly record struct ConfigPointer(string? Section, int Index = -1, string? Member = null)
{
    /// <summary>As error texts show it: <c>mounts[3].source</c>.</summary>
    public override string ToString() => (Section, Index, Member) switch
    {
        (null, _, _) => "",
        (_, < 0, null) => Section,
        (_, < 0, _) => $"{Section}.{Member}",
        (_, _, null) => $"{Section}[{Index}]",
        _ => $"{Section}[{Index}].{Member}",
    };

    /// <summary>As programs read it, RFC 6901: <c>/mounts/3/source</c>; null where no member is to blame.</summary>
    public string? ToJsonPointer()
    {
        if (Section is null) return null;
        string pointer = "/" + Section.Replace('.', '/');
        if (Index >= 0) pointer += $"/{Index}";
        return Member is null ? pointer : pointer + "/" + Member.Replace('.', '/');
    }
}
