using OciRuntime.Diagnostics;
namespace OciRuntime.Launch.Parent;

/// <summary>The container's process could not be brought to its program; the message names operation, object, errno and config member.</summary>
internal sealed class LaunchException(string message, int errno = 0) : OcirunException(message, code: FailureCodes.Launch, errno: errno);
