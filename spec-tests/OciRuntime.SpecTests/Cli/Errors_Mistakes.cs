using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
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

    /// <summary>The rows of the page that a host without <paramref name="need"/> cannot show.</summary>
    public static TheoryData<string, string> Rows(string need)
    {
        TheoryData<string, string> rows = [];
        foreach (object[] row in Page())
        {
            if (NeedOf((string)row[0]) == need) rows.Add((string)row[0], (string)row[1]);
        }
        return rows;
    }

    /// <summary>What the message of a mistake depends on; a <see cref="HostTheoryAttribute"/> looks for it.</summary>
    private static string NeedOf(string name) => name switch
    {
        "cpus" or "quota" or "memory_low" => "limits",
        "rlimit_raised" => "no CAP_SYS_RESOURCE",
        "ids_not_granted" => "newgidmap",
        "apparmor" => "no AppArmor",
        "selinux" => "no SELinux",
        "wrong_architecture" or "loader_missing" => "x86_64",
        _ => "",
    };

    [HostTheory("")]
    [MemberData(nameof(Rows), "")]
    public void What_is_said_of_a_mistake_is_what_the_page_of_mistakes_has(string name, string message) =>
        Compare(name, message);

    [HostTheory("limits")]
    [MemberData(nameof(Rows), "limits")]
    public void What_is_said_of_a_limit_of_cgroup_v1_is_what_the_page_of_mistakes_has(string name, string message) =>
        Compare(name, message);

    [HostTheory("no AppArmor")]
    [MemberData(nameof(Rows), "no AppArmor")]
    public void What_is_said_without_AppArmor_is_what_the_page_of_mistakes_has(string name, string message) =>
        Compare(name, message);

    [HostTheory("no SELinux")]
    [MemberData(nameof(Rows), "no SELinux")]
    public void What_is_said_without_SELinux_is_what_the_page_of_mistakes_has(string name, string message) =>
        Compare(name, message);

    [HostTheory("no CAP_SYS_RESOURCE")]
    [MemberData(nameof(Rows), "no CAP_SYS_RESOURCE")]
    public void What_is_said_without_CAP_SYS_RESOURCE_is_what_the_page_of_mistakes_has(string name, string message) =>
        Compare(name, message);

    [HostTheory("newgidmap")]
    [MemberData(nameof(Rows), "newgidmap")]
    public void What_newgidmap_says_is_what_the_page_of_mistakes_has(string name, string message) =>
        Compare(name, message);

    [HostTheory("x86_64")]
    [MemberData(nameof(Rows), "x86_64")]
    public void What_is_said_of_a_program_for_x86_64_is_what_the_page_of_mistakes_has(string name, string message) =>
        Compare(name, message);

    private static void Compare(string name, string message)
    {
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

    /// <summary>Rows whose messages need something of the host; skipped where it is not so, with what was found.</summary>
    private sealed class HostTheoryAttribute : TheoryAttribute
    {
        public HostTheoryAttribute(string need) => Skip = RuncDiffers.Skip(Ours) ?? need switch
        {
            "limits" => HostCgroups.LacksV1 ?? HostCgroups.LacksLimits,
            "no AppArmor" => Found("/sys/kernel/security/apparmor", "AppArmor"),
            "no SELinux" => Found("/sys/fs/selinux", "SELinux"),
            "x86_64" => Machine.Name == need ? null : $"this host is {Machine.Name}",
            _ => null,
        };

        private static bool MayRaiseLimits()
        {
            const int Resource = 24; // CAP_SYS_RESOURCE, linux/capability.h
            string line = File.ReadLines("/proc/self/status").First(text => text.StartsWith("CapEff:", StringComparison.Ordinal));
            return (Convert.ToUInt64(line[8..].Trim(), 16) >> Resource) % 2 == 1;
        }

        private static string? Found(string path, string what) =>
            Directory.Exists(path) ? $"this host has {what}, at {path}" : null;
    }
}
