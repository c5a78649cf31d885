using System;
using System.Runtime.InteropServices;
using OciRuntime.Native.Abi;

namespace OciRuntime.Network;

/// <summary>The attributes behind the fixed part of a message that came in, rtnetlink(7).</summary>
internal ref struct NetlinkAttributes
{
    private ReadOnlySpan<byte> rest;

    /// <summary>
    /// Those of <paramref name="message"/>, whose header and fixed part are <paramref name="before"/> bytes.
    /// </summary>
    public NetlinkAttributes(ReadOnlySpan<byte> message, int before) =>
        rest = before < message.Length ? message[before..] : default;

    /// <summary>The type of the one at hand.</summary>
    public ushort Type { get; private set; }

    /// <summary>Its value.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Goes to the next; false at the end.</summary>
    public unsafe bool Next()
    {
        if (rest.Length < sizeof(rtattr)) return false;
        rtattr head = MemoryMarshal.Read<rtattr>(rest);
        if (head.rta_len < sizeof(rtattr) || head.rta_len > rest.Length) return false;
        Type = head.rta_type;
        Value = rest[sizeof(rtattr)..head.rta_len];
        rest = rest[Math.Min(NetlinkMessage.Aligned(head.rta_len), rest.Length)..];
        return true;
    }
}
