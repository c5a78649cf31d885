using System.Globalization;

namespace OciRuntime.Diagnostics;

/// <summary>What is said about one failed command: the sentence, and its parts for callers that read JSON.</summary>
/// <param name="Message">The whole sentence, which needs none of the parts.</param>
internal sealed record Failure(string Message)
{
    /// <summary>The kind of failure, one of <see cref="Native.FailureCodes"/>.</summary>
    public required string Code { get; init; }

    /// <summary>The call or the act that failed, for a kernel error.</summary>
    public string? Operation { get; init; }

    /// <summary>What it was done to.</summary>
    public string? Object { get; init; }

    /// <summary>The name of the errno: <c>EPERM</c>.</summary>
    public string? Errno { get; init; }

    /// <summary>The JSON pointer of the config member behind it.</summary>
    public string? Pointer { get; init; }

    /// <summary>Each mistake of a config, if that is what is wrong.</summary>
    public FailureDetail[]? Errors { get; init; }

    /// <summary>
    /// One line of the JSON log: logrus' members, which the callers read, and ours where they are known.
    /// </summary>
    public string ToJson(string time)
    {
        JsonText json = new(indent: 0);
        json.BeginObject();
        json.Member("level", "error");
        json.Member("msg", Message);
        json.Member("time", time);
        json.Member("code", Code);
        if (Operation is not null) json.Member("operation", Operation);
        if (Object is not null) json.Member("object", Object);
        if (Errno is not null) json.Member("errno", Errno);
        if (Pointer is not null) json.Member("pointer", Pointer);
        if (Errors is not null) FailureDetail.Write(json, Errors);
        json.EndObject();
        return json.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Code}: {Message}");
}
