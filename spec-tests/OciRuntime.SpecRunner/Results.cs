using System;
using System.Threading;
using Xunit;
using Xunit.Abstractions;

namespace OciRuntime.SpecRunner;

/// <summary>Prints each test's result and counts them.</summary>
internal sealed class Results : LongLivedMarshalByRefObject, IMessageSink, IDisposable
{
    private readonly Lock gate = new();
    private int passed, failed, skipped;

    public ManualResetEventSlim Finished { get; } = new();

    public bool Succeeded => failed == 0 && passed != 0;

    public string Summary => $"{passed} passed, {failed} failed, {skipped} skipped";

    public bool OnMessage(IMessageSinkMessage message)
    {
        lock (gate) Take(message);
        return true;
    }

    public void Dispose() => Finished.Dispose();

    private void Take(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestPassed test:
                passed++;
                Console.WriteLine($"ok   {test.Test.DisplayName} ({test.ExecutionTime:0.0} s)");
                break;
            case ITestSkipped test:
                skipped++;
                Console.WriteLine($"skip {test.Test.DisplayName}: {test.Reason}");
                break;
            case ITestFailed test:
                Fail(test.Test.DisplayName, test);
                break;
            // what goes wrong around the tests is nobody's result
            case IErrorMessage error:
                Fail("the run itself", error);
                break;
            case ITestClassCleanupFailure failure:
                Fail(failure.TestClass.Class.Name, failure);
                break;
            case ITestAssemblyFinished:
                Finished.Set();
                break;
            default:
                break;
        }
    }

    private void Fail(string name, IFailureInformation information)
    {
        failed++;
        Console.WriteLine($"FAIL {name}");
        for (int i = 0; i < information.Messages.Length; i++)
            Console.WriteLine($"     | {information.Messages[i]}\n{information.StackTraces[i]}");
    }
}
