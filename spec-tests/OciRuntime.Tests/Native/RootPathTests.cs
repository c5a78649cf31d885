using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using OciRuntime.Native;
using OciRuntime.Native.Paths;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Tests.Native;

/// <summary>
/// A path inside a root never leads out of it, whatever links the root holds and whoever renames what meanwhile.
/// </summary>
public sealed class RootPathTests : IDisposable
{
    private static readonly string[] Names = ["a", "b", "c"];
    private readonly string top = Directory.CreateTempSubdirectory("ocirun-paths-").FullName;
    private int made;

    public RootPathTests() => File.WriteAllText(Path.Combine(top, "secret"), "outside");

    public void Dispose() => Directory.Delete(top, true);

    /// <summary>A tree as a list of things to make: a directory, a file, or a link to what the text says.</summary>
    private static readonly Gen<(string Path, string? Link)[]> Trees =
        Gen.ArrayOf(
            from path in Paths
            from link in Gen.OneOf(Gen.Constant<string?>(null), Links.Select(l => (string?)l))
            select (path, link));

    private static Gen<string> Paths =>
        Gen.Choose(1, 3).SelectMany(n => Gen.ArrayOf(Gen.Elements(Names), n)).Select(p => string.Join('/', p));

    private static Gen<string> Links =>
        from start in Gen.Elements("", "/", "../", "../../../../../", "/../../")
        from path in Gen.ArrayOf(Gen.Elements("a", "b", "..", ".", "secret"))
        select start + string.Join('/', path) is { Length: > 0 } link ? link : ".";

    [Property]
    public Property No_tree_of_links_leads_out_of_the_root()
    {
        return Prop.ForAll(Trees.ToArbitrary(), Links.ToArbitrary(), (tree, path) =>
        {
            string root = Directory.CreateDirectory(Path.Combine(top, $"root{made++}")).FullName;
            Make(root, tree);
            using OwnedFd directory = new(HostPath.Open(root, O_PATH | O_DIRECTORY));
            int fd = RootPath.Open(directory.Fd, path, O_PATH);
            if (fd == -1) return true;
            using OwnedFd found = new(fd);
            return LexicalPath.IsWithin(Where(found.Fd), root);
        });
    }

    [Fact]
    public void A_link_of_the_root_is_read_as_its_own_processes_would()
    {
        Make(top, [("a/b/c", null), ("a/x/y", "/a/b")]);
        using OwnedFd root = new(HostPath.Open(top, O_PATH | O_DIRECTORY));
        using OwnedFd found = new(RootPath.Open(root.Fd, "/a/x/y/c", O_PATH));
        Assert.Equal(Path.Combine(top, "a/b/c"), Where(found.Fd));
    }

    [Fact]
    public void Renaming_meanwhile_does_not_open_a_way_out()
    {
        // The race of CVE-2018-15664: a directory is exchanged for a link to the host while it is resolved.
        string root = Path.Combine(top, "race");
        Make(Directory.CreateDirectory(root).FullName, [("in/a/b", null)]);
        File.CreateSymbolicLink(Path.Combine(root, "out"), "../../../../../.." + top);
        File.WriteAllText(Path.Combine(root, "in", "secret"), "inside");
        using OwnedFd directory = new(HostPath.Open(root, O_PATH | O_DIRECTORY));
        bool stop = false;
        Thread renamer = new(() =>
        {
            while (!Volatile.Read(ref stop)) Exchange(Path.Combine(root, "in"), Path.Combine(root, "out"));
        });
        renamer.IsBackground = true;
        renamer.Start();
        int opened = 0;
        for (int i = 0; i < 20_000; i++)
        {
            int fd = RootPath.Open(directory.Fd, "in/secret", O_RDONLY);
            if (fd == -1) continue;
            opened++;
            using FileStream file = new(new Microsoft.Win32.SafeHandles.SafeFileHandle(fd, true), FileAccess.Read);
            using StreamReader text = new(file);
            Assert.Equal("inside", text.ReadToEnd());
        }
        Volatile.Write(ref stop, true);
        renamer.Join();
        Assert.True(opened > 0);
    }

    private static unsafe void Exchange(string one, string other)
    {
        const uint RenameExchange = 2; // RENAME_EXCHANGE of linux/fs.h
        fixed (
            byte* a = KernelText.Terminated(one),
                b = KernelText.Terminated(other)
        )
            renameat2(AT_FDCWD, a, AT_FDCWD, b, RenameExchange);
    }

    /// <summary>Makes what fits together, and nothing through a link: first decided by name, then made.</summary>
    private static void Make(string root, (string Path, string? Link)[] tree)
    {
        HashSet<string> directories = [""], leaves = [];
        foreach ((string path, string? link) in tree)
        {
            string[] parents = Parents(path);
            if (directories.Contains(path) || leaves.Contains(path) || parents.Any(leaves.Contains)) continue;
            directories.UnionWith(parents);
            leaves.Add(path);
            string full = Path.Combine(root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            if (link is null) File.WriteAllText(full, "");
            else File.CreateSymbolicLink(full, link);
        }
    }

    private static string[] Parents(string path)
    {
        string[] names = path.Split('/');
        return Enumerable.Range(1, names.Length - 1).Select(n => string.Join('/', names.Take(n))).ToArray();
    }

    private static string Where(int fd) => new FileInfo($"/proc/self/fd/{fd}").LinkTarget!;
}
