using System;
using System.Collections.Generic;
using System.Globalization;

namespace OciRuntime.Cgroups.Resctrl;

/// <summary>Lines of a <c>schemata</c> file: <c>L3:0=7f0;1=1f</c>, <c>MB:0=20;1=70</c>.</summary>
internal static class Schema
{
    /// <summary>
    /// Whether what <paramref name="wanted"/> asks for is what the group has: leading zeros, spaces and the order of
    /// domains do not count.
    /// </summary>
    /// <param name="wanted">One line.</param>
    /// <param name="schemata">The text of the file.</param>
    /// <param name="granularity">Steps that the kernel rounds memory bandwidth up to, info/MB/bandwidth_gran; 1
    /// without.</param>
    public static bool Holds(string wanted, string schemata, ulong granularity)
    {
        if (Split(wanted) is not var (name, asked)) return false;
        foreach (string line in schemata.Split('\n'))
        {
            if (Split(line) is not var (known, domains) || known != name) continue;
            foreach ((string domain, string value) in asked)
            {
                if (
                    !domains.TryGetValue(domain, out string? now)
                    || Number(name, value, granularity) is not { } number
                    || Number(name, now, 1) != number
                )
                    return false;
            }
            return true;
        }
        return false;
    }

    private static (string Name, Dictionary<string, string> Domains)? Split(string line)
    {
        int colon = line.IndexOf(':');
        if (colon < 0) return null;
        Dictionary<string, string> domains = [];
        foreach (string part in line[(colon + 1)..].Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=');
            if (equals < 0) return null;
            domains[part[..equals].Trim()] = part[(equals + 1)..].Trim();
        }
        return (line[..colon].Trim(), domains);
    }

    /// <summary>Bandwidth is decimal and rounded up; all others are bit masks in hexadecimal digits.</summary>
    private static ulong? Number(string name, string value, ulong granularity)
    {
        bool isBandwidth = name is "MB" or "SMBA";
        NumberStyles style = isBandwidth ? NumberStyles.None : NumberStyles.AllowHexSpecifier;
        ReadOnlySpan<char> digits =
            !isBandwidth && value.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? value.AsSpan(2) : value;
        if (!ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out ulong number))
            return null;
        return isBandwidth ? (number + granularity - 1) / granularity * granularity : number;
    }
}
