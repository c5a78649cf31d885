using System.Text.Json.Serialization;

namespace OciRuntime.Config;

/// <summary>
/// Source-generated JSON of the spec's documents. Unknown members are tolerated (config.md, Extensibility), names are
/// matched exactly, of a member that comes twice the last counts; comments and trailing commas are no JSON.
/// </summary>
[JsonSourceGenerationOptions(
    // Unknown members may be nested without end; what the model knows, and what could recurse, is 7 deep.
    MaxDepth = int.MaxValue,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Spec))]
// Only these two are written on the way of a container: the generated writer needs no metadata at run time.
[JsonSerializable(typeof(State), GenerationMode = JsonSourceGenerationMode.Default)]
[JsonSerializable(typeof(ContainerProcessState), GenerationMode = JsonSourceGenerationMode.Default)]
[JsonSerializable(typeof(Process))]
[JsonSerializable(typeof(LinuxResources))]
[JsonSerializable(typeof(LinuxSeccomp))]
[JsonSerializable(typeof(Mount[]))]
internal sealed partial class SpecJson : JsonSerializerContext;
