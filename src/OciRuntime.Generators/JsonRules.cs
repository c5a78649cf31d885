using Microsoft.CodeAnalysis;

namespace OciRuntime.Generators;

/// <summary>What the compiler reports about types that cannot be read or written.</summary>
internal static class JsonRules
{
    /// <summary>A member's type is none that a document's reader has a method for.</summary>
    public static readonly DiagnosticDescriptor UnknownType = Rule(
        "OCIJSON001",
        "The type of `{0}` cannot be read from JSON: use string, bool, a whole number, a class, an array or a map "
        + "of these"
    );

    /// <summary>A property has no name in the document.</summary>
    public static readonly DiagnosticDescriptor NoName = Rule(
        "OCIJSON002", "`{0}` has neither [JsonPropertyName] nor [JsonIgnore]");

    /// <summary>Two properties have one name in the document.</summary>
    public static readonly DiagnosticDescriptor SameName = Rule(
        "OCIJSON003", "`{0}` has the [JsonPropertyName] of another property of its class");

    /// <summary>A property can be read only.</summary>
    public static readonly DiagnosticDescriptor NoSetter = Rule(
        "OCIJSON004", "`{0}` has no setter: give it one, or [JsonIgnore]");

    /// <summary>A class is not made by <c>new()</c>.</summary>
    public static readonly DiagnosticDescriptor NoConstructor = Rule(
        "OCIJSON005", "`{0}` has no constructor without parameters");

    /// <summary>Two classes have one short name, from which the methods get theirs.</summary>
    public static readonly DiagnosticDescriptor SameClassName = Rule(
        "OCIJSON006", "`{0}` has the name of another class that is read or written here");

    private static readonly DiagnosticDescriptor[] All =
        [UnknownType, NoName, SameName, NoSetter, NoConstructor, SameClassName];

    /// <summary>The rule with the id <paramref name="id"/>.</summary>
    public static DiagnosticDescriptor Find(string id)
    {
        foreach (DiagnosticDescriptor rule in All)
        {
            if (rule.Id == id) return rule;
        }
        return UnknownType;
    }

    private static DiagnosticDescriptor Rule(string id, string message) =>
        new(id, "A type cannot be read from JSON", message, "OciRuntime.Json", DiagnosticSeverity.Error, true);
}
