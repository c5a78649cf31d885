using OciRuntime.Launch.Child;

namespace OciRuntime.Launch.Plan;

/// <summary>What the child reports of an operation that failed; the default value if it did not.</summary>
/// <param name="Errno">The errno.</param>
/// <param name="Phase">The step inside the operation.</param>
internal readonly record struct ChildFailure(int Errno, Phase Phase);
