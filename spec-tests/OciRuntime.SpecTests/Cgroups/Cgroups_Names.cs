using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.Json.Nodes;
using OciRuntime.SpecTests.Harness;

namespace OciRuntime.SpecTests.Cgroups;

/// <summary>Cgroups that a container makes below its own, with any name and any number of processes.</summary>
public sealed class Cgroups_Names
{
    private const int Patience = 5_000; // ms: a cgroup that cannot be removed is tried for ten seconds

    // Names are bytes to the kernel: \377 is not UTF-8 in any position. A new cpuset takes no process before it has
    // CPUs.
    private const string MakeWithoutUtf8 =
        """for d in "$@"; do d="$d/$(printf 'bad\377name')"; mkdir "$d" "$d/inner" && { echo $PID >"$d/inner/cgroup.procs" || [ -e "$d/cpuset.cpus" ]; } || exit 1; done""";

    // 30 names of 80 characters and 240 bytes: below PATH_MAX in characters, beyond it in bytes.
    private const string MakeDeep =
        """n=$(printf '€%.0s' $(seq 80)); for d in "$@"; do cd -P "$d"; for i in $(seq 30); do mkdir "$n" && cd -P "$n" || exit 1; done; done""";

    [Fact]
    public void A_cgroup_whose_name_is_not_UTF8_is_removed_with_its_container() => MakeAndDelete(MakeWithoutUtf8);

    [RuncDiffersFact("runc 1.1 fails with ENAMETOOLONG and leaves the container")]
    public void A_cgroup_whose_path_is_too_long_in_bytes_is_removed_with_its_container() => MakeAndDelete(MakeDeep);

    /// <summary>The caller is in a cgroup of such a name, and the container's is to lie beside or below it.</summary>
    [RuncDiffersFact("it records other bytes, and does not find the cgroup again")]
    public void A_cgroup_below_a_name_that_is_not_UTF8_is_refused_and_nothing_is_left()
    {
        using var container = new Container("true");
        container.Linux["cgroupsPath"] = container.Id;
        container.WriteConfig();
        string hierarchy = HostCgroups.IsUnified ? HostCgroups.Root : HostCgroups.Root + "/pids";
        Command run = Command.Run(
            "sh",
            [
                "-c",
                """
                d=$1/$(printf 'ocirun-\377'); inner=$d/inner; mkdir -p $inner; shift
                (sh -c 'echo $PPID' >$inner/cgroup.procs; exec "$@"); status=$?
                rmdir $inner $d || echo LEFT; exit $status
                """,
                "sh",
                hierarchy,
                RuntimeUnderTest.Binary,
                .. RuntimeUnderTest.Global,
                "run",
                "--bundle",
                container.Bundle,
                container.Id,
            ]
        );
        run.Failed("a name that is not UTF-8");
        Assert.DoesNotContain("LEFT", run.Output, System.StringComparison.Ordinal);
        Assert.Empty(container.FindLeftovers());
    }

    private static void MakeAndDelete(string script)
    {
        using Container container = WithoutPidNamespace("sleep 1000 & sleep 1000");
        Make(container, script);
        var watch = Stopwatch.StartNew();
        container.Delete("--force").Succeeded();
        Assert.True(watch.ElapsedMilliseconds < Patience, $"{watch.ElapsedMilliseconds} ms");
        Assert.Empty(container.FindLeftovers());
    }

    [Fact]
    public void Ps_lists_a_process_in_a_cgroup_whose_name_is_not_UTF8()
    {
        using Container container = WithoutPidNamespace("sleep 1000 & sleep 1000");
        Make(container, MakeWithoutUtf8);
        Assert.Contains(container.Pid, Pids(container));
    }

    [Fact]
    public void Ps_lists_every_process_of_a_thousand()
    {
        const int Count = 1000; // the file that lists them has more than a page
        using Container container = WithoutPidNamespace(
            $"i=0; while [ $i -lt {Count} ]; do sleep 1000 & i=$((i+1)); done; echo ready >/home/ready; wait"
        );
        Container.WaitForText(container.InRootfs("home/ready"));
        Assert.Equal(Count + 1, Pids(container).Length);
        container.Kill("--all", container.Id, "KILL").Succeeded();
        container.WaitFor("stopped");
        for (var watch = Stopwatch.StartNew(); Pids(container).Length > 0;)
            Assert.True(watch.ElapsedMilliseconds < Patience);
    }

    private static Container WithoutPidNamespace(string script)
    {
        var container = new Container(script);
        // Otherwise the kernel ends all with the first one.
        container.Linux["namespaces"] = Config.Namespaces("network", "ipc", "uts", "mount");
        return container.Begin();
    }

    private static void Make(Container container, string script) =>
        Command
            .Run(
                "env",
                [
                    $"PID={container.Pid}",
                    "sh",
                    "-c",
                    script,
                    "sh",
                    .. HostCgroups.DirectoriesOf(container).Where(directory => File.Exists(directory + "/cgroup.procs")),
                ]
            )
            .Succeeded();

    private static int[] Pids(Container container)
    {
        JsonArray? pids =
            JsonNode.Parse(RuntimeUnderTest.Run("ps", "--format", "json", container.Id).Succeeded().Output)
            as JsonArray;
        return pids?.Select(pid => (int)pid!).ToArray() ?? [];
    }
}
