using System;
using OciRuntime.Config;
using OciRuntime.Containers;
using OciRuntime.Diagnostics;
using OciRuntime.Launch.Parent;
using OciRuntime.Launch.Plan;
using OciRuntime.Native;

namespace OciRuntime.Tests.CommandLine;

/// <summary>Every kind of exception is told with its parts.</summary>
public class FailureReportTests
{
    [Fact]
    public void A_kernel_error_names_operation_object_and_errno()
    {
        Failure failure = FailureReport.From(new LinuxException("mount", "proc", Errno.EPERM));
        Assert.Equal("mount `proc`: operation not permitted (EPERM)", failure.Message);
        Assert.Equal(
            ("kernel", "mount", "proc", "EPERM"),
            (failure.Code, failure.Operation, failure.Object, failure.Errno)
        );
    }

    [Fact]
    public void Several_errors_of_a_config_are_one_sentence_each_with_its_place()
    {
        Failure failure = FailureReport.From(
            new SpecException([new("/process/cwd", "not absolute"), new("/root", "missing", "name a directory")])
        );
        Assert.Equal(
            "invalid config: not absolute [config: /process/cwd]; missing (name a directory) [config: /root]",
            failure.Message
        );
        Assert.Equal("config", failure.Code);
        Assert.Null(failure.Pointer);
    }

    [Fact]
    public void A_single_error_of_a_config_has_its_pointer_apart() =>
        Assert.Equal(
            "/process/cwd",
            FailureReport.From(new SpecException([new("/process/cwd", "not absolute")])).Pointer
        );

    [Fact]
    public void An_unknown_container_has_an_error_code_of_its_own() =>
        Assert.Equal("not-found", FailureReport.From(new ContainerException("x", FailureCodes.NotFound)).Code);

    [Fact]
    public void A_failed_launch_has_all_its_parts()
    {
        LaunchException error = new("x")
        {
            Errno = Errno.ENOENT,
            Operation = "mount",
            Target = "proc",
            Pointer = "/mounts/0",
        };
        Failure failure = FailureReport.From(error);
        Assert.Equal(("launch", "ENOENT"), (failure.Code, failure.Errno));
        Assert.Equal(("mount", "proc", "/mounts/0"), (failure.Operation, failure.Object, failure.Pointer));
    }

    [Theory]
    [InlineData("/mounts", 3, null, "/mounts/3")]
    [InlineData("/linux/maskedPaths", 0, null, "/linux/maskedPaths/0")]
    [InlineData("/mounts", 3, "source", "/mounts/3/source")]
    [InlineData("/process/cwd", -1, null, "/process/cwd")]
    [InlineData("/linux/sysctl", -1, "net.ipv4/a~b", "/linux/sysctl/net.ipv4~1a~0b")]
    [InlineData("", -1, null, "")]
    [InlineData(null, -1, null, "")]
    public void A_place_in_the_config_is_a_json_pointer(string? section, int index, string? member, string pointer) =>
        Assert.Equal(pointer, new ConfigPointer(section, index, member).ToString());

    [Fact]
    public void A_defect_of_the_runtime_is_reported_as_internal()
    {
        Failure failure = FailureReport.From(new InvalidOperationException("odd"));
        Assert.Equal("internal", failure.Code);
        Assert.Equal("internal error: InvalidOperationException: odd", failure.Message);
    }

    [Fact]
    public void The_exit_code_of_a_failure_is_the_exceptions_or_1()
    {
        Assert.Equal(3, FailureReport.ExitCode(new OcirunException("x", FailureCodes.Usage) { ExitCode = 3 }));
        Assert.Equal(1, FailureReport.ExitCode(new LinuxException("x", "", Errno.EIO)));
    }
}
