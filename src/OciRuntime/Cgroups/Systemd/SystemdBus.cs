using System;
using System.Collections.Generic;
using OciRuntime.Native;

namespace OciRuntime.Cgroups.Systemd;

/// <summary>The calls of systemd's manager that containers need; org.freedesktop.systemd1(5), Manager Object.</summary>
internal sealed class SystemdBus : IDisposable
{
    private const string Destination = "org.freedesktop.systemd1",
        Path = "/org/freedesktop/systemd1",
        Manager = "org.freedesktop.systemd1.Manager";

    private const int JobPatience = 30_000; // ms, as runc

    private readonly DBusConnection connection;

    private SystemdBus(DBusConnection connection) => this.connection = connection;

    /// <summary>Connects to the system's systemd, or the user's.</summary>
    /// <exception cref="ServiceException">It cannot be reached.</exception>
    public static SystemdBus Open(bool user)
    {
        const string Private = "/run/systemd/private"; // systemd's own socket, for root
        string? given = Given(user);
        try
        {
            SystemdBus bus = new(DBusConnection.Open(given ?? Default(user)));
            bus.PostJoin();
            return bus;
        }
        catch (ServiceException) when (!user && given is null && LibC.geteuid() == 0 && CgroupFile.Exists(Private))
        {
            // A host without a bus. Where there is one it costs systemd less than a connection of our own.
            return new SystemdBus(DBusConnection.Open(Private));
        }
    }

    private static string? Given(bool user)
    {
        const string Prefix = "unix:path=";
        string? given = Environment.GetEnvironmentVariable(
            user ? "DBUS_SESSION_BUS_ADDRESS" : "DBUS_SYSTEM_BUS_ADDRESS"
        );
        return given is not null && given.StartsWith(Prefix, StringComparison.Ordinal)
            ? Uri.UnescapeDataString(given[Prefix.Length..].Split(',', ';')[0])
            : null;
    }

    private static string Default(bool user)
    {
        if (!user) return "/run/dbus/system_bus_socket";
        string? directory = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
        if (string.IsNullOrEmpty(directory))
            throw new ServiceException(
                "the user's systemd cannot be found: neither DBUS_SESSION_BUS_ADDRESS nor XDG_RUNTIME_DIR is set"
            );
        return directory + "/bus";
    }

    /// <summary>
    /// Both go with the first call that waits for an answer. Who started a job is told its end without a subscription.
    /// </summary>
    private void PostJoin()
    {
        const string Bus = "org.freedesktop.DBus", BusPath = "/org/freedesktop/DBus";
        connection.Post(Bus, BusPath, Bus, "Hello", "", []);
        const string Rule =
            "type='signal',sender='org.freedesktop.systemd1',"
            + "interface='org.freedesktop.systemd1.Manager',member='JobRemoved'";
        connection.Post(Bus, BusPath, Bus, "AddMatch", "s", new DBusBody().String(Rule).Bytes);
    }

    private DBusMessage Call(string member, string signature, DBusBody body) =>
        connection.Call(Destination, Path, Manager, member, signature, body.Bytes);

    /// <summary>Starts a transient unit and waits until it is there.</summary>
    /// <param name="unit">Its name.</param>
    /// <param name="properties">Its properties.</param>
    /// <param name="mayEnd">Whether a unit of that name has no process and so will end; without it none is awaited.
    /// </param>
    /// <exception cref="ServiceException">It did not come to be; it is then not left behind as failed.</exception>
    public void StartTransientUnit(string unit, List<UnitProperty> properties, Func<bool>? mayEnd = null)
    {
        DBusBody body = new DBusBody().String(unit).String("replace");
        Write(body, properties);
        body.Array(8, static _ => { });
        string job = StartJob(unit, body, mayEnd);
        string result = WaitForJob(job) ?? $"no end within {JobPatience / 1000} s";
        if (result == "done") return;
        ResetFailedUnit(unit);
        throw new ServiceException($"systemd did not start `{unit}`: {result}");
    }

    /// <summary>
    /// A unit of that name may be what a failed one has left, or one whose end systemd has not dealt with yet.
    /// </summary>
    private string StartJob(string unit, DBusBody body, Func<bool>? mayEnd)
    {
        const int Tries = 100, Pause = 10; // ms: a second in all
        for (int tried = 0; ; tried++)
        {
            try
            {
                return Call("StartTransientUnit", "ssa(sv)a(sa(sv))", body).ReadString();
            }
            catch (ServiceException error)
                when (error.Name.EndsWith(".UnitExists", StringComparison.Ordinal)
                    && (tried == 0 || (tried < Tries && mayEnd?.Invoke() == true)))
            {
                if (tried == 0) ResetFailedUnit(unit);
                else OciRuntime.Native.Call.Sleep(Pause);
            }
        }
    }

    /// <summary>Stops a unit where there is one, and waits for it.</summary>
    public void StopUnit(string unit)
    {
        try
        {
            string job = Call("StopUnit", "ss", new DBusBody().String(unit).String("replace")).ReadString();
            if (WaitForJob(job) is null)
                throw new ServiceException($"systemd did not stop `{unit}` within {JobPatience / 1000} s");
        }
        catch (ServiceException error) when (error.Name.EndsWith(".NoSuchUnit", StringComparison.Ordinal))
        {
            // A scope ends with its last process. One that failed would still be there: nothing is left to forget.
            return;
        }
        ResetFailedUnit(unit);
    }

    /// <summary>Lets systemd forget a unit that failed.</summary>
    public void ResetFailedUnit(string unit)
    {
        try
        {
            Call("ResetFailedUnit", "s", new DBusBody().String(unit));
        }
        catch (ServiceException error) when (error.Name.Length > 0)
        {
            // There is none, which is well.
        }
    }

    /// <summary>Changes properties until the unit ends.</summary>
    public void SetUnitProperties(string unit, List<UnitProperty> properties)
    {
        DBusBody body = new DBusBody().String(unit).Boolean(true);
        Write(body, properties);
        Call("SetUnitProperties", "sba(sv)", body);
    }

    /// <summary>Moves a process into a unit's cgroup: systemd may where its user may not.</summary>
    public void AttachProcess(string unit, string below, int pid) =>
        Call(
            "AttachProcessesToUnit",
            "ssau",
            new DBusBody().String(unit).String(below.Length == 0 ? "/" : below)
                .Array(4, array => array.UInt32((uint)pid))
        );

    /// <summary>A property of the manager that is a text: <c>ControlGroup</c>, <c>Version</c>.</summary>
    public string ManagerProperty(string name) =>
        connection
            .Call(
                Destination,
                Path,
                "org.freedesktop.DBus.Properties",
                "Get",
                "ss",
                new DBusBody().String(Manager).String(name).Bytes
            )
            .ReadVariantString();

    private static void Write(DBusBody body, List<UnitProperty> properties) => body.Array(8, array =>
    {
        foreach (UnitProperty property in properties)
        {
            array.Align(8).String(property.Name).Signature(property.Signature);
            property.Write(array);
        }
    });

    /// <summary>The result of a job: <c>done</c>, <c>failed</c>, <c>timeout</c> …; null when it does not end.</summary>
    private string? WaitForJob(string job)
    {
        long end = Environment.TickCount64 + JobPatience;
        while (connection.NextSignal(end) is { } signal)
        {
            // JobRemoved(u id, o job, s unit, s result)
            if (signal.Member != "JobRemoved" || !signal.Signature.StartsWith("uoss", StringComparison.Ordinal))
                continue;
            signal.UInt32();
            if (signal.ReadString() != job) continue;
            signal.ReadString();
            return signal.ReadString();
        }
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();
}
