using System;
using System.Globalization;
using OciRuntime.Native.Abi;

namespace OciRuntime.Native.Paths;

/// <summary>Mode and owner of a file in words.</summary>
internal static class FilePermissions
{
    /// <summary>In a sentence about the file.</summary>
    public static string Describe(in statx facts) =>
        string.Create(
            CultureInfo.InvariantCulture, $"its mode is {Mode(facts)} and its owner {facts.stx_uid}:{facts.stx_gid}");

    /// <summary>The permissions as chmod(1) takes them.</summary>
    public static string Mode(in statx facts) =>
        Convert.ToString(facts.stx_mode & 0xFFF /* 07777 */, 8).PadLeft(4, '0');
}
