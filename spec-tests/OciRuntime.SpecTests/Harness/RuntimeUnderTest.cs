using System;
using System.Collections.Generic;
using System.IO;

namespace OciRuntime.SpecTests.Harness;

/// <summary>The runtime that the environment variable RUNTIME names, or bin/ocirun of this checkout.</summary>
internal static class RuntimeUnderTest
{
    /// <summary>The absolute path of the binary.</summary>
    public static string Binary { get; } = Find();

    /// <summary>Whether it is runc, which the tests are checked against.</summary>
    public static bool IsRunc { get; } =
        Command.Run(Binary, ["--version"]).Output.StartsWith("runc", StringComparison.Ordinal);

    /// <summary>Whether systemd manages the cgroups: CGROUP_MANAGER=systemd, where systemd is there.</summary>
    public static bool UsesSystemd { get; } = Environment.GetEnvironmentVariable("CGROUP_MANAGER") == "systemd";

    /// <summary>The options before the verb: the state directory of this run, and who manages the cgroups.</summary>
    public static string[] Global =>
        UsesSystemd ? ["--root", TestRun.StateRoot, "--systemd-cgroup"] : ["--root", TestRun.StateRoot];

    /// <summary>Runs it with the state directory of this run.</summary>
    public static Command Run(params IEnumerable<string> arguments) => Command.Run(Binary, [.. Global, .. arguments]);

    private static string Find()
    {
        string? name = Environment.GetEnvironmentVariable("RUNTIME");
        if (string.IsNullOrEmpty(name))
        {
            string? directory = AppContext.BaseDirectory;
            while (directory is not null && !File.Exists(Path.Combine(directory, "OciRuntime.sln")))
                directory = Path.GetDirectoryName(directory);
            name = Path.Combine(directory ?? "/", "bin/ocirun");
        }
        if (!name.Contains('/'))
            foreach (string directory in $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin".Split(':'))
                if (File.Exists(Path.Combine(directory, name)))
                    return Path.Combine(directory, name);
        return File.Exists(name)
            ? Path.GetFullPath(name)
            : throw new InvalidOperationException($"no runtime at {name}: run `make build` or set RUNTIME");
    }
}
