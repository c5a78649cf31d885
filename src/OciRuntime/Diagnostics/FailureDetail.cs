namespace OciRuntime.Diagnostics;

/// <summary>One of the mistakes that a failure tells at once.</summary>
/// <param name="Pointer">Where: a JSON pointer, RFC 6901; empty for the whole document.</param>
/// <param name="Message">What, without the place.</param>
/// <param name="Code">Which kind of mistake.</param>
internal sealed record FailureDetail(string Pointer, string Message, string Code)
{
    /// <summary>The member <c>errors</c>.</summary>
    public static void Write(JsonText json, FailureDetail[] details)
    {
        json.BeginArray("errors");
        foreach (FailureDetail detail in details)
        {
            json.BeginObject();
            json.Member("pointer", detail.Pointer);
            json.Member("message", detail.Message);
            json.Member("code", detail.Code);
            json.EndObject();
        }
        json.EndArray();
    }
}
