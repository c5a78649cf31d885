namespace OciRuntime.Native.Abi;

// <linux/inotify.h>
/// <summary>The head of an event; a name of <see cref="len"/> bytes follows.</summary>
public struct inotify_event
{
    public int wd;
    public uint mask, cookie, len;
}
