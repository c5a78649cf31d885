using System.Text;
using OciRuntime.Config;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Rootfs;

/// <summary>
/// Which option a filesystem refuses, in the kernel's own words: mount(2) has one errno for all of them, and
/// fsconfig(2) says more, option by option. Nothing is mounted for it.
/// </summary>
internal static unsafe class FilesystemOptions
{
    private const int LongestMessage = 512; // bytes that are read; the kernel's have some 60

    /// <summary>What the kernel says of the first option that it refuses; null if it takes all.</summary>
    /// <param name="type">The filesystem's type.</param>
    /// <param name="options">Its options, as mount(2) takes them.</param>
    public static string? FindRefused(string type, string options)
    {
        int fs;
        // Safe: the array is pinned for the call and ends with a NUL.
        fixed (byte* name = KernelText.Terminated(type)) fs = fsopen(name, FSOPEN_CLOEXEC);
        if (fs == -1) return null;
        using OwnedFd context = new(fs);
        foreach (string option in options.Split(','))
        {
            if (option.Length == 0 || Set(fs, option)) continue;
            string words = ReadMessage(fs);
            if (words.Length == 0) return $"the option `{option}` is refused";
            string? meant = option.Contains('=') ? null : MountOptionSpelling.Guess(option);
            return $"the kernel says: {words}" + (meant is null ? "" : $"; did you mean `{meant}`?");
        }
        return null;
    }

    private static bool Set(int fs, string option)
    {
        int equals = option.IndexOf('=');
        byte[] value = KernelText.Terminated(equals < 0 ? "" : option[(equals + 1)..]);
        // Safe: both arrays are pinned for the call and end with a NUL.
        fixed (byte* key = KernelText.Terminated(equals < 0 ? option : option[..equals]), text = value)
        {
            return equals < 0
                ? fsconfig(fs, FSCONFIG_SET_FLAG, key, null, 0) == 0
                : fsconfig(fs, FSCONFIG_SET_STRING, key, text, 0) == 0;
        }
    }

    /// <summary>The first error in the context's log, fsopen(2): a letter, a space and the words.</summary>
    private static string ReadMessage(int fs)
    {
        byte* message = stackalloc byte[LongestMessage];
        while (true)
        {
            nint length = read(fs, message, LongestMessage);
            // ENODATA: there is no more.
            if (length <= 0) return "";
            // Safe: the kernel wrote length bytes.
            string text = Encoding.UTF8.GetString(message, (int)length).TrimEnd('\n');
            if (text.StartsWith("e ", System.StringComparison.Ordinal)) return text[2..];
        }
    }
}
