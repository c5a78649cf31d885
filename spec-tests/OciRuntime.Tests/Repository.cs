using System;
using System.IO;

namespace OciRuntime.Tests;

/// <summary>The checkout that the tests were built from: documents are checked against the code.</summary>
internal static class Repository
{
    /// <summary>The directory with the solution.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "OciRuntime.sln")))
            directory = Path.GetDirectoryName(directory);
        return directory ?? throw new InvalidOperationException("the tests do not run inside the repository");
    }
}
