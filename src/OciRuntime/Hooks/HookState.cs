using System.Text;
using System.Text.Json;
using OciRuntime.Config;
using OciRuntime.Launch.Child;
using OciRuntime.Native;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Hooks;

/// <summary>
/// The container's state as hooks read it on standard input: a memory file, so that a hook that does not read cannot
/// block anyone.
/// </summary>
internal static unsafe class HookState
{
    /// <summary>An empty file, to be filled when the pid is known.</summary>
    public static OwnedFd NewFile()
    {
        fixed (byte* name = "hook-state\0"u8)
            return OwnedFd.From(memfd_create(name, MFD_CLOEXEC), "memfd_create", "hook-state");
    }

    /// <summary>
    /// What a hook that failed wrote to <paramref name="file"/>, as the end of a sentence; empty if it wrote nothing,
    /// or the file is -1.
    /// </summary>
    public static string ReadOutput(int file)
    {
        string output = ReadText(file);
        return output.Length == 0 ? "" : ", output: " + output;
    }

    /// <summary>The same as it is.</summary>
    public static string ReadText(int file)
    {
        byte* text = stackalloc byte[HookProcess.KeptOutput];
        nint length = file == -1 ? 0 : (nint)LibC.pread(file, text, HookProcess.KeptOutput, 0);
        // Safe: pread filled length bytes.
        return length <= 0 ? "" : Encoding.UTF8.GetString(text, (int)length).Trim();
    }

    /// <summary>Writes <paramref name="state"/> into <paramref name="file"/>, runtime.md, State.</summary>
    public static void Fill(int file, State state)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(state, SpecJson.Default.State);
        // Safe: the array is pinned for the call; a memory file takes it whole.
        fixed (byte* data = json)
        {
            if (LibC.pwrite(file, data, json.Length, 0) != json.Length) LinuxException.Throw("write", "hook-state");
        }
    }
}
