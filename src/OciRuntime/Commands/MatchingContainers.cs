using System;
using OciRuntime.Containers;
using OciRuntime.Native;
namespace OciRuntime.Commands;

/// <summary><c>--regex</c>: each container whose id an extended regular expression matches, as in crun.</summary>
internal static class MatchingContainers
{
    /// <summary>Does <paramref name="act"/> to each; what fails is a warning, and the others have their turn.</summary>
    /// <exception cref="ContainerException">It failed for some.</exception>
    public static void Each(RuntimeOptions options, string expression, Action<string> act)
    {
        using PosixRegex regex = new(expression);
        int all = 0, failed = 0;
        foreach (ContainerStatus container in ContainerList.Read(options))
        {
            if (!regex.Matches(container.Id)) continue;
            all++;
            try
            {
                act(container.Id);
            }
            catch (OcirunException error)
            {
                failed++;
                options.Log.Warning($"container {container.Id}: {error.Message}");
            }
        }
        if (failed > 0)
            throw new ContainerException($"{failed} of {all} containers that `{expression}` matches failed");
    }
}
