using System.Text.Json.Serialization;

namespace OciRuntime.Spec;

/// <summary>Source-generated JSON of the spec's documents; unknown members are tolerated (config.md, Extensibility).</summary>
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Spec))]
[JsonSerializable(typeof(State))]
[JsonSerializable(typeof(Process))]
[JsonSerializable(typeof(LinuxResources))]
[JsonSerializable(typeof(LinuxSeccomp))]
[JsonSerializable(typeof(ContainerProcessState))]
internal sealed partial class SpecJson : JsonSerializerContext;
