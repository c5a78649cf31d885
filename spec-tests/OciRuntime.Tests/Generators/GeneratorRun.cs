using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using OciRuntime.Generators;

namespace OciRuntime.Tests.Generators;

/// <summary>Runs <see cref="JsonGenerator"/> on a source text.</summary>
internal sealed class GeneratorRun
{
    private const string Usings =
        """
        using System.Collections.Generic;
        using System.Text.Json.Serialization;
        using OciRuntime.Diagnostics;
        #nullable enable
        namespace Sample;

        """;

    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':')
            .Where(path => !path.EndsWith("OciRuntime.Tests.dll", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly CSharpCompilation compilation;
    private GeneratorDriver driver;

    /// <summary>Runs the generator on <paramref name="source"/>, which follows the usings.</summary>
    public GeneratorRun(string source)
    {
        // With the name of the tests' own assembly the sample sees what is internal.
        SyntaxTree[] trees = [CSharpSyntaxTree.ParseText(Usings + source, path: "Sample.cs")];
        CSharpCompilationOptions options = new(OutputKind.DynamicallyLinkedLibrary);
        compilation = CSharpCompilation.Create("OciRuntime.Tests", trees, References, options);
        GeneratorDriverOptions tracked = new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true);
        driver = CSharpGeneratorDriver.Create([new JsonGenerator().AsSourceGenerator()], driverOptions: tracked)
            .RunGenerators(compilation);
    }

    /// <summary>What the generator reports: rule, the message's subject, and the line of the source, from 1.</summary>
    public IEnumerable<string> Faults => driver.GetRunResult().Diagnostics.Select(Fault);

    /// <summary>What it writes.</summary>
    public string Code => string.Join("", driver.GetRunResult().GeneratedTrees.Select(tree => tree.ToString()));

    /// <summary>What the compiler says about the sample and the written code together.</summary>
    public IEnumerable<string> Errors =>
        compilation.AddSyntaxTrees(driver.GetRunResult().GeneratedTrees).GetDiagnostics()
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .Select(diagnostic => diagnostic.ToString());

    /// <summary>Runs it again with one more source file; how the model then compares with the first run's.</summary>
    public IncrementalStepRunReason RunAgainWith(string other)
    {
        driver = driver.RunGenerators(compilation.AddSyntaxTrees(CSharpSyntaxTree.ParseText(other)));
        return driver.GetRunResult().Results[0].TrackedSteps[JsonGenerator.ModelStep].Single().Outputs.Single().Reason;
    }

    private static string Fault(Diagnostic diagnostic)
    {
        FileLinePositionSpan place = diagnostic.Location.GetLineSpan();
        int line = place.StartLinePosition.Line + 1 - Usings.Count(c => c == '\n');
        return $"{diagnostic.Id} {diagnostic.GetMessage(null).Split('`')[1]} {place.Path}:{line}";
    }
}
