using System.Collections.Generic;
using Xunit.Abstractions;

namespace OciRuntime.SpecRunner;

/// <summary>Options of xunit's discovery and execution, which are names and values.</summary>
internal sealed class Options : ITestFrameworkDiscoveryOptions, ITestFrameworkExecutionOptions
{
    private readonly Dictionary<string, object?> _values = [];

    /// <summary>So many test classes at once.</summary>
    public static Options ForThreads(int threads)
    {
        var options = new Options();
        options.SetValue<int?>("xunit.execution.MaxParallelThreads", threads);
        options.SetValue<bool?>("xunit.execution.DisableParallelization", threads == 1);
        return options;
    }

    public TValue GetValue<TValue>(string name) =>
        _values.TryGetValue(name, out object? value) && value is TValue known ? known : default!;

    public void SetValue<TValue>(string name, TValue value) => _values[name] = value;
}
