using System.Collections.Generic;
using System.Text;
using OciRuntime.Diagnostics;

namespace OciRuntime.Checks;

/// <summary>What was found, in the order in which it was looked at.</summary>
internal sealed class CheckReport
{
    private const int StateWidth = 9, NameWidth = 26; // characters; `limited`, the longest name, and two spaces

    private readonly List<CheckResult> results = [];

    /// <summary>What was found.</summary>
    public IReadOnlyList<CheckResult> Results => results;

    /// <summary>Nothing that is needed is missing.</summary>
    public bool IsComplete => !results.Exists(static result => result is { Needed: true, State: CheckState.Missing });

    /// <summary>Adds a result.</summary>
    public void Add(CheckResult result) => results.Add(result);

    /// <summary>Adds what is there.</summary>
    public void Ok(string name, string found) => Add(new CheckResult(name, CheckState.Ok, found));

    /// <summary>The word for a state.</summary>
    public static string Word(CheckState state) => state switch
    {
        CheckState.Ok => "ok",
        CheckState.Limited => "limited",
        _ => "missing",
    };

    /// <summary>One line for each result.</summary>
    /// <param name="onlyTrouble">Leaves out what is there.</param>
    public string ToText(bool onlyTrouble = false)
    {
        StringBuilder text = new();
        foreach (CheckResult result in results)
        {
            if (onlyTrouble && result.State == CheckState.Ok) continue;
            text.Append(Word(result.State).PadRight(StateWidth)).Append(result.Name.PadRight(NameWidth));
            text.Append(result.Found);
            if (result.Advice is not null) text.Append("; ").Append(result.Advice);
            if (result.Pointer.Length > 0) text.Append(" [config: ").Append(result.Pointer).Append(']');
            text.Append('\n');
        }
        return text.ToString();
    }

    /// <summary>Writes the member <c>checks</c>.</summary>
    public void Write(JsonText json)
    {
        json.BeginArray("checks");
        foreach (CheckResult result in results)
        {
            json.BeginObject();
            json.Member("name", result.Name);
            json.Member("state", Word(result.State));
            json.Member("needed", result.Needed);
            json.Member("found", result.Found);
            if (result.Advice is not null) json.Member("advice", result.Advice);
            if (result.Pointer.Length > 0) json.Member("pointer", result.Pointer);
            json.EndObject();
        }
        json.EndArray();
    }
}
