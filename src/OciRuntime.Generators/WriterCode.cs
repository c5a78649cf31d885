using System.Collections.Generic;
using Microsoft.CodeAnalysis.CSharp;

namespace OciRuntime.Generators;

/// <summary>Writes the methods that write.</summary>
internal static class WriterCode
{
    private const string Output = "global::OciRuntime.Diagnostics.JsonText json";

    /// <summary>The source file with the methods of <paramref name="host"/> that write.</summary>
    public static string Write(JsonHost host)
    {
        CodeLines code = CodeLines.Open(host);
        HashSet<string> open = [.. host.Write];
        bool first = true;
        foreach (JsonClass type in host.Writable)
        {
            if (!first) code.Line("");
            first = false;
            Class(code, type, open.Contains(type.Name) ? "internal" : "private");
        }
        code.Line("}");
        return code.ToString();
    }

    private static void Class(CodeLines code, JsonClass type, string access)
    {
        code.Lines($"{access} static void Write{type.Name}({Output}, {type.FullName} value)", "{");
        foreach (JsonMember member in type.Members) Member(code, member);
        code.Line("}");
    }

    private static void Member(CodeLines code, JsonMember member)
    {
        string name = SymbolDisplay.FormatLiteral(member.Json, quote: true), local = "the" + member.Property;
        bool optional = member.Type.IsNullable;
        string value = optional ? local : "value." + member.Property;
        if (optional) code.Line($"if (value.{member.Property} is {{ }} {local})");
        else if (member.OmitDefault) code.Line($"if (value.{member.Property} != default)");
        if (optional || member.OmitDefault || member.Type.Shape != JsonShape.Scalar) code.Line("{");
        Value(code, member.Type, name, value);
        if (optional || member.OmitDefault || member.Type.Shape != JsonShape.Scalar) code.Line("}");
    }

    private static void Value(CodeLines code, JsonType type, string name, string value)
    {
        switch (type.Shape)
        {
            case JsonShape.Scalar:
                code.Line($"json.Member({name}, {Cast(type)}{value});");
                break;
            case JsonShape.Object:
                code.Lines($"json.BeginObject({name});", $"Write{type.Name}(json, {value});", "json.EndObject();");
                break;
            case JsonShape.Array:
                code.Lines($"json.BeginArray({name});", $"foreach (var element in {value})", "{");
                if (type.IsScalarElement) code.Line($"json.Element({Cast(type)}element);");
                else code.Lines("json.BeginObject();", $"Write{type.Name}(json, element);", "json.EndObject();");
                code.Lines("}", "json.EndArray();");
                break;
            case JsonShape.Map:
                code.Lines($"json.BeginObject({name});", $"foreach (var (key, element) in {value})", "{");
                if (type.IsScalarElement) code.Line($"json.Member(key, {Cast(type)}element);");
                else code.Lines("json.BeginObject(key);", $"Write{type.Name}(json, element);", "json.EndObject();");
                code.Lines("}", "json.EndObject();");
                break;
        }
    }

    /// <summary><c>JsonText</c> writes numbers of 32 and 64 bits.</summary>
    private static string Cast(JsonType type) => type.Name switch
    {
        "UInt16" => "(int)",
        "UInt32" => "(ulong)",
        _ => "",
    };
}
