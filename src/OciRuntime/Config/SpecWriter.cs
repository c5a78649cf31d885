using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace OciRuntime.Config;

/// <summary>Writes the spec's documents.</summary>
internal static class SpecWriter
{
    /// <summary>
    /// The document as <c>runc spec</c> lays it out: a tab per level, a line feed between lines and none at the end.
    /// Only what JSON itself demands is escaped, so that paths and arguments stay readable.
    /// </summary>
    public static byte[] Indented<T>(T document, JsonTypeInfo<T> type)
        where T : class
    {
        JsonWriterOptions layout = new()
        {
            Indented = true,
            IndentCharacter = '\t',
            IndentSize = 1,
            NewLine = "\n",
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        };
        ArrayBufferWriter<byte> bytes = new(4096); // the template takes 2.8 KB
        using (Utf8JsonWriter writer = new(bytes, layout)) JsonSerializer.Serialize(writer, document, type);
        return bytes.WrittenSpan.ToArray();
    }
}
