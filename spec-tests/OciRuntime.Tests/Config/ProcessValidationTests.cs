using System.Collections.Generic;
using System.Linq;
using OciRuntime.Config;

namespace OciRuntime.Tests.ConfigModel;

/// <summary>config.md: version, root, process, mounts, hooks, annotations; each rule by its pointer.</summary>
public class ProcessValidationTests
{
    private static string[] Pointers(Config.Spec spec) =>
        [.. SpecValidator.Validate(spec).Select(error => error.Pointer)];

    [Fact]
    public void The_least_config_and_the_template_are_valid()
    {
        Assert.Empty(SpecValidator.Validate(SpecSamples.Read(SpecSamples.Minimal)));
        Assert.Empty(SpecValidator.Validate(SpecSamples.Template));
        Assert.Empty(SpecValidator.Validate(SpecTemplate.Config((1000, 1000))));
    }

    [Fact]
    public void An_empty_config_has_three_mistakes() =>
        Assert.Equal(["/ociVersion", "/root", "/process"], Pointers(SpecSamples.Read("{}")));

    [Fact]
    public void An_empty_process_lacks_args_and_cwd()
    {
        Config.Spec spec = SpecSamples.Read("""{"ociVersion": "1.0.0", "root": {}, "process": {}}""");
        Assert.Equal(["/root/path", "/process/args", "/process/cwd"], Pointers(spec));
    }

    [Fact]
    public void All_mistakes_are_reported_at_once()
    {
        Config.Spec spec = SpecSamples.Read(
            """
            {"ociVersion": "2.0.0", "root": {"path": ""}, "hostname": "x",
             "process": {"args": [], "cwd": "tmp", "env": ["A"], "user": {"umask": 512}},
             "mounts": [{}], "hooks": {"poststop": [{"path": "a"}]}, "annotations": {"": "x"},
             "linux": {"namespaces": [{"type": "mnt"}], "rootfsPropagation": "loose"}}
            """);
        Assert.Equal(
            [
                "/ociVersion",
                "/root/path",
                "/process/args",
                "/process/env/0",
                "/process/cwd",
                "/process/user/umask",
                "/mounts/0/destination",
                "/hooks/poststop/0/path",
                "/annotations/",
                "/linux/namespaces/0/type",
                "/hostname",
                "/linux/rootfsPropagation",
            ],
            Pointers(spec));
    }

    [Theory]
    [InlineData("1.0.0")]
    [InlineData("1.3.0")]
    [InlineData("1.99.0")]
    [InlineData("1.0.2-dev")]
    [InlineData("1.0.0-rc5-dev")]
    [InlineData("1.2.0+dev")]
    [InlineData("1.0.0-alpha.1+build.007")]
    [InlineData("1.0.0-0a.-")]
    [InlineData("1.0.0+00")]
    public void A_spec_version_of_major_1_is_accepted(string version)
    {
        Config.Spec spec = SpecSamples.Template;
        spec.Version = version;
        Assert.Empty(SpecValidator.Validate(spec));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.0")]
    [InlineData("1.0.0.0")]
    [InlineData("v1.0.0")]
    [InlineData("01.0.0")]
    [InlineData("1.00.0")]
    [InlineData("1.0.0-")]
    [InlineData("1.0.0-01")]
    [InlineData("1.0.0-a..b")]
    [InlineData("1.0.0+")]
    [InlineData("1.0.0 ")]
    [InlineData("1..0")]
    [InlineData("+1.0.0")]
    [InlineData("1.0.x")]
    [InlineData("0.9.0")]
    [InlineData("2.0.0")]
    public void A_spec_version_of_another_major_is_refused(string version)
    {
        Config.Spec spec = SpecSamples.Template;
        spec.Version = version;
        Assert.Equal(["/ociVersion"], Pointers(spec));
    }

    [Theory]
    [InlineData("\"cwd\": \"tmp\"", "/process/cwd")]
    [InlineData("\"cwd\": \"/a\\u0000b\"", "/process/cwd")]
    [InlineData("\"args\": [\"a\", \"b\\u0000\"]", "/process/args/1")]
    [InlineData("\"env\": [\"A=1\", \"B\"]", "/process/env/1")]
    [InlineData("\"env\": [\"=1\"]", "/process/env/0")]
    [InlineData("\"env\": [\"A=\\u0000\"]", "/process/env/0")]
    [InlineData("\"apparmorProfile\": \"\\u0000\"", "/process/apparmorProfile")]
    [InlineData("\"selinuxLabel\": \"\\u0000\"", "/process/selinuxLabel")]
    [InlineData("\"user\": {\"umask\": 512}", "/process/user/umask")]
    [InlineData("\"user\": {\"uid\": 4294967295}", "/process/user/uid")]
    [InlineData("\"user\": {\"gid\": 4294967295}", "/process/user/gid")]
    [InlineData("\"user\": {\"additionalGids\": [1, 4294967295]}", "/process/user/additionalGids/1")]
    [InlineData(
        "\"terminal\": true, \"consoleSize\": {\"height\": 65536, \"width\": 1}",
        "/process/consoleSize/height"
    )]
    [InlineData("\"terminal\": true, \"consoleSize\": {\"height\": 1, \"width\": 65536}", "/process/consoleSize/width")]
    [InlineData("\"oomScoreAdj\": 1001", "/process/oomScoreAdj")]
    [InlineData("\"oomScoreAdj\": -1001", "/process/oomScoreAdj")]
    [InlineData("\"rlimits\": [{\"type\": \"RLIMIT_NOFILES\"}]", "/process/rlimits/0/type")]
    [InlineData("\"rlimits\": [{}]", "/process/rlimits/0/type")]
    [InlineData(
        "\"rlimits\": [{\"type\": \"RLIMIT_CPU\"}, {\"type\": \"RLIMIT_AS\"}, {\"type\": \"RLIMIT_CPU\"}]",
        "/process/rlimits/2/type"
    )]
    [InlineData("\"rlimits\": [{\"type\": \"RLIMIT_CPU\", \"soft\": 2, \"hard\": 1}]", "/process/rlimits/0/soft")]
    [InlineData("\"scheduler\": {}", "/process/scheduler/policy")]
    [InlineData("\"scheduler\": {\"policy\": \"SCHED_NEW\"}", "/process/scheduler/policy")]
    [InlineData("\"scheduler\": {\"policy\": \"SCHED_OTHER\", \"nice\": 20}", "/process/scheduler/nice")]
    [InlineData("\"scheduler\": {\"policy\": \"SCHED_OTHER\", \"nice\": -21}", "/process/scheduler/nice")]
    [InlineData("\"scheduler\": {\"policy\": \"SCHED_BATCH\", \"priority\": 1}", "/process/scheduler/priority")]
    [InlineData("\"scheduler\": {\"policy\": \"SCHED_FIFO\"}", "/process/scheduler/priority")]
    [InlineData("\"scheduler\": {\"policy\": \"SCHED_RR\", \"priority\": 100}", "/process/scheduler/priority")]
    [InlineData("\"scheduler\": {\"policy\": \"SCHED_IDLE\", \"runtime\": 1}", "/process/scheduler")]
    [InlineData(
        "\"scheduler\": {\"policy\": \"SCHED_DEADLINE\", \"runtime\": 1023, \"deadline\": 2000}",
        "/process/scheduler/runtime"
    )]
    [InlineData(
        "\"scheduler\": {\"policy\": \"SCHED_DEADLINE\", \"runtime\": 2000, \"deadline\": 1999}",
        "/process/scheduler/deadline"
    )]
    [InlineData(
        "\"scheduler\": {\"policy\": \"SCHED_DEADLINE\", \"runtime\": 2000, \"deadline\": 3000, \"period\": 2500}",
        "/process/scheduler/period"
    )]
    [InlineData(
        "\"scheduler\": {\"policy\": \"SCHED_OTHER\", \"flags\": [\"SCHED_FLAG_RECLAIM\", \"SCHED_FLAG_ALL\"]}",
        "/process/scheduler/flags/1"
    )]
    [InlineData("\"ioPriority\": {\"class\": \"IOPRIO_CLASS_NONE\", \"priority\": 1}", "/process/ioPriority/class")]
    [InlineData("\"ioPriority\": {\"class\": \"IOPRIO_CLASS_BE\", \"priority\": 8}", "/process/ioPriority/priority")]
    [InlineData("\"ioPriority\": {\"class\": \"IOPRIO_CLASS_BE\", \"priority\": -1}", "/process/ioPriority/priority")]
    [InlineData("\"execCPUAffinity\": {\"initial\": \"3-1\"}", "/process/execCPUAffinity/initial")]
    [InlineData("\"execCPUAffinity\": {\"final\": \"a\"}", "/process/execCPUAffinity/final")]
    [InlineData("\"execCPUAffinity\": {\"final\": \",\"}", "/process/execCPUAffinity/final")]
    [InlineData("\"execCPUAffinity\": {\"final\": \"65537\"}", "/process/execCPUAffinity/final")]
    public void A_mistake_in_the_process_is_found(string members, string pointer) =>
        Assert.Equal([pointer], Pointers(SpecSamples.WithProcess(members)));

    [Theory]
    [InlineData("\"env\": [\"A=\", \"A=1=2\", \"ä=ü\"], \"args\": [\"\"]")]
    [InlineData("\"user\": {\"uid\": 4294967294, \"gid\": 4294967294, \"umask\": 511, \"additionalGids\": [0]}")]
    [InlineData("\"terminal\": false, \"consoleSize\": {\"height\": 70000, \"width\": 70000}")]
    [InlineData("\"oomScoreAdj\": -1000")]
    [InlineData("\"capabilities\": {\"bounding\": [\"CAP_NEWER_THAN_THIS\"]}")]
    [InlineData(
        "\"rlimits\": [{\"type\": \"RLIMIT_CORE\", \"soft\": 18446744073709551615, \"hard\": 18446744073709551615}]"
    )]
    [InlineData(
        "\"scheduler\": {\"policy\": \"SCHED_RR\", \"priority\": 99, \"flags\": [\"SCHED_FLAG_RESET_ON_FORK\"]}"
    )]
    [InlineData("\"scheduler\": {\"policy\": \"SCHED_DEADLINE\", \"runtime\": 1024, \"deadline\": 1024}")]
    [InlineData("\"ioPriority\": {\"class\": \"IOPRIO_CLASS_IDLE\", \"priority\": 7}")]
    [InlineData("\"execCPUAffinity\": {\"initial\": \" 0-3, 7,\", \"final\": \"\"}")]
    public void The_limits_of_valid_values_in_process_are_accepted(string members) =>
        Assert.Empty(SpecValidator.Validate(SpecSamples.WithProcess(members)));

    [Fact]
    public void Every_resource_of_getrlimit_is_known()
    {
        string[] names =
        [
            "AS",
            "CORE",
            "CPU",
            "DATA",
            "FSIZE",
            "LOCKS",
            "MEMLOCK",
            "MSGQUEUE",
            "NICE",
            "NOFILE",
            "NPROC",
            "RSS",
            "RTPRIO",
            "RTTIME",
            "SIGPENDING",
            "STACK",
        ];
        Config.Spec spec = SpecSamples.Template;
        spec.Process!.Rlimits = [.. names.Select(name => new POSIXRlimit { Type = "RLIMIT_" + name })];
        Assert.Empty(SpecValidator.Validate(spec));
        Assert.All(names, name => Assert.NotEqual(-1, OciRuntime.ProcessAttributes.RlimitNames.Resource("RLIMIT_" + name)));
    }

    [Fact]
    public void Pointers_of_a_process_file_begin_at_its_root()
    {
        List<SpecError> errors = [];
        SpecValidator.Process(new OciRuntime.Config.Process { Cwd = "/" }, errors, "");
        Assert.Equal("/args", Assert.Single(errors).Pointer);
    }

    [Theory]
    [InlineData("""{"type": "tmpfs"}""", "/mounts/0/destination")]
    [InlineData("""{"destination": "/a\u0000"}""", "/mounts/0/destination")]
    [InlineData("""{"destination": "/a", "source": "\u0000"}""", "/mounts/0/source")]
    [InlineData("""{"destination": "/a", "type": "\u0000"}""", "/mounts/0/type")]
    [InlineData("""{"destination": "/a", "options": ["ro", "\u0000"]}""", "/mounts/0/options/1")]
    [InlineData(
        """{"destination": "/a", "uidMappings": [{"size": 0}], "gidMappings": [{"size": 1}]}""",
        "/mounts/0/uidMappings/0/size"
    )]
    [InlineData(
        """{"destination": "/a", "uidMappings": [{"size": 1}], "gidMappings": [{"size": 2}, {"containerID": 1, "hostID": 9, "size": 1}]}""",
        "/mounts/0/gidMappings/1"
    )]
    public void A_mistake_in_a_mount_is_found(string mount, string pointer)
    {
        Config.Spec spec = SpecSamples.Template;
        spec.Mounts = SpecSamples.Read("{\"mounts\": [" + mount + "]}").Mounts;
        Assert.Equal([pointer], Pointers(spec));
    }

    [Fact]
    public void A_relative_destination_is_taken_as_the_spec_says()
    {
        Config.Spec spec = SpecSamples.Template;
        spec.Mounts = [new Mount { Destination = "data", Type = "tmpfs" }];
        Assert.Empty(SpecValidator.Validate(spec));
    }

    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    [InlineData("startContainer")]
    [InlineData("poststart")]
    [InlineData("poststop")]
    public void Mistakes_in_hooks_are_found(string kind)
    {
        Config.Spec spec = SpecSamples.Template;
        spec.Hooks = SpecSamples
            .Read(
                "{\"hooks\": {\""
                    + kind
                    + "\": [{\"path\": \"/ok\", \"timeout\": 1, \"env\": [\"no equals sign\"]}, {}, {\"path\": "
                        + "\"rel\"}, "
                    + "{\"path\": \"/x\", \"timeout\": 0, \"args\": [\"\\u0000\"], \"env\": [\"\\u0000\"]}]}}"
            )
            .Hooks;
        string at = "/hooks/" + kind;
        Assert.Equal(
            [at + "/1/path", at + "/2/path", at + "/3/args/0", at + "/3/env/0", at + "/3/timeout"],
            Pointers(spec)
        );
    }
}
