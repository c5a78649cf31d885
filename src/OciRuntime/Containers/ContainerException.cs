using OciRuntime.Diagnostics;
namespace OciRuntime.Containers;

/// <summary>A verb cannot be carried out on this container in its state; the texts are part of the contract with engines.</summary>
internal sealed class ContainerException(string message, string code = FailureCodes.State) : OcirunException(message, code: code);
