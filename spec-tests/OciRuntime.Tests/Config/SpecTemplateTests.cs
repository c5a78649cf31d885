using System;
using System.Linq;
using System.Text;
using OciRuntime.Config;

namespace OciRuntime.Tests.ConfigModel;

/// <summary>What <c>spec</c> writes.</summary>
public class SpecTemplateTests
{
    private static readonly string Text = Encoding.UTF8.GetString(SpecTemplate.Default(null));

    [Fact]
    public void The_template_has_the_layout_of_runcs()
    {
        Assert.StartsWith(
            "{\n\t\"ociVersion\": \"1.3.0\",\n\t\"process\": {\n\t\t\"terminal\": true,\n\t\t\"user\": "
            + "{\n\t\t\t\"uid\": 0,\n\t\t\t\"gid\": 0\n\t\t},\n"
            + "\t\t\"args\": [\n\t\t\t\"sh\"\n\t\t],\n\t\t\"env\": [\n",
            Text);
        Assert.EndsWith("\t\t\t\"/proc/sysrq-trigger\"\n\t\t]\n\t}\n}", Text);
        Assert.Contains(
            "\t\"root\": {\n\t\t\"path\": \"rootfs\",\n\t\t\"readonly\": true\n\t},\n\t\"hostname\": "
            + "\"ocirun\",\n\t\"mounts\": [\n",
            Text
        );
        Assert.Contains("\t\t\t\t{\n\t\t\t\t\t\"allow\": false,\n\t\t\t\t\t\"access\": \"rwm\"\n\t\t\t\t}\n", Text);
    }

    [Fact]
    public void Members_of_the_template_come_in_the_order_of_the_specs_types()
    {
        string[] order =
        [
            "ociVersion",
            "process",
            "terminal",
            "user",
            "args",
            "env",
            "cwd",
            "capabilities",
            "bounding",
            "effective",
            "permitted",
            "rlimits",
            "noNewPrivileges",
            "root",
            "hostname",
            "mounts",
            "linux",
            "resources",
            "namespaces",
            "maskedPaths",
            "readonlyPaths",
        ];
        int[] places = [.. order.Select(name => Text.IndexOf($"\"{name}\": ", StringComparison.Ordinal))];
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }

    [Fact]
    public void Absent_members_are_not_written()
    {
        foreach (
            string absent in new[]
            {
                "null",
                "inheritable",
                "ambient",
                "hooks",
                "annotations",
                "seccomp",
                "uidMappings",
            }
        )
            Assert.DoesNotContain($"\"{absent}\"", Text);
        Assert.DoesNotContain(": null", Text);
    }

    [Fact]
    public void The_template_is_read_back_as_it_was_written() =>
        Assert.Equal(
            Text,
            Encoding.UTF8.GetString(
                SpecWriter.Indented(SpecReader.Parse(SpecTemplate.Default(null)), SpecJson.Default.Spec)
            )
        );

    [Fact]
    public void The_rootless_template_maps_the_user_and_needs_no_privilege()
    {
        Config.Spec spec = SpecReader.Parse(SpecTemplate.Default((1000, 100)));
        LinuxIDMapping user = Assert.Single(spec.Linux!.UIDMappings!), group = Assert.Single(spec.Linux.GIDMappings!);
        Assert.Equal((0u, 1000u, 1u), (user.ContainerID, user.HostID, user.Size));
        Assert.Equal((0u, 100u, 1u), (group.ContainerID, group.HostID, group.Size));
        Assert.Null(spec.Linux.Resources);
        Assert.Contains(spec.Linux.Namespaces!, one => one.Type == "user");
        Assert.DoesNotContain(spec.Linux.Namespaces!, one => one.Type == "network");
        Mount sys = Assert.Single(spec.Mounts!, mount => mount.Destination == "/sys");
        Assert.Equal(("none", "/sys"), (sys.Type, sys.Source));
        Assert.Contains("rbind", sys.Options!);
        Assert.DoesNotContain(spec.Mounts!.SelectMany(mount => mount.Options ?? []), option =>
            option.StartsWith("gid=", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void Text_of_the_template_is_escaped_no_more_than_JSON_demands()
    {
        byte[] json = SpecWriter.Indented(
            new Config.Spec { Hostname = "<ü&日'+>", Domainname = "\"\\\n" },
            SpecJson.Default.Spec
        );
        Assert.Equal(
            "{\n\t\"hostname\": \"<ü&日'+>\",\n\t\"domainname\": \"\\\"\\\\\\n\"\n}",
            Encoding.UTF8.GetString(json)
        );
    }
}
