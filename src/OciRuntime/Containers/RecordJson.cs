using System;
using OciRuntime.Diagnostics;

namespace OciRuntime.Containers;

/// <summary>state.json. Each verb reads it, so it is read and written without metadata (docs/adr/0010).</summary>
[GenerateJsonReader(typeof(ContainerRecord))]
[GenerateJsonWriter(typeof(ContainerRecord))]
internal static partial class RecordJson
{
    /// <summary>Writes the document into <paramref name="json"/>, in whose memory the bytes are.</summary>
    public static ReadOnlySpan<byte> Write(JsonText json, ContainerRecord record)
    {
        json.Clear();
        json.BeginObject();
        WriteContainerRecord(json, record);
        json.EndObject();
        return json.Utf8;
    }

    /// <summary>Reads the document; null if a killed create left it torn, or if a value is of another type.</summary>
    public static ContainerRecord? Read(ReadOnlySpan<byte> json) => JsonInput.TryRead(json, ReadContainerRecord);
}
