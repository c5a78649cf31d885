using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using OciRuntime.Config;

namespace OciRuntime.Tests.ConfigModel;

/// <summary>Reading: what is tolerated, what is refused, and that the place is named.</summary>
public class SpecReaderTests
{
    private static Config.Spec Read(string json) => SpecReader.Parse(Encoding.UTF8.GetBytes(json));

    private static SpecError Refusal(string json) => Refusal(Encoding.UTF8.GetBytes(json));

    private static SpecError Refusal(byte[] json) =>
        Assert.Single(Assert.Throws<SpecException>(() => SpecReader.Parse(json)).Errors);

    [Fact]
    public void Unknown_members_are_ignored_wherever_they_are()
    {
        Config.Spec spec = Read(
            """
            {
                "ociVersion": "1.9.0", "x-future": [null, {"a": [[[]]]}, 1.5e300],
                "windows": {"layerFolders": [null]}, "vm": {"hypervisor": 7}, "zos": [], "solaris": "no", "freebsd": {"jail": null},
                "process": {"cwd": "/", "new": {"cwd": "/else"}, "user": {"uid": 3, "name": ["x"]}},
                "linux": {"namespaces": [{"type": "pid", "since": 7}], "resources": {"memory": {"limit": 5, "zswap": {}}}}
            }
            """);
        Assert.Equal("/", spec.Process!.Cwd);
        Assert.Equal(3u, spec.Process.User!.UID);
        Assert.Equal("pid", Assert.Single(spec.Linux!.Namespaces!).Type);
        Assert.Equal(5, spec.Linux.Resources!.Memory!.Limit);
    }

    [Fact]
    public void The_last_of_two_equal_members_counts() =>
        Assert.Equal("b", Read("""{"hostname": "a", "hostname": "b"}""").Hostname);

    [Fact]
    public void Names_are_matched_exactly() => Assert.Null(Read("""{"Hostname": "a", "HOSTNAME": "b"}""").Hostname);

    [Fact]
    public void A_member_that_is_null_is_a_member_that_is_not_there()
    {
        Config.Spec spec = Read(
            """{"hostname": null, "mounts": null, "linux": {"resources": null, "sysctl": null}, "annotations": {}}"""
        );
        Assert.Null(spec.Hostname);
        Assert.Null(spec.Mounts);
        Assert.Null(spec.Linux!.Sysctl);
        Assert.Empty(spec.Annotations!);
    }

    [Fact]
    public void Absent_and_empty_lists_differ()
    {
        Assert.Null(Read("""{"linux": {"seccomp": {}}}""").Linux!.Seccomp!.Flags);
        Assert.Empty(Read("""{"linux": {"seccomp": {"flags": []}}}""").Linux!.Seccomp!.Flags!);
    }

    [Fact]
    public void The_whole_range_of_each_number_is_read()
    {
        Config.Spec spec = Read(
            """
            {"process": {"user": {"uid": 4294967295}, "rlimits": [{"type": "RLIMIT_AS", "hard": 18446744073709551615, "soft": 0}]},
             "linux": {"resources": {"memory": {"limit": -9223372036854775808, "swap": 9223372036854775807}}}}
            """);
        Assert.Equal(uint.MaxValue, spec.Process!.User!.UID);
        Assert.Equal(ulong.MaxValue, spec.Process.Rlimits![0].Hard);
        Assert.Equal(long.MinValue, spec.Linux!.Resources!.Memory!.Limit);
        Assert.Equal(long.MaxValue, spec.Linux.Resources.Memory.Swap);
    }

    [Theory]
    [InlineData(
        """{"process": {"user": {"uid": "0"}}}""",
        "/process/user/uid",
        "a string",
        "a whole number from 0 to 4294967295"
    )]
    [InlineData(
        """{"process": {"user": {"uid": 4294967296}}}""",
        "/process/user/uid",
        "`4294967296`",
        "a whole number from 0 to 4294967295"
    )]
    [InlineData(
        """{"process": {"user": {"gid": -1}}}""",
        "/process/user/gid",
        "`-1`",
        "a whole number from 0 to 4294967295"
    )]
    [InlineData(
        """{"process": {"user": {"gid": 1.5}}}""",
        "/process/user/gid",
        "`1.5`",
        "a whole number from 0 to 4294967295"
    )]
    [InlineData("""{"process": {"terminal": "yes"}}""", "/process/terminal", "a string", "true or false")]
    [InlineData("""{"process": {"terminal": null}}""", "/process/terminal", "`null`", "true or false")]
    [InlineData("""{"process": {"args": "sh"}}""", "/process/args", "a string", "an array")]
    [InlineData("""{"process": {"args": ["sh", 7]}}""", "/process/args/1", "`7`", "a string")]
    [InlineData("""{"process": {"args": {"0": "sh"}}}""", "/process/args", "an object", "an array")]
    [InlineData("""{"process": []}""", "/process", "an array", "an object")]
    [InlineData("""{"mounts": [{}, {"options": [true]}]}""", "/mounts/1/options/0", "`true`", "a string")]
    [InlineData("""{"annotations": {"a/b~c": 1}}""", "/annotations/a~1b~0c", "`1`", "a string")]
    [InlineData("""{"annotations": ["a"]}""", "/annotations", "an array", "an object")]
    [InlineData(
        """{"linux": {"resources": {"blockIO": {"weight": 65536}}}}""",
        "/linux/resources/blockIO/weight",
        "`65536`",
        "a whole number from 0 to 65535"
    )]
    [InlineData("""{"linux": {"netDevices": {"eth0": "x"}}}""", "/linux/netDevices/eth0", "a string", "an object")]
    [InlineData(
        """{"linux": {"timeOffsets": {"boottime": {"secs": 1e3}}}}""",
        "/linux/timeOffsets/boottime/secs",
        "`1e3`",
        "a whole number from -9223372036854775808 to 9223372036854775807"
    )]
    [InlineData("[]", "", "an array", "an object")]
    [InlineData("7", "", "`7`", "an object")]
    public void A_value_of_the_wrong_type_is_named_with_what_belongs_there(
        string json,
        string pointer,
        string found,
        string expected
    )
    {
        SpecError error = Refusal(json);
        Assert.Equal(pointer, error.Pointer);
        Assert.StartsWith($"{found} where {expected} belongs, at line 1, byte ", error.Message);
    }

    [Theory]
    [InlineData("", "", "the document is empty", null)]
    [InlineData(" \n ", "", "the document is empty", null)]
    [InlineData("null", "", "the document is null", null)]
    [InlineData("\uFEFF{}", "", "the document begins with a byte order mark", "save it as UTF-8 without one")]
    [InlineData(
        "{\n\t\"process\": {\n\t\t\"args\": [\"sh\",]\n",
        "/process/args/0",
        "is not JSON: unexpected `]` at line 3, byte 17",
        "JSON has no comma after the last one"
    )]
    [InlineData(
        """{"hostname": "a",}""",
        "/hostname",
        "is not JSON: unexpected `}` at line 1, byte 18",
        "JSON has no comma after the last one"
    )]
    [InlineData("{\n// why\n}", "", "is not JSON: unexpected `/` at line 2, byte 1", "JSON has no comments")]
    [InlineData("""{"hostname": a}""", "/hostname", "is not JSON: unexpected `a` at line 1, byte 14", null)]
    [InlineData("{'hostname': 1}", "", "is not JSON: unexpected `'` at line 1, byte 2", null)]
    [InlineData("""{"process": {"cwd": "/" """, "/process/cwd", "the JSON ends before it is complete, at line 1", null)]
    [InlineData("{\"hostname\": \"a\nb\"}", "/hostname", "is not JSON: unexpected byte 0x0a at line 1, byte 16", null)]
    [InlineData("{} {}", "", "is not JSON: unexpected `{` at line 1, byte 4", null)]
    [InlineData("{},", "", "is not JSON: unexpected `,` at line 1, byte 3", null)]
    [InlineData("{\"mounts\": [{},\n", "/mounts/0", "the JSON ends before it is complete, at line", null)]
    [InlineData("{\"hostname\": 00}", "/hostname", "is not JSON: unexpected `0` at line 1, byte 15", null)]
    public void What_is_not_JSON_is_named_with_its_place(string json, string pointer, string message, string? hint)
    {
        SpecError error = Refusal(json);
        Assert.Equal(pointer, error.Pointer);
        Assert.StartsWith(message, error.Message);
        Assert.Equal(hint, error.Hint);
    }

    [Fact]
    public void The_position_of_a_mistake_is_where_the_value_begins()
    {
        SpecError error = Refusal("{\n  \"process\": {\n    \"args\": \n      [\"ä\", 7]\n}}");
        Assert.Equal(
            new SpecError(
                "/process/args/1", "`7` where a string belongs, at line 4, byte 14", Code: SpecErrorCodes.Type),
            error);
    }

    [Theory]
    [InlineData("""{"process": {"args": ["sh", null]}}""", "/process/args/1", "a string")]
    [InlineData("""{"mounts": [ null ]}""", "/mounts/0", "an object")]
    [InlineData("""{"linux": {"sysctl": {"net.a": null}}}""", "/linux/sysctl/net.a", "a string")]
    [InlineData(
        """{"linux": {"rdma": 1, "resources": {"rdma": {"mlx": null}}}}""",
        "/linux/resources/rdma/mlx",
        "an object"
    )]
    [InlineData("""{"hooks": {"poststop": [{"path": "/a"},null]}}""", "/hooks/poststop/1", "an object")]
    public void Null_in_a_list_or_a_map_is_refused(string json, string pointer, string expected) =>
        Assert.Equal(
            (pointer, $"`null` where {expected} belongs"),
            (Refusal(json).Pointer, Refusal(json).Message.Split(", at line")[0])
        );

    [Fact]
    public void Every_null_in_a_list_is_reported()
    {
        byte[] json = """{"process": {"args": [null, "/dev/null", null]}}"""u8.ToArray();
        Assert.Equal(
            ["/process/args/0", "/process/args/2"],
            Assert.Throws<SpecException>(() => SpecReader.Parse(json)).Errors.Select(e => e.Pointer)
        );
    }

    [Theory]
    [InlineData("/hostname", new byte[] { 0xFF })]
    [InlineData("/hostname", new byte[] { 0xC0, 0xAF })]
    [InlineData("/hostname", new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData("/hostname", new byte[] { (byte)'\\', (byte)'u', (byte)'d', (byte)'8', (byte)'0', (byte)'0' })]
    public void Text_that_is_no_Unicode_is_refused(string pointer, byte[] text)
    {
        byte[] json = [.. "{\"hostname\": \""u8, .. text, .. "\"}"u8];
        SpecError error = Refusal(json);
        Assert.Equal(pointer, error.Pointer);
        Assert.StartsWith("is not valid Unicode text, at line 1", error.Message);
    }

    [Fact]
    public void A_key_that_is_no_Unicode_is_refused()
    {
        byte[] json = [.. "{\"annotations\": {\"a"u8, 0xFF, .. "\": \"\"}}"u8];
        Assert.StartsWith("is not valid Unicode text, at line 1", Refusal(json).Message);
    }

    [Fact]
    public void Escapes_in_strings_are_read() =>
        Assert.Equal(
            "a\"\\/\b\f\n\r\té\U0001F600\0",
            Read("""{"hostname": "a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00\u0000"}""").Hostname
        );

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public void An_unknown_member_may_be_nested_without_end(string open, string close)
    {
        string deep = Repeat(open, 100_000) + "1" + Repeat(close, 100_000);
        Config.Spec spec = Read(
            "{\"x\": D, \"linux\": {\"resources\": {\"x\": D, \"pids\": {\"limit\": 7, \"x\": D}}}}".Replace(
                "D",
                deep,
                StringComparison.Ordinal
            )
        );
        Assert.Equal(7, spec.Linux!.Resources!.Pids!.Limit);
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("{\"a\":", "}")]
    public void A_mistake_after_deep_nesting_is_named(string open, string close)
    {
        string deep = Repeat(open, 100_000) + "1" + Repeat(close, 100_000);
        Assert.Equal("/hostname", Refusal($$"""{"x": {{deep}}, "hostname": 7}""").Pointer);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("{\"a\":")]
    public void What_is_not_JSON_in_deep_nesting_is_named_with_a_short_pointer(string open)
    {
        SpecError error = Refusal("{\"x\": " + Repeat(open, 100_000) + "?");
        Assert.StartsWith("is not JSON: unexpected `?` at line 1, byte ", error.Message);
        Assert.StartsWith("/x/", error.Pointer);
        Assert.True(error.Pointer.Length < 200, error.Pointer);
    }

    [Fact]
    public void All_values_of_the_wrong_type_are_named()
    {
        const string json = """
            {"ociVersion": 1, "process": {"args": "sh", "user": {"uid": -1}, "rlimits": [{}, 7, null], "terminal": null}, "mounts": {},
             "linux": {"sysctl": {"a/b": 1, "c": null}, "resources": {"pids": [], "blockIO": {"weight": 70000}}}, "x": [null, 7]
            """;
        string[] pointers =
        [
            "/ociVersion",
            "/process/args",
            "/process/user/uid",
            "/process/rlimits/1",
            "/process/rlimits/2",
            "/process/terminal",
            "/mounts",
            "/linux/sysctl/a~1b",
            "/linux/sysctl/c",
            "/linux/resources/pids",
            "/linux/resources/blockIO/weight",
        ];
        Assert.Equal(pointers, Mistakes(json + "}").Select(error => error.Pointer));
        Assert.Equal([.. pointers, "/x"], Mistakes(json).Select(error => error.Pointer));
    }

    [Fact]
    public void At_most_a_hundred_mistakes_of_a_document_are_named() =>
        Assert.Equal(100, Mistakes("{\"process\": {\"args\": [" + Repeat("7,", 100_000) + "7]}}").Count);

    private static List<SpecError> Mistakes(string json) =>
        Assert.Throws<SpecException>(() => SpecReader.Parse(Encoding.UTF8.GetBytes(json))).Errors;

    private static string Repeat(string text, int count) => new StringBuilder().Insert(0, text, count).ToString();

    [Fact]
    public void Huge_numbers_are_refused_without_harm()
    {
        SpecError error = Refusal("{\"process\": {\"user\": {\"uid\": " + new string('9', 1_000_000) + "}}}");
        Assert.Equal("/process/user/uid", error.Pointer);
        Assert.True(error.Message.Length < 200);
    }

    [Fact]
    public void A_config_of_more_than_a_megabyte_is_read()
    {
        string entry = new('v', 100);
        string list = string.Join(",", Enumerable.Range(0, 12_000).Select(i => $"\"N{i}={entry}\""));
        string json = "{\"process\": {\"env\": [" + list + "]}}";
        Assert.True(json.Length > 1_000_000);
        string[] env = Read(json).Process!.Env!;
        Assert.Equal(12_000, env.Length);
        Assert.Equal("N11999=" + entry, env[^1]);
    }

    [Fact]
    public void Process_and_resources_files_are_read_as_configs_are()
    {
        LinuxResources resources = SpecReader.ParseResources("""{"pids": {"limit": 7}}"""u8);
        Assert.Equal(7, resources.Pids!.Limit);
        SpecException error = Assert.Throws<SpecException>(() =>
            SpecReader.ParseProcess("""{"args": [1]}"""u8.ToArray())
        );
        Assert.Equal("/args/0", Assert.Single(error.Errors).Pointer);
    }
}
