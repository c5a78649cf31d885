namespace OciRuntime.CommandLine;

/// <summary>What an option takes.</summary>
internal enum OptionKind
{
    /// <summary>Nothing, or <c>=true</c> and <c>=false</c>.</summary>
    Switch,

    /// <summary>A text.</summary>
    Text,

    /// <summary>A decimal number of 0 or more.</summary>
    Number,

    /// <summary>A text; given again, it is one more.</summary>
    Texts,
}

/// <summary>One row of a verb's option table.</summary>
/// <param name="Name">The name without dashes.</param>
/// <param name="Kind">What it takes.</param>
/// <param name="Help">Its line in the help text.</param>
internal sealed record Option(string Name, OptionKind Kind, string Help)
{
    /// <summary>A second name, usually one letter.</summary>
    public string? Alias { get; init; }

    /// <summary>The value when it is not given, for the help text.</summary>
    public string? Default { get; init; }

    /// <summary>Accepted, and left out of the help text.</summary>
    public bool Hidden { get; init; }

    /// <summary>Whether <paramref name="name"/> means this option.</summary>
    public bool IsCalled(string name) => name == Name || name == Alias;
}
