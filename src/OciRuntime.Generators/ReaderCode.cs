using System.Collections.Generic;
using Microsoft.CodeAnalysis.CSharp;

namespace OciRuntime.Generators;

/// <summary>Writes the methods that read.</summary>
internal static class ReaderCode
{
    private const string Input = "ref global::OciRuntime.Diagnostics.JsonInput json";
    private const string Array = "global::System.Array";

    /// <summary>The source file with the methods of <paramref name="host"/> that read.</summary>
    public static string Write(JsonHost host)
    {
        CodeLines code = CodeLines.Open(host);
        HashSet<string> open = [.. host.Read];
        SortedDictionary<string, JsonType> collections = new(System.StringComparer.Ordinal);
        bool first = true;
        foreach (JsonClass type in host.Readable)
        {
            if (!first) code.Line("");
            first = false;
            Class(code, type, open.Contains(type.Name) ? "internal" : "private", collections);
        }
        foreach (KeyValuePair<string, JsonType> collection in collections)
        {
            code.Line("");
            if (collection.Value.Shape == JsonShape.Array) Elements(code, collection.Key, collection.Value);
            else Entries(code, collection.Key, collection.Value);
        }
        code.Line("}");
        return code.ToString();
    }

    private static void Class(
        CodeLines code, JsonClass type, string access, SortedDictionary<string, JsonType> collections)
    {
        code.Lines(
            $"{access} static {type.FullName} Read{type.Name}({Input})",
            "{",
            "json.EnterObject();",
            $"{type.FullName} value = new();",
            "while (json.NextMember())",
            "{");
        string next = "";
        foreach (JsonMember member in type.Members)
        {
            string name = SymbolDisplay.FormatLiteral(member.Json, quote: true) + "u8";
            code.Line($"{next}if (json.Is({name})) {Assignment(member, collections)};");
            next = "else ";
        }
        code.Lines($"{next}json.Skip();", "}", "return value;", "}");
    }

    private static string Assignment(JsonMember member, SortedDictionary<string, JsonType> collections)
    {
        string value = Value(member.Type, collections), to = "value." + member.Property;
        bool canBeNull = member.Type.Shape != JsonShape.Scalar || member.Type.Name == "String";
        // null is a member that is not there: what is never null keeps the value that it was made with
        return member.Type.IsNullable || !canBeNull ? $"{to} = {value}" : $"{to} = {value} ?? {to}";
    }

    private static string Value(JsonType type, SortedDictionary<string, JsonType> collections)
    {
        switch (type.Shape)
        {
            case JsonShape.Scalar:
                return type.IsNullable && type.Name != "String" ? $"json.Optional{type.Name}()" : $"json.{type.Name}()";
            case JsonShape.Object:
                return $"json.IsNull ? null : Read{type.Name}(ref json)";
            default:
                string method = $"Read{type.Name}{type.Shape}";
                collections[method] = type;
                return method + "(ref json)";
        }
    }

    private static void Elements(CodeLines code, string method, JsonType type) => code.Lines(
        $"private static {type.FullName}[]? {method}({Input})",
        "{",
        "if (json.IsNull) return null;",
        "json.EnterArray();",
        $"{type.FullName}[] values = [];",
        "int count = 0;",
        "while (json.NextElement())",
        "{",
        $"if (count == values.Length) {Array}.Resize(ref values, count == 0 ? 4 : 2 * count);",
        $"values[count++] = {Element(type)};",
        "}",
        $"if (count < values.Length) {Array}.Resize(ref values, count);",
        "return values;",
        "}");

    private static void Entries(CodeLines code, string method, JsonType type)
    {
        string map = $"global::System.Collections.Generic.Dictionary<string, {type.FullName}>";
        code.Lines(
            $"private static {map}? {method}({Input})",
            "{",
            "if (json.IsNull) return null;",
            "json.EnterObject();",
            $"{map} values = [];",
            "while (json.NextMember())",
            "{",
            "string name = json.Name();",
            $"values[name] = {Element(type)};",
            "}",
            "return values;",
            "}");
    }

    private static string Element(JsonType type) =>
        !type.IsScalarElement ? $"Read{type.Name}(ref json)"
        : type.Name == "String" ? "json.StringNotNull()" : $"json.{type.Name}()";
}
