using System.Collections.Generic;
using System.Text;
using OciRuntime.CommandLine;
using OciRuntime.Config;
using OciRuntime.Containers;
using OciRuntime.Create;
using OciRuntime.Diagnostics;
namespace OciRuntime.Commands;

/// <summary>What two bundles do not share: values of their configs, and lines of their plans.</summary>
/// <param name="Configs">The values.</param>
/// <param name="Plans">The lines, each after <c>-</c> or <c>+</c>.</param>
internal sealed record PlanDifference(List<ConfigDifference> Configs, List<(char Sign, string Line)> Plans)
{
    /// <summary>There is none.</summary>
    public bool IsEmpty => Configs.Count == 0 && Plans.Count == 0;

    /// <summary>Compiles both.</summary>
    public static PlanDifference Find(RuntimeOptions options, CreateOptions one, CreateOptions other)
    {
        (byte[] before, string plan) = Read(options, one);
        (byte[] after, string otherPlan) = Read(options, other);
        return new PlanDifference(ConfigDifference.FindAll(before, after), LineDifference.Find(plan, otherPlan));
    }

    private static (byte[] Config, string Plan) Read(RuntimeOptions options, CreateOptions create)
    {
        Bundle bundle = Bundle.Open(options, create);
        return (bundle.ConfigBytes, PlanReport.Compile(options, create, bundle).Plan);
    }

    /// <summary>As diff(1) shows lines.</summary>
    public string ToText()
    {
        StringBuilder text = new();
        if (Configs.Count > 0) text.Append("config:\n");
        foreach (ConfigDifference config in Configs)
        {
            if (config.Before is not null) text.Append($"- {config.Pointer} {config.Before}\n");
            if (config.After is not null) text.Append($"+ {config.Pointer} {config.After}\n");
        }
        if (Plans.Count > 0) text.Append(text.Length == 0 ? "plan:\n" : "\nplan:\n");
        foreach ((char sign, string line) in Plans) text.Append($"{sign} {line}\n");
        return text.ToString();
    }

    /// <summary>The same for programs.</summary>
    public string ToJson()
    {
        JsonText json = new(indent: 2);
        json.BeginObject();
        json.BeginArray("config");
        foreach (ConfigDifference config in Configs)
        {
            json.BeginObject();
            json.Member("pointer", config.Pointer);
            // Of any JSON type: as the text that it has in its config.
            if (config.Before is not null) json.Member("before", config.Before);
            if (config.After is not null) json.Member("after", config.After);
            json.EndObject();
        }
        json.EndArray();
        json.BeginArray("plan");
        foreach ((char sign, string line) in Plans) json.Element($"{sign} {line}");
        json.EndArray();
        json.EndObject();
        return json + "\n";
    }
}
