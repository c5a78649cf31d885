using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using OciRuntime.Native.Paths;

namespace OciRuntime.Tests.Native;

/// <summary>Paths as text.</summary>
public sealed class LexicalPathTests
{
    private static readonly Gen<string> Written = Gen.ArrayOf(
            Gen.Elements("/", "a", "..", ".", "b.c", "//", "..x", ".y")
        )
        .Select(string.Concat);

    [Theory]
    [InlineData(null, "/")]
    [InlineData("", "/")]
    [InlineData("/dev/", "/dev")]
    [InlineData("dev/shm", "/dev/shm")]
    [InlineData("/a//b/./../c", "/a/c")]
    [InlineData("/../..", "/")]
    [InlineData("/.hidden/..x", "/.hidden/..x")]
    public void A_cleaned_path_names_the_same_place(string? written, string clean)
    {
        Assert.Equal(clean, LexicalPath.Clean(written));
    }

    [Property]
    public Property Cleaning_twice_is_cleaning_once_and_leaves_no_dots()
    {
        return Prop.ForAll(Written.ToArbitrary(), written =>
        {
            string clean = LexicalPath.Clean(written);
            bool dots =
                (clean + "/").Contains("/../", System.StringComparison.Ordinal)
                || (clean + "/").Contains("/./", System.StringComparison.Ordinal);
            return LexicalPath.Clean(clean) == clean
                && clean[0] == '/'
                && !dots
                && !clean.Contains("//", System.StringComparison.Ordinal);
        });
    }

    [Property]
    public Property Parent_and_name_make_the_path_again()
    {
        return Prop.ForAll(Written.ToArbitrary(), written =>
        {
            string clean = LexicalPath.Clean(written);
            return clean == "/"
                || LexicalPath.Clean(LexicalPath.Parent(clean) + "/" + LexicalPath.Name(clean)) == clean;
        });
    }

    [Theory]
    [InlineData("/proc/sys", "/proc", true)]
    [InlineData("/proc", "/proc", true)]
    [InlineData("/process", "/proc", false)]
    [InlineData("/any", "/", true)]
    public void Whether_a_path_is_in_a_directory_is_decided_by_components(string path, string directory, bool within)
    {
        Assert.Equal(within, LexicalPath.IsWithin(path, directory));
    }
}
