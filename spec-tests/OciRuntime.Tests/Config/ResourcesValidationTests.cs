using System.Collections.Generic;
using System.Linq;
using System.Text;
using OciRuntime.Config;

namespace OciRuntime.Tests.ConfigModel;

/// <summary>config-linux.md, Control groups: each rule by its pointer.</summary>
public class ResourcesValidationTests
{
    private static string[] Pointers(string resources)
    {
        List<SpecError> errors = [];
        SpecValidator.Resources(SpecReader.ParseResources(Encoding.UTF8.GetBytes(resources)), errors, "");
        return [.. errors.Select(error => error.Pointer)];
    }

    [Theory]
    [InlineData("""{"devices": [{"allow": true, "access": "rw"}, {"type": "p", "access": "r"}]}""", "/devices/1/type")]
    [InlineData("""{"devices": [{"access": "rwx"}]}""", "/devices/0/access")]
    [InlineData("""{"devices": [{"major": -2}]}""", "/devices/0/major")]
    [InlineData("""{"devices": [{"minor": -2}]}""", "/devices/0/minor")]
    [InlineData("""{"memory": {"limit": -2}}""", "/memory/limit")]
    [InlineData("""{"memory": {"reservation": -2}}""", "/memory/reservation")]
    [InlineData("""{"memory": {"swap": -2}}""", "/memory/swap")]
    [InlineData("""{"memory": {"kernel": -2}}""", "/memory/kernel")]
    [InlineData("""{"memory": {"kernelTCP": -2}}""", "/memory/kernelTCP")]
    [InlineData("""{"memory": {"swappiness": 101}}""", "/memory/swappiness")]
    [InlineData("""{"memory": {"limit": 1000, "swap": 999}}""", "/memory/swap")]
    [InlineData("""{"cpu": {"quota": 1000, "burst": 1001}}""", "/cpu/burst")]
    [InlineData("""{"cpu": {"idle": 2}}""", "/cpu/idle")]
    [InlineData("""{"cpu": {"idle": -1}}""", "/cpu/idle")]
    [InlineData("""{"cpu": {"cpus": "0\n"}}""", "/cpu/cpus")]
    [InlineData("""{"cpu": {"mems": "0\u0000"}}""", "/cpu/mems")]
    [InlineData("""{"pids": {"limit": -2}}""", "/pids/limit")]
    [InlineData("""{"blockIO": {"weight": 9}}""", "/blockIO/weight")]
    [InlineData("""{"blockIO": {"leafWeight": 1001}}""", "/blockIO/leafWeight")]
    [InlineData("""{"blockIO": {"weightDevice": [{"major": 8, "minor": 0}]}}""", "/blockIO/weightDevice/0")]
    [InlineData(
        """{"blockIO": {"weightDevice": [{"major": 8, "minor": 0, "weight": 5}]}}""",
        "/blockIO/weightDevice/0/weight"
    )]
    [InlineData(
        """{"blockIO": {"weightDevice": [{"major": 8, "minor": 0, "leafWeight": 5}]}}""",
        "/blockIO/weightDevice/0/leafWeight"
    )]
    [InlineData(
        """{"blockIO": {"weightDevice": [{"major": -1, "minor": 0, "weight": 50}]}}""",
        "/blockIO/weightDevice/0/major"
    )]
    [InlineData(
        """{"blockIO": {"throttleReadBpsDevice": [{"minor": -1, "rate": 1}]}}""",
        "/blockIO/throttleReadBpsDevice/0/minor"
    )]
    [InlineData(
        """{"blockIO": {"throttleWriteBpsDevice": [{"major": -1, "rate": 1}]}}""",
        "/blockIO/throttleWriteBpsDevice/0/major"
    )]
    [InlineData(
        """{"blockIO": {"throttleReadIOPSDevice": [{"major": -1, "rate": 1}]}}""",
        "/blockIO/throttleReadIOPSDevice/0/major"
    )]
    [InlineData(
        """{"blockIO": {"throttleWriteIOPSDevice": [{"major": -1, "rate": 1}]}}""",
        "/blockIO/throttleWriteIOPSDevice/0/major"
    )]
    [InlineData(
        """{"hugepageLimits": [{"pageSize": "2MB", "limit": 0}, {"limit": 1}]}""",
        "/hugepageLimits/1/pageSize"
    )]
    [InlineData("""{"hugepageLimits": [{"pageSize": "2M"}]}""", "/hugepageLimits/0/pageSize")]
    [InlineData("""{"hugepageLimits": [{"pageSize": "MB"}]}""", "/hugepageLimits/0/pageSize")]
    [InlineData("""{"hugepageLimits": [{"pageSize": "../2MB"}]}""", "/hugepageLimits/0/pageSize")]
    [InlineData("""{"hugepageLimits": [{"pageSize": "1/2MB"}]}""", "/hugepageLimits/0/pageSize")]
    [InlineData(
        """{"network": {"priorities": [{"name": "eth0", "priority": 1}, {"priority": 1}]}}""",
        "/network/priorities/1/name"
    )]
    [InlineData("""{"rdma": {"mlx5_0": {}}}""", "/rdma/mlx5_0")]
    [InlineData("""{"unified": {"../memory.max": "1"}}""", "/unified/..~1memory.max")]
    [InlineData("""{"unified": {"": "1"}}""", "/unified/")]
    [InlineData("""{"unified": {"..": "1"}}""", "/unified/..")]
    [InlineData("""{"unified": {"memory.max": "\u0000"}}""", "/unified/memory.max")]
    public void A_mistake_in_resources_is_found(string resources, string pointer) =>
        Assert.Equal([pointer], Pointers(resources));

    [Theory]
    [InlineData("{}")]
    [InlineData(
        """{"devices": [{"allow": false, "type": "", "access": "rwm"}, {"allow": true, "type": "a", "major": -1, "minor": -1}]}"""
    )]
    [InlineData(
        """{"memory": {"limit": -1, "reservation": 0, "swap": -1, "kernel": -1, "kernelTCP": -1, "swappiness": 100}}"""
    )]
    [InlineData("""{"memory": {"limit": 1000, "swap": 1000}}""")]
    [InlineData("""{"memory": {"limit": 1000, "swap": 0}}""")]
    [InlineData(
        """{"cpu": {"quota": -1, "burst": 1000, "shares": 0, "period": 0, "idle": 1, "cpus": "", "mems": "0-1,3"}}"""
    )]
    [InlineData("""{"cpu": {"quota": 1000, "burst": 1000}}""")]
    [InlineData("""{"pids": {"limit": -1}}""")]
    [InlineData("""{"pids": {"limit": 0}}""")]
    [InlineData(
        """{"blockIO": {"weight": 10, "leafWeight": 1000, "weightDevice": [{"major": 8, "minor": 0, "weight": 0}]}}"""
    )]
    [InlineData(
        """{"hugepageLimits": [{"pageSize": "64KB", "limit": 18446744073709551615}, {"pageSize": "1GB", "limit": 0}]}"""
    )]
    [InlineData("""{"network": {"classID": 4294967295, "priorities": []}}""")]
    [InlineData("""{"rdma": {"mlx5_0": {"hcaHandles": 0}, "mlx5_1": {"hcaObjects": 1}}}""")]
    [InlineData("""{"unified": {"io.max": "8:0 rbps=1\n8:16 wbps=1", "some.new.file": ""}}""")]
    public void The_limits_of_valid_values_in_resources_are_accepted(string resources) =>
        Assert.Empty(Pointers(resources));

    [Fact]
    public void Pointers_of_resources_in_a_config_begin_at_the_configs_root()
    {
        SpecError error = Assert.Single(
            SpecValidator.Validate(SpecSamples.WithLinux("""{"resources": {"pids": {"limit": -5}}}"""))
        );
        Assert.Equal(
            new SpecError(
                "/linux/resources/pids/limit", "-5 is out of range", "-1 is no limit", SpecErrorCodes.Range),
            error);
        Assert.Equal("-5 is out of range (-1 is no limit) [config: /linux/resources/pids/limit]", error.ToString());
    }
}
