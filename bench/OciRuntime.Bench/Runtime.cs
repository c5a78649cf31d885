using System.IO;

namespace OciRuntime.Bench;

/// <summary>A runtime that is measured, with a state directory of its own.</summary>
/// <param name="Name">How the tables call it.</param>
/// <param name="Path">The program.</param>
/// <param name="Root">Its state directory.</param>
internal sealed record Runtime(string Name, string Path, string Root)
{
    /// <summary>A command line of it.</summary>
    public string[] Command(params string[] words) => [Path, "--root", Root, .. words];

    /// <summary>The runtime that <paramref name="path"/> is, named after its own version.</summary>
    public static Runtime Identify(string path, string work)
    {
        string[] lines = Shell.Output(path, "--version").Split('\n');
        string name = lines[0].Replace(" version", "");
        string root = System.IO.Path.Combine(
            work,
            "state-" + System.IO.Path.GetFileName(path) + "-" + Directory.GetDirectories(work).Length
        );
        Directory.CreateDirectory(root);
        return new Runtime(name, path, root);
    }
}
