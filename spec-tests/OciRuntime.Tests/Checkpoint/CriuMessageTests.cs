using System;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using OciRuntime.Checkpoint;

namespace OciRuntime.Tests.Checkpoint;

/// <summary>criu's messages, byte by byte where protobuf.dev shows the bytes, and back.</summary>
public sealed class CriuMessageTests
{
    [Theory]
    [InlineData(1, 150, "089601")] // protobuf.dev, Encoding, A Simple Message
    [InlineData(2, 0, "1000")]
    [InlineData(68, 1, "A00401")]
    [InlineData(1, -2, "08FEFFFFFFFFFFFFFFFF01")]
    public void A_number_of_a_criu_message_is_a_varint(int field, long value, string bytes)
    {
        ProtoWriter writer = new();
        writer.Number(field, value);
        Assert.Equal(bytes, Convert.ToHexString(writer.Bytes));
    }

    [Fact]
    public void A_string_of_a_criu_message_has_its_length_in_front()
    {
        ProtoWriter writer = new();
        writer.String(2, "testing"); // protobuf.dev, Encoding, Length-Delimited Records
        writer.String(3, null);
        Assert.Equal("120774657374696E67", Convert.ToHexString(writer.Bytes));
    }

    [Property]
    public Property What_is_written_is_read_back() => Prop.ForAll(
        ArbMap.Default.ArbFor<(int, long, NonNull<string>)[]>(),
        fields =>
        {
            ProtoWriter writer = new();
            foreach ((int number, long value, NonNull<string> text) in fields)
            {
                int field = (number & 0xFFFFFF) + 1;
                writer.Number(field, value);
                writer.String(field, text.Get);
            }
            ProtoReader reader = new(writer.Bytes);
            foreach ((int number, long value, NonNull<string> text) in fields)
            {
                int field = (number & 0xFFFFFF) + 1;
                if (!reader.Next() || reader.Field != field || reader.Number != value) return false;
                string expected = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get));
                if (!reader.Next() || reader.Field != field || reader.Text != expected) return false;
            }
            return !reader.Next();
        });

    [Property]
    public Property No_bytes_crash_the_reader() => Prop.ForAll(
        ArbMap.Default.ArbFor<byte[]>(),
        bytes =>
        {
            try
            {
                CriuResponse.Read(bytes);
                return true;
            }
            catch (FormatException)
            {
                return true;
            }
        });

    [Fact]
    public void A_criu_notification_has_its_name_and_its_process()
    {
        ProtoWriter notify = new(), response = new();
        notify.String(1, "setup-namespaces");
        notify.Number(2, 4711);
        response.Number(1, 6);
        response.Flag(2, true);
        response.Message(5, notify);
        CriuResponse read = CriuResponse.Read(response.Bytes);
        Assert.Equal(
            (CriuRequest.Notify, true, "setup-namespaces", 4711),
            (read.Type, read.Success, read.Script, read.Pid)
        );
    }

    [Fact]
    public void A_criu_failure_has_its_errno_and_its_reason()
    {
        ProtoWriter response = new();
        response.Number(1, 1);
        response.Flag(2, false);
        response.Number(7, 17);
        response.String(9, "no");
        response.Number(99, 1); // of a later criu
        CriuResponse read = CriuResponse.Read(response.Bytes);
        Assert.Equal((CriuRequest.Dump, false, 17, "no"), (read.Type, read.Success, read.Errno, read.Message));
    }

    [Theory]
    [InlineData(
        "(00.1) Error (criu/a.c:1): rlimit: no\n(00.2) Warn  (criu/b.c:2): w\n(00.3) Error (criu/c.c:3): the "
        + "cause\n(00.4) Error (criu/d.c:4): Dumping FAILED.\n",
        "(criu/c.c:3): the cause"
    )]
    [InlineData("(00.1) Error (criu/a.c:1): tun: Unable to create tun\n", "")]
    [InlineData("no criu words\nat all\n", "no criu words; at all")]
    [InlineData("", "")]
    public void The_first_error_of_crius_log_is_the_cause(string log, string error) =>
        Assert.Equal(error, CriuLog.FirstError(log));
}
