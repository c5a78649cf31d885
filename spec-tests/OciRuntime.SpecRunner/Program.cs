using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Threading;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace OciRuntime.SpecRunner;

/// <summary>
/// The spec tests as a program of their own, for machines without the .NET SDK:
/// <c>spec-tests [--threads N] [--list] [PART | -PART]...</c>. A test runs if its full name contains one of the parts,
/// and none of those after a minus. Ends with the line <c>N passed, N failed, N skipped</c>.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        if (!Selection.TryParse(arguments, out Selection selection))
        {
            Console.Error.WriteLine("usage: spec-tests [--threads N] [--list] [PART | -PART]...");
            return 2;
        }
        var assembly = Assembly.Load("OciRuntime.SpecTests");
        using var framework = new XunitTestFramework(new Quiet());
        List<ITestCase> cases = Discover(framework, assembly, selection);
        if (selection.List)
        {
            foreach (ITestCase found in cases) Console.WriteLine(found.DisplayName);
            return 0;
        }
        using var results = new Results();
        using ITestFrameworkExecutor executor = framework.GetExecutor(assembly.GetName());
        executor.RunTests(cases, results, Options.ForThreads(selection.Threads));
        results.Finished.Wait();
        Console.WriteLine(results.Summary);
        return results.Succeeded ? 0 : 1;
    }

    private static List<ITestCase> Discover(XunitTestFramework framework, Assembly assembly, Selection selection)
    {
        using var found = new Found();
        using ITestFrameworkDiscoverer discoverer = framework.GetDiscoverer(Reflector.Wrap(assembly));
        discoverer.Find(includeSourceInformation: false, found, new Options());
        found.Finished.Wait();
        return [.. found.Cases.Where(one => selection.Includes(one.DisplayName))];
    }

    /// <summary>Takes messages that nobody reads.</summary>
    private sealed class Quiet : LongLivedMarshalByRefObject, IMessageSink
    {
        public bool OnMessage(IMessageSinkMessage message) => true;
    }

    /// <summary>Collects the tests that are discovered.</summary>
    private sealed class Found : LongLivedMarshalByRefObject, IMessageSink, IDisposable
    {
        public List<ITestCase> Cases { get; } = [];

        public ManualResetEventSlim Finished { get; } = new();

        public bool OnMessage(IMessageSinkMessage message)
        {
            if (message is ITestCaseDiscoveryMessage discovery) Cases.Add(discovery.TestCase);
            if (message is IDiscoveryCompleteMessage) Finished.Set();
            return true;
        }

        public void Dispose() => Finished.Dispose();
    }
}
