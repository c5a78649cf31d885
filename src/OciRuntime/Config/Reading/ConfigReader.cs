using OciRuntime.Diagnostics;

namespace OciRuntime.Config;

/// <summary>
/// Reads the spec's documents into the model without metadata, one generated method per type: the start of
/// <see cref="System.Text.Json"/>'s metadata costs more than the rest of the runtime's own work (docs/adr/0010).
/// </summary>
[GenerateJsonReader(typeof(Spec))]
[GenerateJsonReader(typeof(Process))]
[GenerateJsonReader(typeof(LinuxResources))]
internal static partial class ConfigReader;
