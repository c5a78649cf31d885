namespace OciRuntime.Native;

/// <summary>
/// A service of the system, outside the kernel, did not do what was asked; systemd, or the bus to it.
/// </summary>
/// <param name="sentence">The sentence: lower case, objects in backticks.</param>
/// <param name="name">The name of the error on D-Bus, or empty: <c>org.freedesktop.systemd1.UnitExists</c>.</param>
public sealed class ServiceException(string sentence, string name = "")
    : OcirunException(sentence, FailureCodes.Service)
{
    /// <summary>The name of the error on D-Bus, or empty.</summary>
    public string Name { get; } = name;
}
