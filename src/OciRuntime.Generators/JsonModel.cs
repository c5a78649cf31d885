using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace OciRuntime.Generators;

/// <summary>What shape a member's value has in the document.</summary>
internal enum JsonShape
{
    /// <summary>A string, a number, true or false.</summary>
    Scalar,

    /// <summary>An object whose members are known.</summary>
    Object,

    /// <summary>An array of scalars or of objects.</summary>
    Array,

    /// <summary>An object with any names, all of whose values are of one type.</summary>
    Map,
}

/// <summary>The type of a member, of an array's elements or of a map's values.</summary>
/// <param name="Shape">What it looks like.</param>
/// <param name="Name">
/// Of a scalar the name of its method in <c>JsonInput</c> (<c>String</c>, <c>UInt32</c>); of an object, and of the
/// elements of an array or a map, the type's short name.
/// </param>
/// <param name="FullName">The same for code, with <c>global::</c>.</param>
/// <param name="IsScalarElement">An array or a map holds scalars.</param>
/// <param name="IsNullable">The member may be null, or null may stand for a member that is absent.</param>
internal sealed record JsonType(JsonShape Shape, string Name, string FullName, bool IsScalarElement, bool IsNullable);

/// <summary>A member of a type.</summary>
/// <param name="Property">The property's name.</param>
/// <param name="Json">The name in the document: <c>[JsonPropertyName]</c>.</param>
/// <param name="Type">Its type.</param>
/// <param name="OmitDefault">
/// Not written while it is 0 or false: <c>[JsonIgnore(Condition = WhenWritingDefault)]</c>.
/// </param>
internal sealed record JsonMember(string Property, string Json, JsonType Type, bool OmitDefault);

/// <summary>A type that is an object in the document.</summary>
/// <param name="Name">The short name.</param>
/// <param name="FullName">The same for code, with <c>global::</c>.</param>
/// <param name="Members">The members, in the order of the source.</param>
internal sealed record JsonClass(string Name, string FullName, ValueArray<JsonMember> Members);

/// <summary>A mistake in the types that are to be read, at its place in the source.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="File">The source file; empty if there is none.</param>
/// <param name="Span">Where in it, in characters.</param>
/// <param name="Lines">The same as lines.</param>
/// <param name="Subject">What the message is about.</param>
internal sealed record JsonFault(string Rule, string File, TextSpan Span, LinePositionSpan Lines, string Subject)
{
    /// <summary>The compiler's form of it.</summary>
    public Diagnostic ToDiagnostic() => Diagnostic.Create(
        JsonRules.Find(Rule), File.Length == 0 ? Location.None : Location.Create(File, Span, Lines), Subject);
}

/// <summary>The static class that gets the methods, with all types that they need.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Read">The short names of the types whose reading can be called from outside.</param>
/// <param name="Write">The same for writing.</param>
/// <param name="Readable">All types that have a method for reading.</param>
/// <param name="Writable">All types that have a method for writing.</param>
/// <param name="Faults">What is wrong; nothing is written if there is anything.</param>
internal sealed record JsonHost(
    string Namespace,
    string Name,
    ValueArray<string> Read,
    ValueArray<string> Write,
    ValueArray<JsonClass> Readable,
    ValueArray<JsonClass> Writable,
    ValueArray<JsonFault> Faults);
