using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;

namespace OciRuntime.Generators;

/// <summary>
/// Writes the methods that read and write JSON for a static class with <c>[GenerateJsonReader(typeof(T))]</c> and
/// <c>[GenerateJsonWriter(typeof(T))]</c>: one method per class that T reaches, one line per property with
/// <c>[JsonPropertyName]</c> (docs/adr/0010).
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class JsonGenerator : IIncrementalGenerator
{
    /// <summary>The step whose result tells whether code has to be written again.</summary>
    internal const string ModelStep = "JsonHosts";

    private const string ReaderAttribute = "OciRuntime.Diagnostics.GenerateJsonReaderAttribute";
    private const string WriterAttribute = "OciRuntime.Diagnostics.GenerateJsonWriterAttribute";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<JsonHost> hosts = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                ReaderAttribute, static (_, _) => true, static (target, stop) => Host(target, stop))
            .WithTrackingName(ModelStep);
        context.RegisterSourceOutput(hosts, static (output, host) => Write(output, host));
    }

    private static JsonHost Host(GeneratorAttributeSyntaxContext target, CancellationToken stop)
    {
        INamedTypeSymbol type = (INamedTypeSymbol)target.TargetSymbol;
        List<INamedTypeSymbol> read = Roots(type, ReaderAttribute), write = Roots(type, WriterAttribute);
        stop.ThrowIfCancellationRequested();
        JsonModelBuilder reading = new(), writing = new();
        ValueArray<JsonClass> readable = reading.Classes(read), writable = writing.Classes(write);
        return new JsonHost(
            type.ContainingNamespace.ToDisplayString(),
            type.Name,
            Names(read),
            Names(write),
            readable,
            writable,
            reading.Faults.Count > 0 ? reading.Faults : writing.Faults);
    }

    private static List<INamedTypeSymbol> Roots(INamedTypeSymbol host, string attributeName)
    {
        List<INamedTypeSymbol> roots = [];
        foreach (AttributeData attribute in host.GetAttributes())
        {
            if (attribute.AttributeClass?.ToDisplayString() != attributeName) continue;
            if (attribute.ConstructorArguments[0].Value is INamedTypeSymbol root) roots.Add(root);
        }
        return roots;
    }

    private static ValueArray<string> Names(List<INamedTypeSymbol> types)
    {
        string[] names = new string[types.Count];
        for (int i = 0; i < names.Length; i++) names[i] = types[i].Name;
        return new ValueArray<string>(names);
    }

    private static void Write(SourceProductionContext output, JsonHost host)
    {
        foreach (JsonFault fault in host.Faults) output.ReportDiagnostic(fault.ToDiagnostic());
        if (host.Faults.Count > 0) return;
        output.AddSource(host.Name + ".Read.g.cs", ReaderCode.Write(host));
        if (host.Writable.Count > 0) output.AddSource(host.Name + ".Write.g.cs", WriterCode.Write(host));
    }
}
