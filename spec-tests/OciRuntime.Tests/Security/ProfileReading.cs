using System;
using System.Collections.Generic;
using System.Linq;
using OciRuntime.Config;
using OciRuntime.Security.Seccomp;

namespace OciRuntime.Tests.Security;

/// <summary>
/// Decides a system call by reading linux.seccomp from top to bottom, with no code of the compiler but its tables of
/// names: what the filter must do.
/// </summary>
internal sealed class ProfileReading
{
    private const uint Allow = 0x7fff0000,
        KillThread = 0,
        Errno = 0x50000,
        Trace = 0x7ff00000,
        Log = 0x7ffc0000,
        Enosys = Errno | 38;

    private static readonly string[] SocketCalls =
    [
        "",
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

    private static readonly Dictionary<ulong, string> IpcCalls = new()
    {
        [1] = "semop",
        [2] = "semget",
        [3] = "semctl",
        [4] = "semtimedop",
        [11] = "msgsnd",
        [12] = "msgrcv",
        [13] = "msgget",
        [14] = "msgctl",
        [21] = "shmat",
        [22] = "shmdt",
        [23] = "shmget",
        [24] = "shmctl",
    };

    private readonly LinuxSeccomp profile;
    private readonly List<SeccompArchitecture> architectures;
    private readonly Dictionary<string, List<LinuxSyscall>> byName = [];
    private readonly Dictionary<string, long> newest = [];
    private readonly Dictionary<(string, uint), string[]> names = [];

    public ProfileReading(LinuxSeccomp profile, string native)
    {
        this.profile = profile;
        architectures = [.. new[] { native }.Concat(profile.Architectures ?? []).Distinct().Select(Parse)];
        foreach (LinuxSyscall entry in profile.Syscalls ?? [])
        {
            foreach (string name in entry.Names!)
            {
                if (!byName.TryGetValue(name, out List<LinuxSyscall>? entries))
                    byName[name] = entries = [];
                entries.Add(entry);
            }
        }
        foreach (SeccompArchitecture architecture in architectures)
            newest[architecture.Name] = byName.Keys.Select(n => Number(architecture, n)).DefaultIfEmpty(-1).Max();
    }

    public uint Decide(SystemCall call)
    {
        if (IsNewer(call))
            return Enosys;
        bool foreignX32 = IsX32(call) && !architectures.Any(a => a.IsX32) && architectures.Any(a => a.IsX86_64);
        if (Find(call) is { } architecture)
            return Match(architecture, call, DefaultAction);
        // -1 marks a call that a tracer skips: libseccomp lets it be an x86_64 call
        return foreignX32 && call.Number == uint.MaxValue ? DefaultAction : KillThread;
    }

    /// <summary>
    /// The call is newer than every call that the profile names: runc answers it before libseccomp's filter.
    /// </summary>
    public bool IsNewer(SystemCall call)
    {
        if ((DefaultAction & 0xffff0000) is Allow or Log or Trace)
            return false;
        SeccompArchitecture? found = Find(call);
        // without x32 in the profile, runc looks at bit 30 only
        if (found is null && IsX32(call) && (call.Number & SeccompArchitecture.X32Bit) == 0)
            found = architectures.Cast<SeccompArchitecture?>().FirstOrDefault(a => a!.Value.IsX86_64);
        return found is { } architecture && newest[architecture.Name] > 0
            && (call.Number > newest[architecture.Name] || (architecture.IsS390 && call.Number == 0));
    }

    private uint DefaultAction => Action(profile.DefaultAction!, profile.DefaultErrnoRet);

    private static bool IsX32(SystemCall call) =>
        call.Arch == SeccompArchitecture.AuditX86_64 && call.Number >= SeccompArchitecture.X32Bit;

    private SeccompArchitecture? Find(SystemCall call) =>
        architectures
            .Cast<SeccompArchitecture?>()
            .FirstOrDefault(a => a!.Value.AuditArch == call.Arch && a.Value.IsX32 == IsX32(call));

    private uint Match(SeccompArchitecture architecture, SystemCall call, uint defaultAction)
    {
        List<(LinuxSyscall Entry, bool Multiplexed)> candidates = [];
        foreach (LinuxSyscall entry in profile.Syscalls ?? [])
        {
            if (Action(entry.Action!, entry.ErrnoRet) == defaultAction)
                continue;
            foreach (string name in NamesOf(architecture, call.Number).Where(n => entry.Names!.Contains(n)))
                candidates.Add((entry, false));
            string? inner = Inner(architecture, call);
            if (inner is not null && entry.Names!.Contains(inner))
                candidates.Add((entry, true));
        }
        foreach ((LinuxSyscall entry, bool multiplexed) in candidates)
        {
            if (!multiplexed && (entry.Args?.Length ?? 0) == 0)
                return Action(entry.Action!, entry.ErrnoRet);
        }
        foreach ((LinuxSyscall entry, bool multiplexed) in candidates)
        {
            if (Holds(entry, multiplexed, architecture.Is64, call))
                return Action(entry.Action!, entry.ErrnoRet);
        }
        return defaultAction;
    }

    private static bool Holds(LinuxSyscall entry, bool multiplexed, bool is64, SystemCall call)
    {
        LinuxSeccompArg[] args = entry.Args ?? [];
        bool Condition(LinuxSeccompArg arg) =>
            (multiplexed && arg.Index == 0) || Compare(arg, call.Args[arg.Index], is64);
        bool repeated = args.Select(a => a.Index).Distinct().Count() != args.Length;
        return repeated ? args.Any(Condition) : args.All(Condition);
    }

    private static bool Compare(LinuxSeccompArg arg, ulong actual, bool is64)
    {
        ulong width = is64 ? ulong.MaxValue : uint.MaxValue;
        ulong left = actual & width, value = arg.Value & width, second = arg.ValueTwo & width;
        return arg.Op switch
        {
            "SCMP_CMP_EQ" => left == value,
            "SCMP_CMP_NE" => left != value,
            "SCMP_CMP_LT" => left < value,
            "SCMP_CMP_LE" => left <= value,
            "SCMP_CMP_GT" => left > value,
            "SCMP_CMP_GE" => left >= value,
            "SCMP_CMP_MASKED_EQ" => (left & value) == (second & value),
            _ => throw new ArgumentException(arg.Op),
        };
    }

    /// <summary>The call inside socketcall(2) or ipc(2).</summary>
    private static string? Inner(SeccompArchitecture architecture, SystemCall call)
    {
        ulong first = architecture.Is64 ? call.Args[0] : (uint)call.Args[0];
        if (call.Number == Number(architecture, "socketcall") && first > 0 && first < (ulong)SocketCalls.Length)
            return SocketCalls[first];
        return call.Number == Number(architecture, "ipc") && IpcCalls.TryGetValue(first, out string? ipc) ? ipc : null;
    }

    private string[] NamesOf(SeccompArchitecture architecture, uint number)
    {
        if (!names.TryGetValue((architecture.Name, number), out string[]? found))
            names[(architecture.Name, number)] = found = [.. byName.Keys.Where(n => Number(architecture, n) == number)];
        return found;
    }

    public static long Number(SeccompArchitecture architecture, string name)
    {
        int row = SyscallTable.Find(name);
        return row < 0 ? -1 : architecture.Number(row);
    }

    public static SeccompArchitecture Parse(string name) =>
        SeccompArchitecture.TryParse(name, out SeccompArchitecture architecture)
            ? architecture
            : throw new ArgumentException(name);

    public static uint Action(string name, uint? errno) => name switch
    {
        "SCMP_ACT_ALLOW" => Allow,
        "SCMP_ACT_KILL" or "SCMP_ACT_KILL_THREAD" => KillThread,
        "SCMP_ACT_KILL_PROCESS" => 0x80000000,
        "SCMP_ACT_TRAP" => 0x30000,
        "SCMP_ACT_ERRNO" => Errno | (errno ?? 1),
        "SCMP_ACT_TRACE" => Trace | (errno ?? 1),
        "SCMP_ACT_LOG" => Log,
        "SCMP_ACT_NOTIFY" => 0x7fc00000,
        _ => throw new ArgumentException(name),
    };
}
