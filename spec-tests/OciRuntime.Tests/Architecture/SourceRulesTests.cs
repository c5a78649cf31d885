using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using OciRuntime.Native;

namespace OciRuntime.Tests.Architecture;

/// <summary>CONTRIBUTING.md: what no formatter checks.</summary>
public sealed class SourceRulesTests
{
    private static readonly string[] Sources =
    [
        .. Directory
            .EnumerateFiles(Path.Combine(Repository.Root, "src"), "*.*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".cs" or ".c" or ".h")
            .Where(file => !file.Contains("/obj/") && !file.Contains("/bin/"))
            // written by tools/syscalls
            .Where(file => !file.EndsWith("SyscallTable.Data.cs", StringComparison.Ordinal)),
    ];

    private static readonly SyntaxNode[] Trees =
    [
        .. Sources
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal))
            .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file), path: file).GetRoot()),
    ];

    [Fact]
    public void No_line_of_src_is_longer_than_120_columns()
    {
        const int Columns = 120; // .editorconfig, max_line_length, which no tool of the SDK looks at
        AssertNone(Sources
            .Where(file => file.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(file => File.ReadLines(file)
                .Select((line, index) => (line.Length, Place: $"{Path.GetFileName(file)}:{index + 1}")))
            .Where(line => line.Length > Columns)
            .Select(line => line.Place));
        Assert.True(Sources.Length > 300);
    }

    [Fact]
    public void No_file_of_src_is_longer_than_300_lines()
    {
        const int Most = 300;
        AssertNone(Sources
            .Select(file => (Lines: File.ReadLines(file).Count(), Name: Path.GetFileName(file)))
            .Where(file => file.Lines > Most)
            .Select(file => $"{file.Name}: {file.Lines} lines"));
    }

    [Fact]
    public void No_function_of_src_is_longer_than_50_lines()
    {
        const int Most = 50;
        AssertNone(Trees
            .SelectMany(tree => tree.DescendantNodes())
            .Where(node => node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax
                or AccessorDeclarationSyntax)
            .Where(node => !IsTable(node))
            .Select(node => (node, Lines: Lines(node)))
            .Where(function => function.Lines > Most)
            .Select(function => $"{Place(function.node)}: {function.Lines} lines"));
    }

    [Fact]
    public void Every_name_of_Libc_is_used_by_src_or_by_a_test()
    {
        HashSet<string> used =
        [
            .. Trees
                .Concat(Directory
                    .EnumerateFiles(Path.Combine(Repository.Root, "spec-tests"), "*.cs", SearchOption.AllDirectories)
                    .Where(file => !file.Contains("/obj/"))
                    .Select(file => CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot()))
                .SelectMany(tree => tree.DescendantTokens())
                .Where(token => token.IsKind(SyntaxKind.IdentifierToken))
                .Where(token => token.Parent is not (VariableDeclaratorSyntax or MethodDeclarationSyntax))
                .Select(token => token.Text),
        ];
        const BindingFlags All = BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic
            | BindingFlags.DeclaredOnly;
        AssertNone(typeof(Libc).GetMembers(All)
            .Where(member => member is FieldInfo or MethodInfo { IsSpecialName: false })
            .Select(member => member.Name)
            .Where(name => !name.Contains('<') && !used.Contains(name)));
    }

    /// <summary>One expression that is a list of values: as long as the list, and read line by line.</summary>
    private static bool IsTable(SyntaxNode node) =>
        node is MethodDeclarationSyntax { ExpressionBody.Expression: SwitchExpressionSyntax };

    private static int Lines(SyntaxNode node)
    {
        FileLinePositionSpan span = node.SyntaxTree.GetLineSpan(node.Span);
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    private static string Place(SyntaxNode node)
    {
        FileLinePositionSpan span = node.SyntaxTree.GetLineSpan(node.Span);
        return $"{Path.GetFileName(span.Path)}:{span.StartLinePosition.Line + 1}";
    }

    private static void AssertNone(IEnumerable<string> found)
    {
        string all = string.Join('\n', found.Order(StringComparer.Ordinal));
        Assert.True(all.Length == 0, all);
    }
}
