using OciRuntime.Config;
using OciRuntime.Native;

namespace OciRuntime.Cgroups.V2;

/// <summary>hugetlb; cgroup-v2.rst, HugeTLB. Bytes.</summary>
internal static class HugeTlb
{
    /// <summary>Sets the limits of use and, where the kernel has them, of reservation.</summary>
    public static void Apply(CgroupWriter writer, string path, LinuxHugepageLimit[] limits)
    {
        for (int i = 0; i < limits.Length; i++)
        {
            string file = $"{path}/hugetlb.{limits[i].Pagesize}";
            string value = CgroupFile.Number(limits[i].Limit);
            writer.Write(file + ".max", value, $"hugepageLimits/{i}");
            int error = writer.TryWrite(file + ".rsvd.max", value);
            if (error is not (0 or Errno.ENOENT))
                throw CgroupWriter.Failure(file + ".rsvd.max", value, $"hugepageLimits/{i}", error);
        }
    }
}
