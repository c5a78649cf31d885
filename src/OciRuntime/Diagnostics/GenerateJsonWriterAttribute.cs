using System;

namespace OciRuntime.Diagnostics;

/// <summary>
/// Has OciRuntime.Generators add the method <c>WriteT(JsonText, T)</c> for <paramref name="type"/> to a class that also
/// has <see cref="GenerateJsonReaderAttribute"/>. It writes the members between the braces of an object, in the order
/// of
/// the properties. It does not write null, nor 0 and false of <c>[JsonIgnore(Condition = WhenWritingDefault)]</c>.
/// </summary>
/// <param name="type">A class whose properties have setters.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
internal sealed class GenerateJsonWriterAttribute(Type type) : Attribute
{
    /// <summary>What is written.</summary>
    public Type Type => type;
}
