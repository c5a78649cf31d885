using System.Collections.Generic;
using System.Globalization;
using OciRuntime.Diagnostics;
using OciRuntime.Native;
using OciRuntime.Security.Seccomp;

namespace OciRuntime.SeccompReport;

/// <summary>What was refused so far, and its JSON.</summary>
internal sealed class RefusalTable(string id)
{
    // A container chooses the names of its threads: it must not fill the host's memory.
    private const int MostLines = 1000;

    private readonly Dictionary<RefusalKey, Refusal> lines = [];
    private readonly List<RefusalKey> order = [];
    private ulong others;

    /// <summary>What kept the report from being whole, or null.</summary>
    public string? Problem { get; set; }

    /// <summary>Counts a refusal of a kind that is there already.</summary>
    /// <returns>Whether it was.</returns>
    public bool Count(in RefusalKey key, bool approximated)
    {
        if (lines.TryGetValue(key, out Refusal? line))
        {
            line.Count++;
            line.Approximated |= approximated;
            return true;
        }
        if (lines.Count < MostLines) return false;
        others++;
        return true;
    }

    /// <summary>Adds the first refusal of a kind.</summary>
    public void Add(in RefusalKey key, Refusal line)
    {
        lines.Add(key, line);
        order.Add(key);
    }

    /// <summary>The report.</summary>
    /// <param name="complete">Every process with the filter has ended.</param>
    public JsonText ToJson(bool complete)
    {
        JsonText json = new(indent: 1);
        json.BeginObject();
        json.Member(ReportFile.Mark, 1);
        json.Member("id", id);
        json.Member("complete", complete);
        if (Problem is not null) json.Member("problem", Problem);
        json.BeginArray("refused");
        foreach (RefusalKey key in order) Write(json, key, lines[key]);
        json.EndArray();
        if (others > 0) json.Member("others", others);
        json.EndObject();
        return json;
    }

    private static void Write(JsonText json, in RefusalKey key, Refusal line)
    {
        json.BeginObject();
        json.Member("call", line.Call);
        json.Member("number", key.Number);
        json.Member("architecture", line.Architecture);
        json.Member("action", ActionName(key.Action));
        if ((key.Action & SeccompActions.SECCOMP_RET_ACTION_FULL) == SeccompActions.SECCOMP_RET_ERRNO)
            json.Member("errno", Errno.Name((int)(key.Action & SeccompActions.SECCOMP_RET_DATA)));
        json.Member("rule", key.Rule);
        json.BeginArray("arguments");
        foreach (ulong argument in line.Arguments)
            json.Element("0x" + argument.ToString("x", CultureInfo.InvariantCulture));
        json.EndArray();
        if (line.Texts.Count > 0)
        {
            json.BeginObject("texts");
            foreach ((int index, string text) in line.Texts)
                json.Member(index.ToString(CultureInfo.InvariantCulture), text);
            json.EndObject();
        }
        json.Member("comm", key.Command);
        json.Member("exe", key.Executable);
        json.Member("pid", line.Pid);
        json.Member("count", line.Count);
        if (line.Approximated) json.Member("approximated", true);
        json.EndObject();
    }

    private static string ActionName(uint action) => (action & SeccompActions.SECCOMP_RET_ACTION_FULL) switch
    {
        SeccompActions.SECCOMP_RET_KILL_PROCESS => "SCMP_ACT_KILL_PROCESS",
        SeccompActions.SECCOMP_RET_KILL_THREAD => "SCMP_ACT_KILL_THREAD",
        SeccompActions.SECCOMP_RET_TRAP => "SCMP_ACT_TRAP",
        _ => "SCMP_ACT_ERRNO",
    };
}
