using System;
using System.Buffers.Binary;
using OciRuntime.Native.Abi;
using OciRuntime.Network;
using static OciRuntime.Native.Libc;

namespace OciRuntime.Tests.Network;

/// <summary>Messages of rtnetlink(7), byte for byte.</summary>
public sealed class NetlinkMessageTests
{
    private const int Before = 16 + 16; // sizeof(nlmsghdr) + sizeof(ifinfomsg)

    [Fact]
    public void A_netlink_header_has_length_type_and_the_request_flag()
    {
        ReadOnlySpan<byte> bytes = new NetlinkMessage(RTM_GETLINK, NLM_F_ACK)
            .Fixed(new ifinfomsg { ifi_index = 7 })
            .Bytes;
        Assert.Equal(Before, bytes.Length);
        Assert.Equal(Before, BinaryPrimitives.ReadInt32LittleEndian(bytes));
        Assert.Equal(RTM_GETLINK, BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]));
        Assert.Equal(NLM_F_ACK | NLM_F_REQUEST, BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]));
        Assert.Equal(7, BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]));
    }

    [Fact]
    public void Netlink_attributes_are_padded_and_read_back()
    {
        NetlinkMessage message = new NetlinkMessage(RTM_NEWLINK, 0)
            .Fixed(new ifinfomsg())
            .Attribute(IFLA_IFNAME, "eth0")
            .Attribute(IFLA_MTU, 1500);
        // 4 of the head and 5 of the name, padded to 12; 4 and 4 of the number
        Assert.Equal(Before + 12 + 8, message.Bytes.Length);
        NetlinkAttributes attributes = new(message.Bytes, Before);
        Assert.True(attributes.Next());
        Assert.Equal(IFLA_IFNAME, attributes.Type);
        Assert.Equal("eth0\0"u8, attributes.Value);
        Assert.True(attributes.Next());
        Assert.Equal(IFLA_MTU, attributes.Type);
        Assert.Equal(1500, BinaryPrimitives.ReadInt32LittleEndian(attributes.Value));
        Assert.False(attributes.Next());
    }

    [Theory]
    [InlineData(new byte[] { 3, 0, 1, 0 })]
    [InlineData(new byte[] { 9, 0, 1, 0, 1, 2, 3, 4 })]
    [InlineData(new byte[] { 8, 0, 1 })]
    public void A_malformed_netlink_attribute_ends_the_list(byte[] bytes)
    {
        NetlinkAttributes attributes = new(bytes, 0);
        Assert.False(attributes.Next());
    }

    [Fact]
    public void A_netlink_message_cut_off_before_its_attributes_has_none()
    {
        NetlinkAttributes attributes = new([1, 2, 3, 4], 8);
        Assert.False(attributes.Next());
    }
}
