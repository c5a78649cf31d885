using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using OciRuntime.Cgroups;
using OciRuntime.Cgroups.Stats;
using OciRuntime.Cgroups.V2;
using OciRuntime.Config;
using OciRuntime.Containers;
using OciRuntime.Native;
using OciRuntime.Security.Seccomp;

namespace OciRuntime.Tests.Fuzz;

/// <summary>
/// Whatever documents and files hold, reading them ends soon, in a result or in the program's own exception. FUZZ_SECONDS
/// is for all targets together, FUZZ_SEED repeats a run.
/// </summary>
public class FuzzTests
{
    private const double SlowestInput = 2; // CPU seconds; the largest input has 1 MiB
    private const int LongestInput = 300; // seconds until an input counts as one that never ends, on a busy host

    private static readonly double s_seconds =
        double.Parse(Environment.GetEnvironmentVariable("FUZZ_SECONDS") ?? "4", CultureInfo.InvariantCulture);

    private static readonly int s_seed = int.TryParse(
        Environment.GetEnvironmentVariable("FUZZ_SEED"), CultureInfo.InvariantCulture, out int seed)
            ? seed
            : Environment.ProcessId;

    private static readonly Dictionary<string, Action<byte[]>> Targets = new()
    {
        ["config"] = Config,
        ["process"] = bytes => SpecValidator.Process(SpecReader.ParseProcess(bytes), []),
        ["resources"] = bytes => SpecValidator.Resources(SpecReader.ParseResources(bytes), []),
        ["state"] = bytes => RecordJson.Read(bytes),
        ["mounts"] = Mounts,
        ["cgroups"] = CgroupFiles,
        ["seccomp"] = Seccomp,
    };

    public static TheoryData<string> Names => [.. Targets.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Changed_documents_end_in_a_result_or_a_clear_error(string target)
    {
        string directory = Path.Combine(Repository.Root, "spec-tests", "OciRuntime.Tests", "Fuzz", "corpus", target);
        byte[][] corpus = [.. Directory.EnumerateFiles(directory).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        foreach (byte[] document in corpus) Try(Targets[target], document);
        Mutator mutator = new(corpus, new Random(s_seed));
        byte[] current = [];
        Exception? failure = null;
        int count = 0;
        Thread worker = new(() =>
        {
            try
            {
                // The first input whatever the time: on a busy host all of it can pass before the thread runs.
                Stopwatch watch = Stopwatch.StartNew();
                do
                {
                    Try(Targets[target], current = mutator.Next());
                    count++;
                }
                while (watch.Elapsed.TotalSeconds < s_seconds / Targets.Count);
            }
            // whatever it is, it is reported with its input
            catch (Exception error)
            {
                failure = error;
            }
        })
        { IsBackground = true };
        worker.Start();
        bool ended = worker.Join(TimeSpan.FromSeconds(s_seconds + LongestInput));
        if (!ended || failure is not null)
            Assert.Fail($"seed {s_seed}, input {count} ({Save(target, current)}), ended: {ended}; {failure}");
        Assert.True(count > 0);
    }

    /// <summary>
    /// An input is slow if it is so each time: a host that is busy, or takes the processor away from this machine, counts
    /// some of that as the thread's own time.
    /// </summary>
    private static void Try(Action<byte[]> target, byte[] input)
    {
        double took = Measure(target, input);
        for (int again = 0; again < 2 && took >= SlowestInput; again++) took = Math.Min(took, Measure(target, input));
        Assert.True(took < SlowestInput, $"{input.Length} bytes took {took} s");
    }

    private static double Measure(Action<byte[]> target, byte[] input)
    {
        double before = ThreadSeconds();
        try
        {
            target(input);
        }
        catch (OcirunException error)
        {
            Assert.NotEqual("", error.Message);
        }
        return ThreadSeconds() - before;
    }

    /// <summary>CPU time of this thread alone, since other tests run beside it; proc_pid_schedstat, in ns.</summary>
    private static double ThreadSeconds() =>
        ulong.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], CultureInfo.InvariantCulture) / 1e9;

    private static string Save(string target, byte[] input)
    {
        string path = Path.Combine(Path.GetTempPath(), $"ocirun-fuzz-{target}-{s_seed}");
        File.WriteAllBytes(path, input);
        return path;
    }

    private static void Config(byte[] bytes)
    {
        Config.Spec spec = SpecReader.Parse(bytes, SpecValidator.Validate);
        SpecValidator.Validate(spec);
        SpecValidator.FindWarnings(spec);
    }

    private static void Mounts(byte[] bytes)
    {
        string[] options = KernelText.Decode(bytes).Split('\n');
        foreach (string? type in (string?[])["bind", "tmpfs", null])
        {
            Config.Spec spec = SpecReader.Parse("{}"u8);
            spec.Mounts = [new Mount { Destination = "/a", Type = type, Source = "/b", Options = options }];
            SpecValidator.Validate(spec);
            SpecValidator.FindWarnings(spec);
        }
    }

    private static void CgroupFiles(byte[] bytes)
    {
        string directory = Directory.CreateTempSubdirectory("ocirun-fuzz-").FullName;
        try
        {
            foreach (string name in (string[])["cpu.stat", "memory.stat", "io.stat", "pids.current", "memory.max"])
                File.WriteAllBytes(Path.Combine(directory, name), bytes);
            V2Stats.Read(directory);
            StatFile.Pressure(Path.Combine(directory, "cpu.stat"));
            StatFile.List(Path.Combine(directory, "cpu.stat"));
            DeviceTable.Parse(KernelText.Decode(bytes));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static void Seccomp(byte[] bytes)
    {
        byte[] document = [.. "{\"linux\":{\"seccomp\":"u8, .. bytes, .. "}}"u8];
        LinuxSeccomp? profile = SpecReader.Parse(document).Linux?.Seccomp;
        if (profile is null) return;
        List<SpecError> errors = [];
        SeccompCompiler.Validate(profile, errors);
        if (errors.Count == 0) SeccompCompiler.Compile(profile);
    }
}
