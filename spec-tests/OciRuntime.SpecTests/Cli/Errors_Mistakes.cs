using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using OciRuntime.SpecTests.Cgroups;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cli;

/// <summary>
/// The whole message of each mistake of mistakes.sh, on a real container, is the one in docs/errors.md, which
/// <c>tools/errors.sh</c> writes.
/// </summary>
public sealed class Errors_Mistakes
{
    private const string Ours = "docs/errors.md has runc's messages beside ocirun's";

    private static string Script => Path.Combine(AppContext.BaseDirectory, "Cli", "mistakes.sh");

    /// <summary>Each mistake of the page, and what ocirun says of it.</summary>
    public static TheoryData<string, string> Page()
    {
        string name = "";
        TheoryData<string, string> all = [];
        foreach (string line in File.ReadLines(FindPage()))
        {
            const string ours = "    ocirun  ", comment = "<!-- ";
            if (line.StartsWith(comment, StringComparison.Ordinal)) name = line[comment.Length..].Split(' ')[0];
            if (line.StartsWith(ours, StringComparison.Ordinal)) all.Add(name, line[ours.Length..]);
        }
        return all;
    }

    private static string FindPage()
    {
        string? directory = AppContext.BaseDirectory;
        while (directory is not null && !File.Exists(Path.Combine(directory, "OciRuntime.sln")))
            directory = Path.GetDirectoryName(directory);
        return Path.Combine(directory ?? "/", "docs/errors.md");
    }

    /// <summary>Messages that name what this host does not have in the same way as the page's host.</summary>
    private static bool DependsOnTheHost(string name) => name switch
    {
        "cpus" or "quota" or "memory_low" => HostCgroups.LacksV1 is not null || HostCgroups.LacksLimits is not null,
        "apparmor" => Directory.Exists("/sys/kernel/security/apparmor"),
        "selinux" => Directory.Exists("/sys/fs/selinux"),
        "wrong_architecture" or "loader_missing" => RuntimeInformation.ProcessArchitecture != Architecture.X64,
        _ => false,
    };

    [RuncDiffersTheory(Ours)]
    [MemberData(nameof(Page))]
    public void What_is_said_of_a_mistake_is_what_the_page_of_mistakes_has(string name, string message)
    {
        if (DependsOnTheHost(name)) return;
        string directory = Directory.CreateTempSubdirectory("ocirun-mistake-").FullName;
        Command command = Command.Run("/bin/sh", [Script, "run", RuntimeUnderTest.Binary, directory, name]);
        Directory.Delete(directory, recursive: true);
        Assert.Equal(message, command.Text);
    }

    [RuncDiffersFact(Ours)]
    public void The_page_of_mistakes_has_each_mistake_once()
    {
        IEnumerable<string> listed = Command.Run("/bin/sh", [Script, "list"]).Lines.Select(line => line.Split('\t')[0]);
        IEnumerable<string> told = Page().Select(row => (string)row[0]);
        Assert.Equal(listed, told);
        Assert.True(told.Count() >= 44);
    }
}
