namespace OciRuntime.Launch.Parent;

/// <summary>What an operation of the plan does: the fields of its failure, of which the sentence is made.</summary>
/// <param name="Operation">The act: <c>mount</c>.</param>
/// <param name="Target">What it is done to, exactly as it was given, or null.</param>
/// <param name="Detail">What follows the target in the sentence: <c> on `/proc`</c>.</param>
internal readonly record struct OperationAct(string Operation, string? Target = null, string Detail = "")
{
    /// <summary>A sentence that engines know, where it is not made of the fields; or null.</summary>
    public string? Sentence { get; init; }

    /// <summary>The beginning of the sentence about a failure.</summary>
    public override string ToString() => Sentence ?? (Target is null ? Operation + Detail : $"{Operation} `{Target}`{Detail}");
}
