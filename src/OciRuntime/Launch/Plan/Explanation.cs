namespace OciRuntime.Launch.Plan;

/// <summary>What an operation does: the fields of its failure, of which the sentence is made.</summary>
/// <param name="Operation">The act: <c>mount</c>, <c>set rlimit</c>.</param>
/// <param name="Target">What it is done to, exactly as it was given, or null.</param>
/// <param name="Detail">What follows the target in the sentence: <c> on `/proc`</c>.</param>
internal readonly record struct Explanation(string Operation, string? Target = null, string Detail = "")
{
    private readonly string? act;

    /// <summary>What is done, with every argument that explains it.</summary>
    public string Act
    {
        get => act ?? (Target is null ? Operation + Detail : $"{Operation} `{Target}`{Detail}");
        init => act = value;
    }

    /// <summary>The beginning of the sentence about a failure, if it is not <see cref="Act"/>; or null.</summary>
    public string? Beginning { get; init; }

    /// <summary>The cause of a failure whose errno has many, if it is found; or null.</summary>
    public string? Hint { get; init; }

    /// <summary>
    /// The path in the container that was to be reached; if that failed, it is looked up which part is the reason.
    /// </summary>
    public string? InRoot { get; init; }

    /// <summary>
    /// A program that cannot be executed, in the words that engines parse; client-contract.md, Output and errors, 3.
    /// </summary>
    public string? Contract { get; init; }
}
