using System;
using System.Globalization;

namespace OciRuntime.Checks;

/// <summary>The keys that the caller may still make: each container gets a keyring; keyrings(7).</summary>
internal static class KeyringCheck
{
    private const int Few = 20; // keys; a container's session keyring, and what its programs make

    /// <summary>Looks at the quota in /proc/key-users.</summary>
    public static void Run(CheckTarget target, CheckReport report)
    {
        if (HostText.TryRead("/proc/key-users") is not { } users)
        {
            report.Add(new CheckResult("key quota", CheckState.Limited, "this kernel has no keys")
            {
                Advice = "use --no-new-keyring",
            });
            return;
        }
        string own = target.Host.EffectiveUid.ToString(CultureInfo.InvariantCulture) + ":";
        foreach (string line in users.Split('\n'))
        {
            // uid: usage keys/instantiated keys/most bytes/most, proc(5)
            string[] fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length < 5 || fields[0] != own) continue;
            string[] keys = fields[3].Split('/');
            int used = int.Parse(keys[0], CultureInfo.InvariantCulture);
            int most = int.Parse(keys[1], CultureInfo.InvariantCulture);
            CheckState state = used >= most ? CheckState.Missing
                : used + Few > most ? CheckState.Limited
                : CheckState.Ok;
            report.Add(new CheckResult("key quota", state, $"{used} of {most} keys are in use")
            {
                Advice = state == CheckState.Ok ? null : "raise kernel.keys.maxkeys, or use --no-new-keyring",
                Needed = true,
            });
            return;
        }
        report.Ok("key quota", "no keys are in use");
    }
}
