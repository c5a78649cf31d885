using System;

namespace OciRuntime.Diagnostics;

/// <summary>
/// Has OciRuntime.Generators add the method <c>ReadT(ref JsonInput)</c> for <paramref name="type"/>, T being its name,
/// to a static partial class, and methods for all types that it is made of. A property is read as the member that its
/// <c>[JsonPropertyName]</c> names (docs/adr/0010).
/// </summary>
/// <param name="type">A class whose properties have setters.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
internal sealed class GenerateJsonReaderAttribute(Type type) : Attribute
{
    /// <summary>What is read.</summary>
    public Type Type => type;
}
