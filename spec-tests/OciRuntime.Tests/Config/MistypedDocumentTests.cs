using System.Text;
using OciRuntime.Config;

namespace OciRuntime.Tests.ConfigModel;

/// <summary>A value of the wrong type hides no other mistake, and is the cause of none.</summary>
public class MistypedDocumentTests
{
    private const string Namespaces = """[{"type": "mount"}, {"type": "uts"}, {"type": "pid"}]""";

    private static string[] Mistakes(string json) =>
        Assert.Throws<SpecException>(
            () => SpecReader.Parse(Encoding.UTF8.GetBytes(json), SpecValidator.Validate)).Errors
            .ConvertAll(error => $"{error.Pointer} {error.Code}").ToArray();

    [Fact]
    public void Mistakes_of_type_and_of_meaning_are_told_together() =>
        Assert.Equal(
            ["/process/args/0 type", "/process/terminal type", "/process/cwd value", "/mounts/0/destination required"],
            Mistakes(
                """
                {"ociVersion": "1.2.0", "root": {"path": "rootfs"},
                 "process": {"args": [7, "a"], "terminal": {"x": [1, {}]}, "cwd": "tmp"}, "mounts": [{"type": "tmpfs"}]}
                """));

    [Theory]
    [InlineData("""{"process": [], "root": "x", "ociVersion": 1}""", "/process type", "/root type", "/ociVersion type")]
    [InlineData(
        """
        {"ociVersion": "1.2.0", "root": {"path": "r"}, "process": {"args": "sh", "cwd": "/"}}
        """,
        "/process/args type")]
    public void What_is_of_the_wrong_type_is_not_missing_as_well(string json, params string[] mistakes) =>
        Assert.Equal(mistakes, Mistakes(json));

    [Theory]
    [InlineData("""{"linux": []}""", "/linux type")]
    [InlineData("""{"linux": {"namespaces": {}}}""", "/linux/namespaces type")]
    [InlineData("""{"linux": {"namespaces": [{"type": 7}, {"type": "mount"}]}}""", "/linux/namespaces/0/type type")]
    public void A_namespace_that_cannot_be_read_is_not_said_to_be_missing(string rest, string mistake) =>
        Assert.Equal(
            [mistake],
            Mistakes(
                """{"hostname": "h", "ociVersion": "1.2.0", "root": {"path": "r"}, """
                + """ "process": {"args": ["sh"], "cwd": "/"}, """ + rest[1..]));

    [Theory]
    [InlineData("""{"limit": "5", "swap": 4}""")]
    [InlineData("""{"limit": 5, "swap": "4"}""")]
    public void A_number_that_cannot_be_read_contradicts_no_other(string memory)
    {
        string mistake = Assert.Single(Mistakes(
            """{"ociVersion": "1.2.0", "root": {"path": "r"}, "process": {"args": ["sh"], "cwd": "/"}, """
            + """ "linux": {"resources": {"memory": """ + memory + "}}}"));
        Assert.EndsWith(" type", mistake);
    }

    [Fact]
    public void An_id_map_that_cannot_be_read_overlaps_no_other() =>
        Assert.Equal(
            ["/linux/uidMappings/0/containerID type", "/hostname conflict"],
            Mistakes(
                """
                {"ociVersion": "1.2.0", "hostname": "h", "root": {"path": "r"}, "process": {"args": ["sh"], "cwd": "/"},
                 "linux": {"namespaces": [{"type": "user"}, {"type": "mount"}],
                   "gidMappings": [{"containerID": 0, "hostID": 100, "size": 5}],
                   "uidMappings": [{"containerID": "0", "hostID": 100, "size": 5},
                                   {"containerID": 3, "hostID": 200, "size": 5}]}}
                """));

    [Theory]
    [InlineData("""{"ociVersion": 7, "process": {"cwd": }""", "/process/cwd syntax", "/ociVersion type")]
    [InlineData("[]", " type")]
    public void What_is_not_JSON_is_told_with_the_types_before_it(string json, params string[] mistakes)
    {
        string[] found = Mistakes(json);
        System.Array.Sort(found, System.StringComparer.Ordinal);
        System.Array.Sort(mistakes, System.StringComparer.Ordinal);
        Assert.Equal(mistakes, found);
    }

    [Fact]
    public void A_name_that_is_no_text_hides_nothing()
    {
        byte[] json = Encoding.Latin1.GetBytes(
            """{"ociVersion": "2.0.0", "root": {"path": "r"}, "annotations": {"""
            + "\"\u00ff\": \"x\"}, "
            + """ "process": {"args": ["sh"], "cwd": "/"}, "linux": {"namespaces": """ + Namespaces + "}}");
        SpecException error = Assert.Throws<SpecException>(() => SpecReader.Parse(json, SpecValidator.Validate));
        Assert.Equal(2, error.Errors.Count);
        Assert.Equal(("/ociVersion", "unsupported"), (error.Errors[1].Pointer, error.Errors[1].Code));
    }
}
