using OciRuntime.Native;
namespace OciRuntime.Containers;

/// <summary>
/// A verb cannot be carried out on this container in its state; the texts are part of the contract with engines.
/// </summary>
internal sealed class ContainerException(string sentence, string code = FailureCodes.State)
    : OcirunException(sentence, code);
