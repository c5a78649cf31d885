using System;

namespace OciRuntime.Cgroups.Systemd;

/// <summary>A property of a unit; org.freedesktop.systemd1(5), systemd.resource-control(5).</summary>
/// <param name="Name">Its name on D-Bus.</param>
/// <param name="Signature">The type of its value.</param>
/// <param name="Write">Writes the value.</param>
internal sealed record UnitProperty(string Name, string Signature, Action<DBusBody> Write)
{
    /// <summary>A number of 64 bits.</summary>
    public static UnitProperty UInt64(string name, ulong value) => new(name, "t", body => body.UInt64(value));

    /// <summary>A truth value.</summary>
    public static UnitProperty Boolean(string name, bool value) => new(name, "b", body => body.Boolean(value));

    /// <summary>A text.</summary>
    public static UnitProperty String(string name, string value) => new(name, "s", body => body.String(value));

    /// <summary>Bytes.</summary>
    public static UnitProperty Bytes(string name, byte[] value) =>
        new(name, "ay", body => body.Array(1, array => array.Raw(value)));

    /// <summary>Process ids.</summary>
    public static UnitProperty Pids(params uint[] pids) => new("PIDs", "au", body => body.Array(4, array =>
    {
        foreach (uint pid in pids) array.UInt32(pid);
    }));

    /// <summary>Devices with the accesses to them.</summary>
    public static UnitProperty DeviceAllow((string Path, string Access)[] devices) =>
        new("DeviceAllow", "a(ss)", body => body.Array(8, array =>
    {
        foreach ((string path, string access) in devices) array.Align(8).String(path).String(access);
    }));
}
