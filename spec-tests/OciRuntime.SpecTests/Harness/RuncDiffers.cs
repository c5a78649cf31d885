using System;

namespace OciRuntime.SpecTests.Harness;

/// <summary>
/// A test of something that the reference runtime at hand does in another way, for a reason that is named. It is
/// skipped there,
/// with that reason, unless RUNC_DIFFERS=run is set.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RuncDiffersFactAttribute : FactAttribute
{
    public RuncDiffersFactAttribute(string reason) => Skip = RuncDiffers.Skip(reason);
}

/// <summary>The same for the rows of a theory.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RuncDiffersTheoryAttribute : TheoryAttribute
{
    public RuncDiffersTheoryAttribute(string reason) => Skip = RuncDiffers.Skip(reason);
}

internal static class RuncDiffers
{
    /// <summary>Why a test is skipped, if it is; null where there is no difference.</summary>
    public static string? Skip(string? reason) =>
        reason is not null && RuntimeUnderTest.IsRunc && Environment.GetEnvironmentVariable("RUNC_DIFFERS") != "run"
            ? $"runc differs: {reason}"
            : null;
}
