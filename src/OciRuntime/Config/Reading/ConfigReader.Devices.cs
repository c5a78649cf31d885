namespace OciRuntime.Config.Reading;

/// <content>Devices and seccomp.</content>
internal static partial class ConfigReader
{
    private static LinuxDevice LinuxDevice(ref JsonInput json)
    {
        json.Object();
        LinuxDevice value = new();
        while (json.Member())
        {
            if (json.Is("path"u8)) value.Path = json.Text();
            else if (json.Is("type"u8)) value.Type = json.Text();
            else if (json.Is("major"u8)) value.Major = json.Int64();
            else if (json.Is("minor"u8)) value.Minor = json.Int64();
            else if (json.Is("fileMode"u8)) value.FileMode = json.OptionalUInt32();
            else if (json.Is("uid"u8)) value.UID = json.OptionalUInt32();
            else if (json.Is("gid"u8)) value.GID = json.OptionalUInt32();
            else json.Skip();
        }
        return value;
    }

    private static LinuxDeviceCgroup LinuxDeviceCgroup(ref JsonInput json)
    {
        json.Object();
        LinuxDeviceCgroup value = new();
        while (json.Member())
        {
            if (json.Is("allow"u8)) value.Allow = json.Boolean();
            else if (json.Is("type"u8)) value.Type = json.Text();
            else if (json.Is("major"u8)) value.Major = json.OptionalInt64();
            else if (json.Is("minor"u8)) value.Minor = json.OptionalInt64();
            else if (json.Is("access"u8)) value.Access = json.Text();
            else json.Skip();
        }
        return value;
    }

    private static LinuxNetDevice LinuxNetDevice(ref JsonInput json)
    {
        json.Object();
        LinuxNetDevice value = new();
        while (json.Member())
        {
            if (json.Is("name"u8)) value.Name = json.Text();
            else json.Skip();
        }
        return value;
    }

    private static LinuxSeccomp LinuxSeccomp(ref JsonInput json)
    {
        json.Object();
        LinuxSeccomp value = new();
        while (json.Member())
        {
            if (json.Is("defaultAction"u8)) value.DefaultAction = json.Text();
            else if (json.Is("defaultErrnoRet"u8)) value.DefaultErrnoRet = json.OptionalUInt32();
            else if (json.Is("architectures"u8)) value.Architectures = json.Texts();
            else if (json.Is("flags"u8)) value.Flags = json.Texts();
            else if (json.Is("listenerPath"u8)) value.ListenerPath = json.Text();
            else if (json.Is("listenerMetadata"u8)) value.ListenerMetadata = json.Text();
            else if (json.Is("syscalls"u8)) value.Syscalls = json.Array(LinuxSyscall);
            else json.Skip();
        }
        return value;
    }

    private static LinuxSyscall LinuxSyscall(ref JsonInput json)
    {
        json.Object();
        LinuxSyscall value = new();
        while (json.Member())
        {
            if (json.Is("names"u8)) value.Names = json.Texts();
            else if (json.Is("action"u8)) value.Action = json.Text();
            else if (json.Is("errnoRet"u8)) value.ErrnoRet = json.OptionalUInt32();
            else if (json.Is("args"u8)) value.Args = json.Array(LinuxSeccompArg);
            else json.Skip();
        }
        return value;
    }

    private static LinuxSeccompArg LinuxSeccompArg(ref JsonInput json)
    {
        json.Object();
        LinuxSeccompArg value = new();
        while (json.Member())
        {
            if (json.Is("index"u8)) value.Index = json.UInt32();
            else if (json.Is("value"u8)) value.Value = json.UInt64();
            else if (json.Is("valueTwo"u8)) value.ValueTwo = json.UInt64();
            else if (json.Is("op"u8)) value.Op = json.Text();
            else json.Skip();
        }
        return value;
    }
}
