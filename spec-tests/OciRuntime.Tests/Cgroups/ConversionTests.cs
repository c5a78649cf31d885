using System.Collections.Generic;
using System.Linq;
using OciRuntime.Cgroups;
using OciRuntime.Config;

namespace OciRuntime.Tests.Cgroups;

/// <summary>What configs say, in the kernel's numbers and names.</summary>
public sealed class ConversionTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(1024, 100)]
    [InlineData(262144, 10000)]
    [InlineData(500000, 10000)]
    public void Cpu_shares_become_cpu_weight(ulong shares, ulong weight) =>
        Assert.Equal(weight, CpuWeight.OfShares(shares));

    [Fact]
    public void More_shares_never_weigh_less()
    {
        ulong last = 0;
        for (ulong shares = 2; shares <= 262144; shares += 37)
        {
            ulong weight = CpuWeight.OfShares(shares);
            Assert.InRange(weight, last, 10000UL);
            last = weight;
        }
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(505, 5000)]
    [InlineData(1000, 10000)]
    public void Block_io_weight_becomes_io_weight(ushort weight, ulong wanted) =>
        Assert.Equal(wanted, OciRuntime.Cgroups.V2.Io.Weight(weight));

    [Theory]
    [InlineData(0, 0, null)]
    [InlineData(-1, 0, "max")]
    [InlineData(100, 0, null)]
    [InlineData(100, -1, "max")]
    [InlineData(100, 100, "0")]
    [InlineData(100, 300, "200")]
    [InlineData(-1, 300, "300")]
    public void Memory_and_swap_become_swap(long limit, long swap, string? written) =>
        Assert.Equal(written, OciRuntime.Cgroups.V2.Memory.Swap(limit, swap));

    [Theory]
    [InlineData("/a/b", "/a/b")]
    [InlineData("a//b/./c/", "a/b/c")]
    [InlineData("/../../a", "/a")]
    [InlineData("a/../../../b", "b")]
    [InlineData("..", "")]
    [InlineData("/", "/")]
    public void Paths_never_climb_above_their_start(string path, string clean) =>
        Assert.Equal(clean, CgroupPaths.Clean(path));

    [Fact]
    public void All_limits_that_v1_cannot_set_are_named_at_once() =>
        Assert.Equal(
            [
                "/linux/resources/unified",
                "/linux/resources/cpu/shares",
                "/linux/resources/cpu",
                "/linux/resources/hugepageLimits",
                "/linux/resources/network/classID",
                "/linux/resources/network/priorities",
                "/linux/resources/rdma",
            ],
            Pointers(errors =>
                OciRuntime.Cgroups.V1.Limits.Validate(Everything(), ["memory", "pids", "blkio", "cpuset"], errors)
            )
        );

    [Fact]
    public void All_limits_that_v2_cannot_set_are_named_at_once() =>
        Assert.Equal(
            [
                "/linux/resources/cpu",
                "/linux/resources/memory/swappiness",
                "/linux/resources/memory/disableOOMKiller",
                "/linux/resources/blockIO/leafWeight",
                "/linux/resources/network/classID",
                "/linux/resources/network/priorities",
                "/linux/resources/memory/swap",
                "/linux/resources/unified/memory.high",
            ],
            Pointers(errors =>
                    OciRuntime.Cgroups.V2.Limits.Validate(
                        Everything(),
                        ["cpu", "cpuset", "pids", "io", "hugetlb", "rdma"],
                        errors,
                        isUpdate: false
                    )
                )
                .Where(pointer => pointer != "/linux/resources/memory")
        );

    [Fact]
    public void Resources_without_limits_need_no_controller()
    {
        LinuxResources nothing = new()
        {
            CPU = new() { Shares = 0, Quota = 0 },
            Memory = new()
            {
                Limit = 0,
                DisableOOMKiller = false,
                Kernel = 5,
            },
            BlockIO = new() { Weight = 0 },
            Network = new() { ClassID = 0 },
        };
        Assert.Empty(Pointers(errors => OciRuntime.Cgroups.V1.Limits.Validate(nothing, [], errors)));
        Assert.Empty(Pointers(errors => OciRuntime.Cgroups.V2.Limits.Validate(nothing, [], errors, isUpdate: false)));
    }

    private static IEnumerable<string> Pointers(System.Action<List<SpecError>> validate)
    {
        List<SpecError> errors = [];
        validate(errors);
        return errors.Select(error => error.Pointer);
    }

    private static LinuxResources Everything() => new()
    {
        CPU = new() { Shares = 1, RealtimeRuntime = 5, Cpus = "0" },
        Memory = new() { Swap = 5, Swappiness = 5, DisableOOMKiller = true },
        Pids = new() { Limit = 5 },
        BlockIO = new() { Weight = 10, LeafWeight = 10 },
        HugepageLimits = [new() { Pagesize = "2MB", Limit = 0 }],
        Network = new() { ClassID = 1, Priorities = [new() { Name = "lo", Priority = 1 }] },
        Rdma = new() { ["mlx"] = new() { HcaHandles = 1 } },
        Unified = new() { ["memory.high"] = "5" },
    };
}
