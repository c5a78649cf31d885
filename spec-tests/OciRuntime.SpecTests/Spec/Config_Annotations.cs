using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Spec;

/// <summary>config.md, "Annotations", and those of crun(1), "Extensions to OCI".</summary>
public sealed class Config_Annotations
{
    [RuncDiffersFact("runc knows no run.oci annotations")]
    public void An_annotation_for_the_runtime_that_it_does_not_know_is_one_warning()
    {
        using var container = new Container("true");
        container.Config["annotations"] = new JsonObject
        {
            ["run.oci.handler"] = "krun",
            ["org.example"] = "x",
            ["run.oci.keep_original_groups"] = "0",
        };
        Command created = container.Create().Succeeded();
        Assert.Single(created.Error.Split("warning")[1..]);
        Assert.Contains(
            "`run.oci.handler` is not an annotation that ocirun knows",
            created.Error,
            System.StringComparison.Ordinal
        );
        Assert.DoesNotContain("run.oci", container.Start().Succeeded().Error, System.StringComparison.Ordinal);
    }

    [RuncDiffersFact("runc knows no run.oci annotations")]
    public void A_mount_context_type_that_does_not_exist_is_an_error()
    {
        using var container = new Container("true");
        container.Config["annotations"] = new JsonObject { ["run.oci.mount_context_type"] = "kontext" };
        container.Run().Failed("`kontext` is not a kind of SELinux context");
    }

    [RuncDiffersTheory("it does not know the annotation")]
    [InlineData("1", false)]
    [InlineData("0", true)]
    public void An_annotation_refuses_system_calls_that_nobody_knows(string value, bool runs)
    {
        using var container = new Container("true");
        container.Linux["seccomp"] = JsonNode.Parse(
            "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[{\"names\":[\"getcwd\",\"no_such_call\"],"
            + "\"action\":\"SCMP_ACT_ERRNO\"}]}");
        container.Config["annotations"] = new JsonObject { ["run.oci.seccomp_fail_unknown_syscall"] = value };
        Command run = container.Run();
        if (runs) run.Succeeded();
        else run.Failed("`no_such_call` is not a system call").Failed("/linux/seccomp/syscalls/0/names/1");
    }
}
