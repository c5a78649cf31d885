namespace OciRuntime.Config.Reading;

/// <summary>
/// Reads the spec's documents into the model without metadata: one method per type, named as it is. The start of
/// <see cref="System.Text.Json"/>'s metadata costs more than the rest of the runtime's own work (docs/adr/0010).
/// </summary>
internal static partial class ConfigReader
{
    /// <summary>A config.json.</summary>
    internal static Spec Spec(ref JsonInput json)
    {
        json.Object();
        Spec value = new();
        while (json.Member())
        {
            if (json.Is("ociVersion"u8)) value.Version = json.Text();
            else if (json.Is("process"u8)) value.Process = json.Optional(Process);
            else if (json.Is("root"u8)) value.Root = json.Optional(Root);
            else if (json.Is("hostname"u8)) value.Hostname = json.Text();
            else if (json.Is("domainname"u8)) value.Domainname = json.Text();
            else if (json.Is("mounts"u8)) value.Mounts = json.Array(Mount);
            else if (json.Is("hooks"u8)) value.Hooks = json.Optional(Hooks);
            else if (json.Is("annotations"u8)) value.Annotations = json.TextMap();
            else if (json.Is("linux"u8)) value.Linux = json.Optional(Linux);
            else json.Skip();
        }
        return value;
    }

    private static Root Root(ref JsonInput json)
    {
        json.Object();
        Root value = new();
        while (json.Member())
        {
            if (json.Is("path"u8)) value.Path = json.Text();
            else if (json.Is("readonly"u8)) value.Readonly = json.Boolean();
            else json.Skip();
        }
        return value;
    }

    private static Mount Mount(ref JsonInput json)
    {
        json.Object();
        Mount value = new();
        while (json.Member())
        {
            if (json.Is("destination"u8)) value.Destination = json.Text();
            else if (json.Is("type"u8)) value.Type = json.Text();
            else if (json.Is("source"u8)) value.Source = json.Text();
            else if (json.Is("options"u8)) value.Options = json.Texts();
            else if (json.Is("uidMappings"u8)) value.UIDMappings = json.Array(LinuxIDMapping);
            else if (json.Is("gidMappings"u8)) value.GIDMappings = json.Array(LinuxIDMapping);
            else json.Skip();
        }
        return value;
    }

    private static Hook Hook(ref JsonInput json)
    {
        json.Object();
        Hook value = new();
        while (json.Member())
        {
            if (json.Is("path"u8)) value.Path = json.Text();
            else if (json.Is("args"u8)) value.Args = json.Texts();
            else if (json.Is("env"u8)) value.Env = json.Texts();
            else if (json.Is("timeout"u8)) value.Timeout = json.OptionalInt32();
            else json.Skip();
        }
        return value;
    }

    private static Hooks Hooks(ref JsonInput json)
    {
        json.Object();
        Hooks value = new();
        while (json.Member())
        {
            if (json.Is("prestart"u8)) value.Prestart = json.Array(Hook);
            else if (json.Is("createRuntime"u8)) value.CreateRuntime = json.Array(Hook);
            else if (json.Is("createContainer"u8)) value.CreateContainer = json.Array(Hook);
            else if (json.Is("startContainer"u8)) value.StartContainer = json.Array(Hook);
            else if (json.Is("poststart"u8)) value.Poststart = json.Array(Hook);
            else if (json.Is("poststop"u8)) value.Poststop = json.Array(Hook);
            else json.Skip();
        }
        return value;
    }
}
