using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;

namespace OciRuntime.Bench;

/// <summary>
/// The messages between commands and systemd, over its own socket or the bus: D-Bus messages, counted in what strace saw of
/// the connections.
/// </summary>
/// <param name="Sent">To systemd or the bus.</param>
/// <param name="Received">Answers and signals.</param>
internal readonly partial record struct BusMessages(int Sent, int Received)
{
    private static readonly string[] Sockets = ["/run/systemd/private", "/run/dbus/system_bus_socket", "/bus"];

    /// <summary>Runs the commands by <paramref name="measure"/> (bench/measure.c), with all their children.</summary>
    public static BusMessages Count(string[] measure, List<string[]> commands)
    {
        const string Calls = "trace=connect,read,readv,recvfrom,recvmsg,write,writev,sendto,sendmsg";
        string directory = Directory.CreateTempSubdirectory("bus-").FullName;
        // a file for each process, because a call that waits is one line there
        Shell.Succeed([
            .. new[] { "strace", "-ff", "--seccomp-bpf", "-ttt", "-y", "-xx", "-s", "100000", "-e", Calls, "-o", directory + "/of" },
            .. measure,
            .. Shell.Join(commands),
        ]);
        Dictionary<string, (List<byte> Sent, List<byte> Received)> connections = [];
        IEnumerable<string> lines = Directory.GetFiles(directory).SelectMany(File.ReadLines);
        // each begins with its time
        foreach (string line in lines.Order(StringComparer.Ordinal)) Read(line, connections);
        Directory.Delete(directory, recursive: true);
        return new(
            connections.Values.Sum(of => Messages([.. of.Sent])),
            connections.Values.Sum(of => Messages([.. of.Received]))
        );
    }

    private static void Read(string line, Dictionary<string, (List<byte> Sent, List<byte> Received)> connections)
    {
        if (Call().Match(line) is not { Success: true } call) return;
        string socket = call.Groups["socket"].Value, arguments = call.Groups["arguments"].Value;
        bool connects = call.Groups["name"].Value == "connect";
        Regex text = connects ? SocketPath() : Buffers();
        byte[] bytes = [.. text.Matches(arguments).SelectMany(found => Bytes(found.Groups[1].Value))];
        if (connects)
        {
            string path = System.Text.Encoding.UTF8.GetString(bytes);
            if (Sockets.Any(path.EndsWith)) connections.TryAdd(socket, ([], []));
            return;
        }
        int length = int.Parse(call.Groups["result"].Value, CultureInfo.InvariantCulture);
        if (length <= 0 || arguments.Contains("MSG_PEEK") || !connections.TryGetValue(socket, out var connection)) return;
        bool sends = call.Groups["name"].Value is "write" or "writev" or "sendto" or "sendmsg";
        (sends ? connection.Sent : connection.Received).AddRange(bytes[..length]);
    }

    private static IEnumerable<byte> Bytes(string escaped) =>
        escaped
            .Split("\\x", StringSplitOptions.RemoveEmptyEntries)
            .Select(two => byte.Parse(two, NumberStyles.HexNumber, CultureInfo.InvariantCulture));

    /// <summary>The messages in one direction; D-Bus Specification, Message Format.</summary>
    private static int Messages(byte[] stream)
    {
        const int FixedHeader = 16, BodyLength = 4, FieldsLength = 12, Alignment = 8;
        int count = 0, at = 0;
        while (at + FixedHeader <= stream.Length)
        {
            bool isMessage = stream[at] == 'l' && stream[at + 1] is >= 1 and <= 4 && stream[at + 3] == 1;
            if (!isMessage)
            {
                // a line of the authentication, or the byte 0 before it
                int end = Array.IndexOf(stream, (byte)'\n', at);
                if (end < 0) break;
                at = end + 1;
                continue;
            }
            int body = BinaryPrimitives.ReadInt32LittleEndian(stream.AsSpan(at + BodyLength)),
                fields = BinaryPrimitives.ReadInt32LittleEndian(stream.AsSpan(at + FieldsLength));
            at += FixedHeader + ((fields + Alignment - 1) / Alignment * Alignment) + body;
            count++;
        }
        return count;
    }

    [GeneratedRegex(@"^\S+ (?<name>\w+)\(\d+<(?<socket>[^>]*)>(?<arguments>.*)\)\s+= (?<result>-?\d+)")]
    private static partial Regex Call();

    [GeneratedRegex("sun_path=\"((?:\\\\x[0-9a-f]{2})*)\"")]
    private static partial Regex SocketPath();

    /// <summary>What a call sends or receives, without the name of the peer, which recvmsg(2) has as well.</summary>
    [GeneratedRegex("(?:iov_base=|^, )\"((?:\\\\x[0-9a-f]{2})*)\"")]
    private static partial Regex Buffers();
}
