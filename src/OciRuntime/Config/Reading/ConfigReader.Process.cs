namespace OciRuntime.Config.Reading;

/// <content>The process.</content>
internal static partial class ConfigReader
{
    /// <summary>The process alone, as <c>exec --process</c> takes it.</summary>
    internal static Process Process(ref JsonInput json)
    {
        json.Object();
        Process value = new();
        while (json.Member())
        {
            if (json.Is("terminal"u8)) value.Terminal = json.Boolean();
            else if (json.Is("consoleSize"u8)) value.ConsoleSize = json.Optional(Box);
            else if (json.Is("user"u8)) value.User = json.Optional(User);
            else if (json.Is("args"u8)) value.Args = json.Texts();
            else if (json.Is("commandLine"u8)) value.CommandLine = json.Text();
            else if (json.Is("env"u8)) value.Env = json.Texts();
            else if (json.Is("cwd"u8)) value.Cwd = json.Text();
            else if (json.Is("capabilities"u8)) value.Capabilities = json.Optional(LinuxCapabilities);
            else if (json.Is("rlimits"u8)) value.Rlimits = json.Array(POSIXRlimit);
            else if (json.Is("noNewPrivileges"u8)) value.NoNewPrivileges = json.Boolean();
            else if (json.Is("apparmorProfile"u8)) value.ApparmorProfile = json.Text();
            else if (json.Is("oomScoreAdj"u8)) value.OOMScoreAdj = json.OptionalInt32();
            else if (json.Is("scheduler"u8)) value.Scheduler = json.Optional(Scheduler);
            else if (json.Is("selinuxLabel"u8)) value.SelinuxLabel = json.Text();
            else if (json.Is("ioPriority"u8)) value.IOPriority = json.Optional(LinuxIOPriority);
            else if (json.Is("execCPUAffinity"u8)) value.ExecCPUAffinity = json.Optional(CPUAffinity);
            else json.Skip();
        }
        return value;
    }

    private static Box Box(ref JsonInput json)
    {
        json.Object();
        Box value = new();
        while (json.Member())
        {
            if (json.Is("height"u8)) value.Height = json.UInt32();
            else if (json.Is("width"u8)) value.Width = json.UInt32();
            else json.Skip();
        }
        return value;
    }

    private static User User(ref JsonInput json)
    {
        json.Object();
        User value = new();
        while (json.Member())
        {
            if (json.Is("uid"u8)) value.UID = json.UInt32();
            else if (json.Is("gid"u8)) value.GID = json.UInt32();
            else if (json.Is("umask"u8)) value.Umask = json.OptionalUInt32();
            else if (json.Is("additionalGids"u8)) value.AdditionalGids = json.Numbers();
            else if (json.Is("username"u8)) value.Username = json.Text();
            else json.Skip();
        }
        return value;
    }

    private static LinuxCapabilities LinuxCapabilities(ref JsonInput json)
    {
        json.Object();
        LinuxCapabilities value = new();
        while (json.Member())
        {
            if (json.Is("bounding"u8)) value.Bounding = json.Texts();
            else if (json.Is("effective"u8)) value.Effective = json.Texts();
            else if (json.Is("inheritable"u8)) value.Inheritable = json.Texts();
            else if (json.Is("permitted"u8)) value.Permitted = json.Texts();
            else if (json.Is("ambient"u8)) value.Ambient = json.Texts();
            else json.Skip();
        }
        return value;
    }

    private static POSIXRlimit POSIXRlimit(ref JsonInput json)
    {
        json.Object();
        POSIXRlimit value = new();
        while (json.Member())
        {
            if (json.Is("type"u8)) value.Type = json.Text();
            else if (json.Is("hard"u8)) value.Hard = json.UInt64();
            else if (json.Is("soft"u8)) value.Soft = json.UInt64();
            else json.Skip();
        }
        return value;
    }

    private static Scheduler Scheduler(ref JsonInput json)
    {
        json.Object();
        Scheduler value = new();
        while (json.Member())
        {
            if (json.Is("policy"u8)) value.Policy = json.Text();
            else if (json.Is("nice"u8)) value.Nice = json.Int32();
            else if (json.Is("priority"u8)) value.Priority = json.Int32();
            else if (json.Is("flags"u8)) value.Flags = json.Texts();
            else if (json.Is("runtime"u8)) value.Runtime = json.UInt64();
            else if (json.Is("deadline"u8)) value.Deadline = json.UInt64();
            else if (json.Is("period"u8)) value.Period = json.UInt64();
            else json.Skip();
        }
        return value;
    }

    private static LinuxIOPriority LinuxIOPriority(ref JsonInput json)
    {
        json.Object();
        LinuxIOPriority value = new();
        while (json.Member())
        {
            if (json.Is("class"u8)) value.Class = json.Text();
            else if (json.Is("priority"u8)) value.Priority = json.Int32();
            else json.Skip();
        }
        return value;
    }

    private static CPUAffinity CPUAffinity(ref JsonInput json)
    {
        json.Object();
        CPUAffinity value = new();
        while (json.Member())
        {
            if (json.Is("initial"u8)) value.Initial = json.Text();
            else if (json.Is("final"u8)) value.Final = json.Text();
            else json.Skip();
        }
        return value;
    }
}
