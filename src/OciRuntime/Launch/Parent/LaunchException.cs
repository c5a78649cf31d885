using OciRuntime.Native;
namespace OciRuntime.Launch.Parent;

/// <summary>The container's process could not be brought to its program.</summary>
internal sealed class LaunchException(string sentence) : OcirunException(sentence, FailureCodes.Launch);
