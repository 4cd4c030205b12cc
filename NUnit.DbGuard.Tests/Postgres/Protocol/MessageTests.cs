using System.Buffers;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Tests.Postgres.Protocol;

/// <summary>Every message against the bytes of the specification.</summary>
public sealed class MessageTests
{
    [Test]
    public void A_message_is_written_as_the_specification_says([ValueSource(typeof(MessageCases), nameof(MessageCases.All))] object message)
    {
        var expected = (MessageCase)message;

        byte[] written = expected.Write(expected.Message);

        Assert.That(Convert.ToHexString(written), Is.EqualTo(Convert.ToHexString(expected.Wire)));
    }

    [Test]
    public void A_message_is_read_as_the_specification_says([ValueSource(typeof(MessageCases), nameof(MessageCases.All))] object message)
    {
        var expected = (MessageCase)message;

        object read = expected.Read(expected.Body);

        Assert.That(read, Is.EqualTo(expected.Message));
    }

    [Test]
    public void A_body_that_is_cut_anywhere_is_refused([ValueSource(typeof(MessageCases), nameof(MessageCases.Closed))] object message)
    {
        var expected = (MessageCase)message;

        for (int length = 0; length < expected.Body.Length; length++)
        {
            byte[] cut = expected.Body[..length];
            Assert.That(() => expected.Read(cut), Throws.TypeOf<ProtocolViolationException>(), $"cut after {length} bytes");
        }
    }

    [Test]
    public void A_body_with_a_byte_too_many_is_refused([ValueSource(typeof(MessageCases), nameof(MessageCases.Closed))] object message)
    {
        var expected = (MessageCase)message;

        Assert.That(() => expected.Read((byte[])[.. expected.Body, 0x21]), Throws.TypeOf<ProtocolViolationException>());
    }

    [Test]
    public void Every_type_of_the_server_has_its_name([ValueSource(typeof(MessageCases), nameof(MessageCases.Backend))] object message)
    {
        var expected = (MessageCase)message;

        string name = MessageTypes.NameOf(MessageOrigin.Backend, expected.Wire[0]);

        Assert.That(expected.Name, Does.StartWith(name));
    }

    [Test]
    public void Every_type_of_the_client_has_its_name([ValueSource(typeof(MessageCases), nameof(MessageCases.Frontend))] object message)
    {
        var expected = (MessageCase)message;

        string name = MessageTypes.NameOf(MessageOrigin.Frontend, expected.Wire[0]);

        Assert.That(name, Is.EqualTo(expected.Wire[0] == PasswordMessage.Type ? nameof(PasswordMessage) : expected.Name));
    }

    [Test]
    public void No_other_type_of_the_server_is_known()
    {
        var known = MessageCases.Backend.Select(static message => message.Wire[0]).ToHashSet();

        for (int type = 0; type <= byte.MaxValue; type++)
        {
            if (!known.Contains((byte)type))
            {
                Assert.That(() => MessageTypes.NameOf(MessageOrigin.Backend, (byte)type), Throws.TypeOf<ProtocolViolationException>());
            }
        }
    }

    [Test]
    public void No_other_type_of_the_client_is_known()
    {
        var known = MessageCases.Frontend.Select(static message => message.Wire[0]).ToHashSet();

        for (int type = 0; type <= byte.MaxValue; type++)
        {
            if (!known.Contains((byte)type))
            {
                Assert.That(() => MessageTypes.NameOf(MessageOrigin.Frontend, (byte)type), Throws.TypeOf<ProtocolViolationException>());
            }
        }
    }

    [Test]
    public void A_bind_takes_65535_parameters()
    {
        Bind bind = new(default, default, WireList<FormatCode>.Empty, WireList<FieldValue>.Of(new FieldValue[ushort.MaxValue]), WireList<FormatCode>.Empty);
        ArrayBufferWriter<byte> output = new();

        bind.Write(output);

        Assert.That(Bind.Read(output.WrittenMemory[Frame.HeaderLength..]).Parameters.Count, Is.EqualTo(ushort.MaxValue));
    }

    [Test]
    public void A_list_longer_than_its_count_can_say_is_not_written()
    {
        ParameterDescription description = new(WireList<ObjectId>.Of(new ObjectId[ushort.MaxValue + 1]));

        Assert.That(() => description.Write(new ArrayBufferWriter<byte>()), Throws.TypeOf<ProtocolViolationException>());
    }

    [Test]
    public void A_text_with_a_zero_byte_is_not_written() =>
        Assert.That(() => new Query(ByteString.From("SELECT\01")).Write(new ArrayBufferWriter<byte>()), Throws.TypeOf<ProtocolViolationException>());

    [TestCase("00030002", 3, 2)]
    [TestCase("00020000", 2, 0)]
    [TestCase("FFFF0001", 65535, 1)]
    public void A_version_has_two_parts(string version, int major, int minor)
    {
        var message = StartupMessage.Read(WireBytes.Of(version + " 00"));

        Assert.That((message.MajorVersion, message.MinorVersion), Is.EqualTo((major, minor)));
    }

    [Test]
    public void Of_a_parameter_that_is_given_twice_the_last_counts()
    {
        var message = StartupMessage.Read(WireBytes.Of("00030000 'user' 00 'a' 00 'user' 00 'b' 00 00"));

        Assert.That(message.Find("user"u8), Is.EqualTo(ByteString.From("b")));
    }

    [Test]
    public void A_parameter_that_is_not_given_is_not_found() =>
        Assert.That(StartupMessage.Read(WireBytes.Of("00030000 00")).Find("database"u8), Is.Null);

    [Test]
    public void The_code_tells_start_up_packets_apart() =>
        Assert.That(StartupPacket.CodeOf(WireBytes.Of("04D2162E 00000007 01020304")), Is.EqualTo(CancelRequest.Code));

    [Test]
    public void The_code_tells_authentication_messages_apart() =>
        Assert.That(AuthenticationRequest.CodeOf(WireBytes.Of("0000000B 'x'")), Is.EqualTo(AuthenticationSASLContinue.Code));
}
