using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Threading;

namespace OciRuntime.Bench;

/// <summary>
/// <c>exec</c> as engines ask for it when they probe a container: a process document, detached, with a pid file; once
/// as containerd does for a probe of Kubernetes, once with a terminal, as conmon does for <c>podman exec -t</c>.
/// </summary>
internal static class Probes
{
    private const int Times = 100;
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Measures each runtime.</summary>
    public static Table Measure(List<Runtime> runtimes, Bundle bundle)
    {
        Dictionary<Runtime, double> charged = [];
        Line plain = Line.Measure(
            "CPU of a probe, ms",
            runtimes,
            runtime =>
            {
                (double cpu, charged[runtime]) = Probe(runtime, bundle, terminal: false);
                return cpu;
            }
        );
        Line terminal = Line.Measure(
            "CPU of a probe with a terminal, ms",
            runtimes,
            runtime => Probe(runtime, bundle, terminal: true).Cpu
        );
        Line memory = new(
            "peak of the memory that probes charge to the container, KiB",
            [.. runtimes.Select(runtime => charged.TryGetValue(runtime, out double kib) && kib >= 0 ? kib : (double?)null)],
            [.. runtimes.Select(runtime => charged.TryGetValue(runtime, out double kib) && kib >= 0 ? null : "not measured")]
        );
        return new Table(
            "Probes",
            $"`exec --process --detach --pid-file`, {Times} times, {1 / Interval.TotalSeconds:0} a second",
            2,
            [plain, terminal, memory]
        );
    }

    private static (double Cpu, double Charged) Probe(Runtime runtime, Bundle bundle, bool terminal)
    {
        Verb.Start(runtime, bundle, "probed");
        string directory = Path.Combine(bundle.DirectoryPath, $"of-probed-{runtime.Key}"), process = Path.Combine(directory, "process");
        var document = (JsonObject)bundle.Config["process"]!.DeepClone();
        document["terminal"] = terminal;
        File.WriteAllText(process, document.ToJsonString());
        List<string> command = ["exec", "--process", process, "--detach", "--pid-file", Path.Combine(directory, "probe")];
        using Consoles? consoles = terminal ? new Consoles(Path.Combine(directory, "console")) : null;
        if (consoles is not null) command.AddRange(["--console-socket", consoles.Path]);
        command.Add("probed");
        using var memory = ContainerMemory.Find(runtime, "probed");
        long? before = memory.Usage();
        memory.ResetPeak();
        List<double> samples = [];
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < Times; i++)
        {
            TimeSpan due = Interval * i;
            if (due > watch.Elapsed) Thread.Sleep(due - watch.Elapsed);
            samples.Add(Shell.Measure(Rows.Measures, [runtime.Command([.. command])]).Cpu / 1000);
        }
        double charged = memory.Peak() - before is { } bytes ? Math.Max(0, bytes) / 1024.0 : -1;
        Verb.Clear(runtime);
        return (Numbers.Summarize(samples).Median, charged);
    }

    /// <summary>
    /// A socket that takes terminals, as conmon's: each stays on its way, and so open, until the next one comes.
    /// </summary>
    private sealed class Consoles : IDisposable
    {
        private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

        public Consoles(string path)
        {
            Path = path;
            File.Delete(path);
            listener.Bind(new UnixDomainSocketEndPoint(path));
            listener.Listen(16);
            new Thread(Accept) { IsBackground = true }.Start();
        }

        /// <summary>Where it listens.</summary>
        public string Path { get; }

        public void Dispose() => listener.Dispose();

        private void Accept()
        {
            Socket? last = null;
            try
            {
                while (true)
                {
                    Socket next = listener.Accept();
                    last?.Dispose();
                    last = next;
                }
            }
            catch (SocketException)
            {
                // the listener was closed
                last?.Dispose();
            }
        }
    }
}
