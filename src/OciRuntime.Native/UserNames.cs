using System.Globalization;
using System.Text;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Native;

/// <summary>User names of the host, passwd(5); a static binary has no NSS.</summary>
public static class UserNames
{
    private static (uint Uid, string Name)? last;

    /// <summary>The name of <paramref name="uid"/>, or <c>#uid</c> as runc shows an unknown one.</summary>
    public static string Find(uint uid)
    {
        // list asks once for each container, and most have the same owner
        if (last is { } known && known.Uid == uid) return known.Name;
        string name = LookUp(uid);
        last = (uid, name);
        return name;
    }

    private static string LookUp(uint uid)
    {
        byte[]? passwd = FileBytes.TryReadAll(AT_FDCWD, "/etc/passwd");
        if (passwd is not null)
        {
            foreach (string line in Encoding.UTF8.GetString(passwd).Split('\n'))
            {
                string[] fields = line.Split(':');
                if (
                    fields.Length > 2
                    && uint.TryParse(fields[2], NumberStyles.None, CultureInfo.InvariantCulture, out uint id)
                    && id == uid
                )
                    return fields[0];
            }
        }
        return $"#{uid}";
    }
}
