using System;
using OciRuntime.Cgroups;
using OciRuntime.Cgroups.Systemd;
using OciRuntime.Cgroups.V1;
using OciRuntime.Native;

namespace OciRuntime.Tests.Cgroups;

/// <summary>The conversation with systemd, with one that behaves and with one that does not.</summary>
[Collection("environment")]
public sealed class SystemdBusTests : IDisposable
{
    private const string Variable = "DBUS_SYSTEM_BUS_ADDRESS";

    private readonly FakeSystemd _systemd = new();

    public SystemdBusTests() => Environment.SetEnvironmentVariable(Variable, "unix:path=" + _systemd.Path);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        _systemd.Dispose();
    }

    [Fact]
    public void A_scope_is_started_and_its_job_awaited()
    {
        using SystemdBus bus = SystemdBus.Open(user: false);
        bus.StartTransientUnit("a-b.scope", UnitProperties.OfScope("system.slice", "b", 1));
        Assert.Equal("StartTransientUnit a-b.scope", _systemd.Calls[^1]);
        Assert.Equal(
            [
                "Hello",
                "AddMatch type='signal',sender='org.freedesktop.systemd1',interface='org.freedesktop.systemd1.Manager',member='JobRemoved'",
            ],
            _systemd.Calls[..2]
        );
    }

    [Fact]
    public void The_bus_is_joined_and_a_scope_started_without_waiting_in_between()
    {
        const int Calls = 3;
        // None is answered before all are there: who waits for an answer would wait for ever.
        _systemd.HoldUntil = Calls;
        using SystemdBus bus = SystemdBus.Open(user: false);
        bus.StartTransientUnit("a.scope", []);
        Assert.Equal(Calls, _systemd.Calls.Count);
        bus.StopUnit("a.scope");
        Assert.Equal(["StopUnit a.scope", "ResetFailedUnit a.scope"], _systemd.Calls[Calls..]);
        Assert.Equal(1, _systemd.Connections);
    }

    [Fact]
    public void A_bus_that_refuses_hello_is_an_error_of_the_first_call()
    {
        _systemd.Errors["AddMatch"] = "org.freedesktop.DBus.Error.AccessDenied";
        using SystemdBus bus = SystemdBus.Open(user: false);
        ServiceException error = Assert.Throws<ServiceException>(() => bus.StartTransientUnit("a.scope", []));
        Assert.Equal(
            "systemd refused to take part in the bus: it was refused (org.freedesktop.DBus.Error.AccessDenied)",
            error.Message
        );
    }

    [RootFact]
    public void The_process_joins_the_v1_directories_that_systemd_makes()
    {
        using TestCgroup directory = new();
        using System.Diagnostics.Process process = directory.Sleep();
        try
        {
            CgroupRecord record = new()
            {
                Manager = "systemd",
                Unit = "a-b.scope",
                Paths = { [""] = directory.Path },
            };
            using SystemdManager manager = new(
                record,
                new V1Manager(record, mayLack: false, rootless: false),
                new NewScope(new UnitName("system.slice", "a-b.scope"), "b", [])
            );
            manager.AddProcess(process.Id);
            Assert.Equal([process.Id], manager.Pids());
        }
        finally
        {
            process.Kill();
            process.WaitForExit();
        }
    }

    [Fact]
    public void A_scope_that_failed_before_is_reset_and_tried_again()
    {
        _systemd.Errors["StartTransientUnit"] = "org.freedesktop.systemd1.UnitExists";
        using SystemdBus bus = SystemdBus.Open(user: false);
        bus.StartTransientUnit("a.scope", []);
        Assert.Equal(
            ["StartTransientUnit a.scope", "ResetFailedUnit a.scope", "StartTransientUnit a.scope"],
            _systemd.Calls[2..]
        );
    }

    [Fact]
    public void A_scope_that_is_about_to_end_is_waited_for()
    {
        _systemd.Refusals["StartTransientUnit"] = 3;
        _systemd.Errors["StartTransientUnit"] = "org.freedesktop.systemd1.UnitExists";
        using SystemdBus bus = SystemdBus.Open(user: false);
        bus.StartTransientUnit("a.scope", [], mayEnd: () => true);
        Assert.Equal(4, _systemd.Calls.FindAll(call => call == "StartTransientUnit a.scope").Count);
    }

    [Fact]
    public void A_scope_that_has_a_process_is_an_error_at_once()
    {
        _systemd.Refusals["StartTransientUnit"] = 3;
        _systemd.Errors["StartTransientUnit"] = "org.freedesktop.systemd1.UnitExists";
        using SystemdBus bus = SystemdBus.Open(user: false);
        Assert.Throws<ServiceException>(() => bus.StartTransientUnit("a.scope", [], mayEnd: () => false));
        Assert.Equal(2, _systemd.Calls.FindAll(call => call == "StartTransientUnit a.scope").Count);
    }

    [RootFact]
    public void The_end_of_a_scope_is_its_directory_s_end()
    {
        using TestCgroup directory = new();
        string scope = System.IO.Path.Combine(directory.Path, "a.scope"), other = scope + "2";
        System.IO.Directory.CreateDirectory(scope);
        System.IO.Directory.CreateDirectory(other);
        System.Threading.Thread systemd = new(() =>
        {
            System.Threading.Thread.Sleep(20);
            System.IO.Directory.Delete(other);
            System.Threading.Thread.Sleep(20);
            System.IO.Directory.Delete(scope);
        });
        systemd.Start();
        Assert.True(ScopeEnd.Await(scope));
        Assert.False(System.IO.Directory.Exists(scope));
        systemd.Join();
        Assert.True(ScopeEnd.Await(scope));
        Assert.False(ScopeEnd.Await(directory.Path));
    }

    [Fact]
    public void A_job_that_fails_is_an_error_and_leaves_no_failed_unit()
    {
        _systemd.JobResult = "failed";
        using SystemdBus bus = SystemdBus.Open(user: false);
        ServiceException error = Assert.Throws<ServiceException>(() => bus.StartTransientUnit("a.scope", []));
        Assert.Equal("systemd did not start `a.scope`: failed", error.Message);
        Assert.Equal("ResetFailedUnit a.scope", _systemd.Calls[^1]);
    }

    [Fact]
    public void A_refused_call_of_systemd_is_named_with_the_reason()
    {
        _systemd.Errors["SetUnitProperties"] = "org.freedesktop.DBus.Error.AccessDenied";
        using SystemdBus bus = SystemdBus.Open(user: false);
        ServiceException error = Assert.Throws<ServiceException>(() =>
            bus.SetUnitProperties("a.scope", [UnitProperty.UInt64("TasksMax", 5)])
        );
        Assert.Equal(
            "systemd refused `SetUnitProperties`: it was refused (org.freedesktop.DBus.Error.AccessDenied)",
            error.Message
        );
    }

    [Fact]
    public void A_scope_that_has_ended_is_asked_for_once_and_not_reset()
    {
        _systemd.Errors["StopUnit"] = "org.freedesktop.systemd1.NoSuchUnit";
        using (SystemdBus bus = SystemdBus.Open(user: false))
        {
            bus.StopUnit("a.scope");
        }
        Assert.Equal(["Hello", "AddMatch", "StopUnit"], _systemd.Calls.ConvertAll(call => call.Split(' ')[0]));
    }

    [Fact]
    public void A_property_of_the_manager_is_read()
    {
        using SystemdBus bus = SystemdBus.Open(user: false);
        Assert.Equal("/user.slice/user@1000.service", bus.ManagerProperty("ControlGroup"));
    }

    [Fact]
    public void A_missing_bus_socket_is_an_error()
    {
        Environment.SetEnvironmentVariable(Variable, "unix:path=/nowhere/bus");
        ServiceException error = Assert.Throws<ServiceException>(() => SystemdBus.Open(user: false));
        Assert.Equal("cannot connect to systemd at `/nowhere/bus`: no such file or directory (ENOENT)", error.Message);
    }

    [Fact]
    public void A_bus_that_closes_the_connection_is_an_error()
    {
        using SystemdBus bus = SystemdBus.Open(user: false);
        _systemd.Errors["Get"] = "x";
        Assert.Throws<ServiceException>(() => bus.ManagerProperty("Version"));
    }
}
