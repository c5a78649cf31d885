using System.Collections.Generic;

namespace OciRuntime.Native.Paths;

/// <summary>Paths as text, for rules that speak of names; what a path leads to only the kernel knows.</summary>
public static class LexicalPath
{
    /// <summary>
    /// An absolute path without empty, <c>.</c> and <c>..</c> components, as if below <c>/</c>; <c>..</c> does not
    /// leave it.
    /// </summary>
    public static string Clean(string? path)
    {
        if (string.IsNullOrEmpty(path)) return "/";
        if (IsClean(path)) return path;
        List<string> components = [];
        foreach (string component in path.Split('/'))
        {
            if (component.Length == 0 || component == ".") continue;
            if (component != "..") components.Add(component);
            else if (components.Count > 0) components.RemoveAt(components.Count - 1);
        }
        return "/" + string.Join('/', components);
    }

    /// <summary>
    /// The clean absolute path that <paramref name="path"/> spells, from the working directory if it is relative.
    /// </summary>
    /// <exception cref="LinuxException">It is relative and the working directory has been removed.</exception>
    public static string Absolute(string path) => Clean(path.StartsWith('/') ? path : Call.getcwd() + "/" + path);

    /// <summary>Whether <paramref name="path"/> is <paramref name="directory"/> or lies below it; both clean.</summary>
    public static bool IsWithin(string path, string directory) =>
        directory == "/"
        || path == directory
        || (
            path.Length > directory.Length
            && path[directory.Length] == '/'
            && path.StartsWith(directory, System.StringComparison.Ordinal)
        );

    /// <summary>The directory of a clean absolute path.</summary>
    public static string Parent(string path)
    {
        int slash = path.LastIndexOf('/');
        return slash <= 0 ? "/" : path[..slash];
    }

    /// <summary>The last component of a clean absolute path; empty for <c>/</c>.</summary>
    public static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static bool IsClean(string path)
    {
        if (path[0] != '/' || (path.Length > 1 && path[^1] == '/')) return false;
        for (int i = 0; i + 1 < path.Length; i++)
        {
            if (path[i] == '/' && path[i + 1] is '/' or '.') return false;
        }
        return true;
    }
}
