using System;
using System.Threading;
using Xunit.Abstractions;

namespace OciRuntime.SpecRunner;

/// <summary>Prints each test's result and counts them.</summary>
internal sealed class Results : IMessageSink, IDisposable
{
    private readonly Lock _lock = new();
    private int _passed, _failed, _skipped;

    public ManualResetEventSlim Finished { get; } = new();

    public bool Succeeded => _failed == 0 && _passed != 0;

    public string Summary => $"{_passed} passed, {_failed} failed, {_skipped} skipped";

    public bool OnMessage(IMessageSinkMessage message)
    {
        lock (_lock) Take(message);
        return true;
    }

    public void Dispose() => Finished.Dispose();

    private void Take(IMessageSinkMessage message)
    {
        switch (message)
        {
            case ITestPassed passed:
                _passed++;
                Console.WriteLine($"ok   {passed.Test.DisplayName} ({passed.ExecutionTime:0.0} s)");
                break;
            case ITestSkipped skipped:
                _skipped++;
                Console.WriteLine($"skip {skipped.Test.DisplayName}: {skipped.Reason}");
                break;
            case ITestFailed failed:
                Fail(failed.Test.DisplayName, failed);
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
        _failed++;
        Console.WriteLine($"FAIL {name}");
        for (int i = 0; i < information.Messages.Length; i++)
            Console.WriteLine($"     | {information.Messages[i]}\n{information.StackTraces[i]}");
    }
}
