using Microsoft.CodeAnalysis;

namespace OciRuntime.Tests.Generators;

/// <summary>What the generator refuses, and when it writes again.</summary>
public class JsonGeneratorTests
{
    private const string Host =
        "[GenerateJsonReader(typeof(Item)), GenerateJsonWriter(typeof(Item))] internal static partial class Reader;\n";

    private const string OneMember =
        "internal sealed partial class Item { [JsonPropertyName(\"b\")] public int B { get; set; } }";

    [Theory]
    [InlineData("[JsonPropertyName(\"a\")] public double A { get; set; }", "OCIJSON001")]
    [InlineData("[JsonPropertyName(\"a\")] public object? A { get; set; }", "OCIJSON001")]
    [InlineData("[JsonPropertyName(\"a\")] public string[][]? A { get; set; }", "OCIJSON001")]
    [InlineData("[JsonPropertyName(\"a\")] public string?[]? A { get; set; }", "OCIJSON001")]
    [InlineData("[JsonPropertyName(\"a\")] public Dictionary<int, string>? A { get; set; }", "OCIJSON001")]
    [InlineData("public string? A { get; set; }", "OCIJSON002")]
    [InlineData("[JsonPropertyName(\"b\")] public string? A { get; set; }", "OCIJSON003")]
    [InlineData("[JsonPropertyName(\"a\")] public string? A { get; }", "OCIJSON004")]
    [InlineData("[JsonPropertyName(\"a\")] public string? A { get; init; }", "OCIJSON004")]
    public void A_property_that_cannot_be_read_is_an_error_at_its_place(string property, string rule)
    {
        GeneratorRun run = new(
            Host
                + "internal sealed class Item {\n[JsonPropertyName(\"b\")] public int B { get; set; }\n"
                + property
                + "\n}"
        );
        Assert.Equal([$"{rule} Item.A Sample.cs:4"], run.Faults);
        Assert.Equal("", run.Code);
    }

    [Theory]
    [InlineData("internal sealed class Item(int a) { [JsonIgnore] public int A => a; }", "OCIJSON005 Item Sample.cs:2")]
    [InlineData(
        "internal sealed class Item { [JsonPropertyName(\"a\")] public Other.Item? A { get; set; } }\n"
            + "internal static class Other { internal sealed class Item; }",
        "OCIJSON006 Item Sample.cs:3")]
    public void A_class_that_cannot_be_read_is_an_error_at_its_place(string type, string fault) =>
        Assert.Equal([fault], new GeneratorRun(Host + type).Faults);

    [Fact]
    public void The_generated_code_of_every_shape_compiles_without_a_warning()
    {
        GeneratorRun run = new(Host + """
            internal sealed class Item
            {
                [JsonPropertyName("te\"x\\t")] public string? Text { get; set; }
                [JsonPropertyName("name")] public string Name { get; set; } = "";
                [JsonPropertyName("count"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
                public int Count { get; set; }
                [JsonPropertyName("weight")] public ushort? Weight { get; set; }
                [JsonPropertyName("item")] public Item? Inner { get; set; }
                [JsonPropertyName("items")] public Item[]? Items { get; set; }
                [JsonPropertyName("numbers")] public uint[]? Numbers { get; set; }
                [JsonPropertyName("texts")] public string[] Texts { get; set; } = [];
                [JsonPropertyName("byName")] public Dictionary<string, Item>? ByName { get; set; }
                [JsonPropertyName("map")] public Dictionary<string, string> Map { get; set; } = [];
                [JsonIgnore] public object Other => this;
                public static int Shared => 1;
            }
            """);
        Assert.Empty(run.Faults);
        Assert.Empty(run.Errors);
    }

    [Theory]
    [InlineData("namespace Elsewhere; class Unrelated;")]
    [InlineData("// nothing")]
    public void A_change_in_another_file_keeps_the_cached_model(string other)
    {
        GeneratorRun run = new(Host + OneMember);
        Assert.True(run.RunAgainWith(other) is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged);
    }

    [Fact]
    public void A_property_that_is_added_in_another_file_is_in_the_model()
    {
        GeneratorRun run = new(Host + OneMember);
        const string other = "using System.Text.Json.Serialization; namespace Sample; partial class Item"
            + " { [JsonPropertyName(\"c\")] public int C { get; set; } }";
        Assert.Equal(IncrementalStepRunReason.Modified, run.RunAgainWith(other));
        Assert.Contains("if (json.Is(\"c\"u8)) value.C = json.Int32();", run.Code);
    }
}
