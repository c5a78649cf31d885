using System;
using System.Collections.Generic;

namespace OciRuntime.Tools.Syscalls;

/// <summary>
/// The calls that older architectures reach through socketcall(2) and ipc(2), with their first argument there.
/// </summary>
internal static class Multiplexed
{
    /// <summary>SYS_SOCKET … SYS_SENDMMSG of linux/net.h, from 1.</summary>
    private static readonly string[] SocketCalls =
    [
        "socket",
        "bind",
        "connect",
        "listen",
        "accept",
        "getsockname",
        "getpeername",
        "socketpair",
        "send",
        "recv",
        "sendto",
        "recvfrom",
        "shutdown",
        "setsockopt",
        "getsockopt",
        "sendmsg",
        "recvmsg",
        "accept4",
        "recvmmsg",
        "sendmmsg",
    ];

    /// <summary>SEMOP … SHMCTL of linux/ipc.h.</summary>
    private static readonly Dictionary<string, int> IpcCalls = new()
    {
        ["semop"] = 1, ["semget"] = 2, ["semctl"] = 3, ["semtimedop"] = 4,
        ["msgsnd"] = 11, ["msgrcv"] = 12, ["msgget"] = 13, ["msgctl"] = 14,
        ["shmat"] = 21, ["shmdt"] = 22, ["shmget"] = 23, ["shmctl"] = 24,
    };

    /// <summary>0: a call of its own; 1–20: the argument of socketcall; 0x80 + n: the argument of ipc.</summary>
    public static int Code(string name) =>
        IpcCalls.TryGetValue(name, out int ipc) ? 0x80 + ipc : Array.IndexOf(SocketCalls, name) + 1;

    /// <summary>
    /// Every name of the two families must be in the table, also one that no architecture has as a call of its own.
    /// </summary>
    public static void AddNames(SortedDictionary<string, int[]> table, int columns)
    {
        foreach (string name in (string[])[.. SocketCalls, .. IpcCalls.Keys])
        {
            if (table.ContainsKey(name))
                continue;
            int[] numbers = new int[columns];
            Array.Fill(numbers, -1);
            table.Add(name, numbers);
        }
    }
}
