namespace OciRuntime.Diagnostics;

/// <summary>The values of <c>--log-format</c>.</summary>
internal enum LogFormat
{
    /// <summary>One line of key=value pairs, as logrus writes it.</summary>
    Text,

    /// <summary>One JSON object a line.</summary>
    Json,
}
