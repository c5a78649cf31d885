using System.Collections.Generic;
using System.Globalization;
using OciRuntime.Native;

namespace OciRuntime.Cgroups;

/// <summary>
/// What a list of device rules comes to: one verdict for everything, and the exceptions to it. cgroup v1 knows no more
/// than that, cgroup-v1/devices.rst.
/// </summary>
internal sealed class DeviceTable
{
    private const int Long = 64; // exceptions; an engine's list has some 20, and those are compared sooner than hashed

    private readonly List<DeviceRule> exceptions = [];
    private Dictionary<(char Type, long Major, long Minor), int>? places; // in exceptions, once these are many

    /// <summary>Whether a device that no exception matches is allowed.</summary>
    public bool AllowByDefault { get; private set; }

    /// <summary>The exceptions; each has <see cref="DeviceRule.Allow"/> opposite to the default.</summary>
    public IReadOnlyList<DeviceRule> Exceptions => exceptions;

    /// <summary>
    /// The first rule that would take a hole out of an exception, which cannot be said; null when all could be said.
    /// </summary>
    public DeviceRule? Unspeakable { get; private set; }

    /// <summary>The table of rules that are applied in their order to nothing being allowed.</summary>
    public static DeviceTable FromRules(List<DeviceRule> rules)
    {
        DeviceTable table = new();
        foreach (DeviceRule rule in rules) table.Apply(rule);
        return table;
    }

    /// <summary>The table that <c>devices.list</c> shows; of a default of allowing it shows no exceptions.</summary>
    public static DeviceTable Parse(string list)
    {
        DeviceTable table = new();
        foreach (string line in list.Split('\n', System.StringSplitOptions.RemoveEmptyEntries))
        {
            // b 8:* rwm
            string[] words = line.Split(' ', ':');
            if (words.Length != 4 || words[0] is not ("a" or "b" or "c"))
                throw new LinuxException("read", "devices.list", Errno.EINVAL);
            int access = 0;
            foreach (char letter in words[3])
                access |= letter switch
                {
                    'r' => 2,
                    'w' => 4,
                    _ => 1,
                };
            table.Apply(
                words[0] == "a"
                    ? new DeviceRule(true, 'a', -1, -1, access)
                    : new DeviceRule(true, words[0][0], Number(words[1]), Number(words[2]), access)
            );
        }
        return table;
    }

    private static long Number(string text) =>
        text == "*" ? -1
        : uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint number) ? number
        : throw new LinuxException("read", "devices.list", Errno.EINVAL);

    private void Apply(in DeviceRule rule)
    {
        if (rule.Type == 'a')
        {
            AllowByDefault = rule.Allow;
            exceptions.Clear();
            places = null;
            Unspeakable = null;
        }
        else if (rule.Allow != AllowByDefault)
        {
            Add(rule);
        }
        else
        {
            TakeOut(rule);
        }
    }

    private void Add(in DeviceRule rule)
    {
        int at = Find(rule);
        if (at < 0)
        {
            places?.Add((rule.Type, rule.Major, rule.Minor), exceptions.Count);
            exceptions.Add(rule);
        }
        else
        {
            exceptions[at] = exceptions[at] with { Access = exceptions[at].Access | rule.Access };
        }
    }

    /// <summary>Where the exception for the same devices is; -1 if there is none.</summary>
    private int Find(in DeviceRule rule)
    {
        if (exceptions.Count < Long)
        {
            for (int i = 0; i < exceptions.Count; i++)
            {
                DeviceRule known = exceptions[i];
                if (known.Type == rule.Type && known.Major == rule.Major && known.Minor == rule.Minor) return i;
            }
            return -1;
        }
        if (places is null)
        {
            places = [];
            for (int i = 0; i < exceptions.Count; i++)
                places.Add((exceptions[i].Type, exceptions[i].Major, exceptions[i].Minor), i);
        }
        return places.TryGetValue((rule.Type, rule.Major, rule.Minor), out int at) ? at : -1;
    }

    private void TakeOut(in DeviceRule rule)
    {
        for (int i = exceptions.Count - 1; i >= 0; i--)
        {
            DeviceRule known = exceptions[i];
            if ((known.Access & rule.Access) == 0 || !known.Overlaps(rule)) continue;
            if (!rule.Covers(known))
            {
                Unspeakable ??= rule;
                continue;
            }
            int left = known.Access & ~rule.Access;
            if (left == 0)
            {
                exceptions.RemoveAt(i);
                places = null; // those behind have moved
            }
            else exceptions[i] = known with { Access = left };
        }
    }
}
