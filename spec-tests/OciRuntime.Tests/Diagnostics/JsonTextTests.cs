using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using OciRuntime.Diagnostics;

namespace OciRuntime.Tests.Diagnostics;

/// <summary>The small JSON writer writes JSON.</summary>
public class JsonTextTests
{
    [Property]
    public Property Any_text_comes_back_as_it_was()
    {
        return Prop.ForAll(ArbMap.Default.ArbFor<string?>(), ArbMap.Default.ArbFor<int>(), (text, number) =>
        {
            // a lone surrogate has no UTF-8: it is written as U+FFFD, as Go does
            string expected = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text ?? ""));
            foreach (int indent in new[] { 0, 2 })
            {
                JsonText json = new(indent);
                json.BeginObject();
                json.Member("t" + expected, expected);
                json.BeginObject("inner" + expected);
                json.EndObject();
                json.Member("n", number);
                json.EndObject();
                using JsonDocument read = JsonDocument.Parse(Encoding.UTF8.GetBytes(json.ToString()));
                Assert.Equal(expected, read.RootElement.GetProperty("t" + expected).GetString());
                Assert.Equal(number, read.RootElement.GetProperty("n").GetInt32());
                Assert.Equal(JsonValueKind.Object, read.RootElement.GetProperty("inner" + expected).ValueKind);
            }
        });
    }

    [Fact]
    public void Control_characters_and_html_are_escaped()
    {
        JsonText json = new(indent: 0);
        json.BeginObject();
        json.Member("k", "\"\\\n\r\t\0\u001f<&>\u2028\u2029/");
        json.EndObject();
        Assert.Equal("""{"k":"\"\\\n\r\t\u0000\u001f\u003c\u0026\u003e\u2028\u2029/"}""", json.ToString());
    }

    [Fact]
    public void Empty_objects_and_lists_have_no_space_inside()
    {
        JsonText json = new(indent: 2);
        json.BeginArray();
        json.EndArray();
        Assert.Equal("[]", json.ToString());
    }
}
