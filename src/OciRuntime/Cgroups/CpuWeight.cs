using System;

namespace OciRuntime.Cgroups;

/// <summary>CPU shares of cgroup v1 as weight of cgroup v2.</summary>
internal static class CpuWeight
{
    /// <summary>
    /// Shares [2, 262144] to weight [1, 10000], so that the defaults 1024 and 100 meet: the quadratic function that
    /// runc
    /// has in place of a line (opencontainers/cgroups, utils.go, ConvertCPUSharesToCgroupV2Value).
    /// </summary>
    public static ulong OfShares(ulong shares)
    {
        if (shares <= 2) return 1;
        if (shares >= 262144) return 10000;
        double l = Math.Log2(shares);
        return (ulong)Math.Ceiling(Math.Pow(10, (l * l + 125 * l) / 612.0 - 7.0 / 34.0));
    }
}
