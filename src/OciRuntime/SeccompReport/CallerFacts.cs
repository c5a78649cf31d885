using System;
using System.Collections.Generic;
using System.Globalization;
using OciRuntime.Native;
using OciRuntime.Native.Abi;
using static OciRuntime.Native.Libc;

namespace OciRuntime.SeccompReport;

/// <summary>
/// What /proc says of a thread whose call waits. All of it counts only if the call still waits after it was read:
/// otherwise the number may be another thread's by then.
/// </summary>
internal static unsafe class CallerFacts
{
    private const int LongestText = 256; // bytes of an argument that a report quotes
    private const int Page = 4096; // the smallest page, at whose end readable memory may end

    /// <summary>The calls whose arguments are names, and which of them are.</summary>
    private static ReadOnlySpan<int> TextArguments(string call) => call switch
    {
        "mount" => [0, 1, 2],
        "pivot_root" or "add_key" or "request_key" or "setxattr" or "lsetxattr" or "symlink" or "rename" => [0, 1],
        "umount" or "umount2" or "chroot" or "mknod" or "open" or "fsopen" or "swapon" or "swapoff" or "acct"
            or "delete_module" or "mkdir" or "unlink" or "chmod" or "chown" or "execve" or "memfd_create" => [0],
        "mknodat" or "openat" or "openat2" or "open_tree" or "fspick" or "mount_setattr" or "name_to_handle_at"
            or "quotactl" or "mkdirat" or "unlinkat" or "fchmodat" or "fchmodat2" or "execveat" => [1],
        "move_mount" => [1, 3],
        _ => [],
    };

    /// <summary>The thread's name, comm in proc(5); empty if it cannot be read.</summary>
    public static string Command(uint thread)
    {
        try
        {
            return ProcFile.Read(Path(thread, "comm")).TrimEnd('\n');
        }
        catch (LinuxException)
        {
            return "";
        }
    }

    /// <summary>The path of its program as it lies in the container; empty if it cannot be read.</summary>
    public static string Executable(uint thread)
    {
        byte[] path = KernelText.Terminated(Path(thread, "exe"));
        byte* target = stackalloc byte[Page];
        nint length;
        // Safe: the array is pinned and NUL-terminated; the kernel writes at most Page bytes.
        fixed (byte* start = path) length = readlinkat(ProcFile.Root, start, target, Page);
        return length <= 0 ? "" : KernelText.Decode(new ReadOnlySpan<byte>(target, (int)length));
    }

    /// <summary>The arguments of <paramref name="call"/> that are texts, read from the thread's memory.</summary>
    public static List<(int Index, string Text)> Texts(uint thread, string call, ReadOnlySpan<ulong> arguments)
    {
        List<(int, string)> texts = [];
        ReadOnlySpan<int> which = TextArguments(call);
        if (which.IsEmpty) return texts;
        foreach (int index in which)
        {
            if (arguments[index] != 0 && ReadText((int)thread, arguments[index]) is { } text) texts.Add((index, text));
        }
        return texts;
    }

    private static string? ReadText(int thread, ulong address)
    {
        byte* text = stackalloc byte[LongestText];
        nint length = Read(thread, address, text, LongestText);
        nuint toPageEnd = (nuint)(Page - (address % Page));
        if (length <= 0 && toPageEnd < LongestText) length = Read(thread, address, text, toPageEnd);
        if (length <= 0) return null;
        // Safe: the kernel filled length bytes.
        ReadOnlySpan<byte> bytes = new(text, (int)length);
        int end = bytes.IndexOf((byte)0);
        return KernelText.Decode(end < 0 ? bytes : bytes[..end]);
    }

    /// <summary>Not by /proc/PID/mem, which only its owner may open without a capability more.</summary>
    private static nint Read(int thread, ulong address, byte* text, nuint length)
    {
        iovec here, there;
        here.iov_base = text;
        there.iov_base = (void*)address;
        here.iov_len = there.iov_len = length;
        return process_vm_readv(thread, &here, &there);
    }

    private static string Path(uint thread, string file) =>
        string.Create(CultureInfo.InvariantCulture, $"{thread}/{file}");
}
