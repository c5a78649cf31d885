using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace OciRuntime.Generators;

/// <summary>Finds the members of the types that are to be read or written, and of all types below them.</summary>
internal sealed class JsonModelBuilder
{
    private const string NameAttribute = "System.Text.Json.Serialization.JsonPropertyNameAttribute";
    private const string IgnoreAttribute = "System.Text.Json.Serialization.JsonIgnoreAttribute";
    private const int IgnoreAlways = 1; // JsonIgnoreCondition.Always, what [JsonIgnore] alone means
    private const int IgnoreDefault = 2; // JsonIgnoreCondition.WhenWritingDefault

    private readonly List<JsonFault> faults = [];

    /// <summary>What is wrong so far.</summary>
    public ValueArray<JsonFault> Faults => new(faults.ToArray());

    /// <summary>All classes that <paramref name="roots"/> reach, each once, the roots first.</summary>
    public ValueArray<JsonClass> Classes(IEnumerable<INamedTypeSymbol> roots)
    {
        Queue<INamedTypeSymbol> next = new(roots);
        Dictionary<string, INamedTypeSymbol> known = [];
        List<JsonClass> classes = [];
        while (next.Count > 0)
        {
            INamedTypeSymbol type = next.Dequeue();
            if (!known.TryGetValue(type.Name, out INamedTypeSymbol? same))
            {
                known.Add(type.Name, type);
                classes.Add(Class(type, next));
            }
            else if (!SymbolEqualityComparer.Default.Equals(type, same))
            {
                Add(JsonRules.SameClassName, type);
            }
        }
        return new ValueArray<JsonClass>(classes.ToArray());
    }

    private JsonClass Class(INamedTypeSymbol type, Queue<INamedTypeSymbol> next)
    {
        if (!HasConstructor(type)) Add(JsonRules.NoConstructor, type);
        List<JsonMember> members = [];
        HashSet<string> names = [];
        foreach (IPropertySymbol property in Properties(type))
        {
            int ignore = Ignore(property);
            if (ignore == IgnoreAlways) continue;
            if (Name(property) is not { } name) Add(JsonRules.NoName, property);
            else if (!names.Add(name)) Add(JsonRules.SameName, property);
            else if (property.SetMethod is null or { IsInitOnly: true }) Add(JsonRules.NoSetter, property);
            else if (Type(property.Type, next) is not { } member) Add(JsonRules.UnknownType, property);
            else members.Add(new JsonMember(property.Name, name, member, ignore == IgnoreDefault));
        }
        return new JsonClass(type.Name, FullName(type), new ValueArray<JsonMember>(members.ToArray()));
    }

    /// <summary>The properties that can be read or written, those of the base class first.</summary>
    private static IEnumerable<IPropertySymbol> Properties(INamedTypeSymbol type)
    {
        if (type.BaseType is { SpecialType: SpecialType.None } parent)
        {
            foreach (IPropertySymbol property in Properties(parent)) yield return property;
        }
        foreach (ISymbol symbol in type.GetMembers())
        {
            if (symbol is not IPropertySymbol { IsStatic: false, IsIndexer: false } property) continue;
            if (property.DeclaredAccessibility is Accessibility.Public or Accessibility.Internal) yield return property;
        }
    }

    private static JsonType? Type(ITypeSymbol type, Queue<INamedTypeSymbol> next)
    {
        bool nullable = type.NullableAnnotation == NullableAnnotation.Annotated;
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } wrapped)
        {
            return Scalar(wrapped.TypeArguments[0]) is { } scalar
                ? new JsonType(JsonShape.Scalar, scalar, FullName(type), false, true) : null;
        }
        if (Scalar(type) is { } name) return new JsonType(JsonShape.Scalar, name, FullName(type), false, nullable);
        if (type is IArrayTypeSymbol { Rank: 1 } array)
            return Collection(JsonShape.Array, array.ElementType, nullable, next);
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Class, SpecialType: SpecialType.None } named) return null;
        if (!named.IsGenericType)
        {
            next.Enqueue(named);
            return new JsonType(JsonShape.Object, named.Name, FullName(named), false, nullable);
        }
        bool map = named is { Name: "Dictionary", TypeArguments.Length: 2 }
            && named.TypeArguments[0].SpecialType == SpecialType.System_String;
        return map ? Collection(JsonShape.Map, named.TypeArguments[1], nullable, next) : null;
    }

    private static JsonType? Collection(
        JsonShape shape, ITypeSymbol element, bool nullable, Queue<INamedTypeSymbol> next)
    {
        return Type(element, next) is { Shape: JsonShape.Scalar or JsonShape.Object, IsNullable: false } inner
            ? new JsonType(shape, inner.Name, inner.FullName, inner.Shape == JsonShape.Scalar, nullable) : null;
    }

    /// <summary>The method of <c>JsonInput</c> for a value that is neither an object nor an array.</summary>
    private static string? Scalar(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_String => "String",
        SpecialType.System_Boolean => "Boolean",
        SpecialType.System_Int32 => "Int32",
        SpecialType.System_Int64 => "Int64",
        SpecialType.System_UInt16 => "UInt16",
        SpecialType.System_UInt32 => "UInt32",
        SpecialType.System_UInt64 => "UInt64",
        _ => null,
    };

    private static bool HasConstructor(INamedTypeSymbol type)
    {
        foreach (IMethodSymbol constructor in type.InstanceConstructors)
        {
            if (constructor.Parameters.Length == 0) return !type.IsAbstract;
        }
        return false;
    }

    private static string? Name(IPropertySymbol property) =>
        Find(property, NameAttribute)?.ConstructorArguments[0].Value as string;

    private static int Ignore(IPropertySymbol property)
    {
        if (Find(property, IgnoreAttribute) is not { } attribute) return 0;
        foreach (KeyValuePair<string, TypedConstant> argument in attribute.NamedArguments)
        {
            if (argument is { Key: "Condition", Value.Value: int condition }) return condition;
        }
        return IgnoreAlways;
    }

    private static AttributeData? Find(ISymbol symbol, string name)
    {
        foreach (AttributeData attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass?.ToDisplayString() == name) return attribute;
        }
        return null;
    }

    private static string FullName(ITypeSymbol type) =>
        type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)
            .ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    private void Add(DiagnosticDescriptor rule, ISymbol symbol)
    {
        string subject = symbol is IPropertySymbol ? symbol.ContainingType.Name + "." + symbol.Name : symbol.Name;
        Location? place = symbol.Locations.Length > 0 ? symbol.Locations[0] : null;
        FileLinePositionSpan lines = place?.GetLineSpan() ?? default;
        faults.Add(new JsonFault(rule.Id, lines.Path ?? "", place?.SourceSpan ?? default, lines.Span, subject));
    }
}
