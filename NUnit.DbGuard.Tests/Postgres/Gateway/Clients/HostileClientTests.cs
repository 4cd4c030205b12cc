using System.Runtime.Versioning;
using NUnit.DbGuard.Postgres.Gateway.Clients;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Tests.Postgres.Protocol;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Clients;

/// <summary>What no honest client sends: it is refused as PostgreSQL does, nobody waits for ever, and the next client is served.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class HostileClientTests
{
    private TestGateway _gateway = null!;

    [OneTimeSetUp]
    public void Start() => _gateway = new TestGateway();

    [OneTimeTearDown]
    public void Stop() => _gateway.Dispose();

    [TearDown]
    public void Serve() => _gateway.AssertServes();

    [Test]
    public void A_start_up_that_is_cut_anywhere_is_closed_without_a_word([Values] bool useTcp)
    {
        byte[] startup = RawClient.BytesOf(RawClient.GoodStartup);
        for (int length = 0; length < startup.Length; length++)
        {
            using RawClient client = _gateway.Connect(useTcp);
            client.Send(startup[..length]);
            client.EndSending();

            Assert.That(client.ReadToEnd(), Is.Empty, $"cut after {length} bytes");
        }
    }

    [Test]
    public void A_first_SASL_message_that_is_cut_anywhere_ends_the_connection()
    {
        byte[] response = RawClient.BytesOf(new SASLInitialResponse(ByteString.From("SCRAM-SHA-256"), FieldValue.Of(ByteString.From("n,,n=,r=abc"))));
        for (int length = 0; length < response.Length; length++)
        {
            using RawClient client = _gateway.Connect();
            client.Send([.. RawClient.BytesOf(RawClient.GoodStartup), .. response[..length]]);
            client.EndSending();

            Assert.That(client.ReadToEnd(), Is.EqualTo("R"), $"cut after {length} bytes");
        }
    }

    [Test]
    public void A_last_SASL_message_that_never_comes_ends_the_connection()
    {
        using RawClient client = _gateway.Connect();
        client.Send(RawClient.GoodStartup);
        client.Send(new SASLInitialResponse(ByteString.From("SCRAM-SHA-256"), FieldValue.Of(ByteString.From("n,,n=,r=abc"))));
        client.EndSending();

        Assert.That(client.ReadToEnd(), Is.EqualTo("RR"));
    }

    [TestCase("00000007 000300")]
    [TestCase("00000000")]
    [TestCase("FFFFFFFF")]
    [TestCase("00002715 00030000")]
    [TestCase("7FFFFFFF 00030000")]
    [TestCase("'GET / HTTP/1.1' 0D0A 0D0A")]
    [TestCase("16030100 F4010000")]
    [Property("Security", "S4")]
    public void A_packet_of_a_wrong_length_is_closed_without_a_word(string packet)
    {
        using RawClient client = _gateway.Connect();

        client.Send(WireBytes.Of(packet));

        Assert.That(client.ReadToEnd(), Is.Empty);
    }

    [TestCase("00000010 00030000 'user' 00 00 00 00", TestName = "A start-up with bytes behind its end is refused")]
    [TestCase("0000000D 00030000 'user' 00", TestName = "A start-up without its end is refused")]
    public void A_malformed_start_up_is_refused(string packet)
    {
        using RawClient client = _gateway.Connect();

        client.Send(WireBytes.Of(packet));

        Assert.That(client.ReadRefusal(), Is.EqualTo("08P01 invalid startup packet layout: expected terminator as last byte"));
    }

    [Test]
    public void A_user_that_is_no_text_is_refused()
    {
        using RawClient client = _gateway.Connect();

        client.Send(WireBytes.Of("00000011 00030000 'user' 00 FFFE 00 00"));

        Assert.That(client.ReadRefusal(), Does.StartWith("22021 invalid byte sequence for encoding \"UTF8\""));
    }

    [Test]
    public void Bytes_behind_a_request_for_TLS_are_not_believed()
    {
        using RawClient client = _gateway.Connect();

        client.Send([.. RawClient.BytesOf(default(SSLRequest)), .. RawClient.BytesOf(RawClient.GoodStartup)]);

        Assert.That(client.ReadRefusal(), Is.EqualTo("08P01 received unencrypted data after SSL request"));
    }

    [Test]
    public void Bytes_behind_a_request_for_GSSAPI_are_not_believed()
    {
        using RawClient client = _gateway.Connect();

        client.Send([.. RawClient.BytesOf(default(GSSENCRequest)), .. RawClient.BytesOf(RawClient.GoodStartup)]);

        Assert.That(client.ReadRefusal(), Is.EqualTo("08P01 received unencrypted data after GSSAPI encryption request"));
    }

    [TestCase("04D2162E 00000007", TestName = "A cancel request without a key is closed without a word")]
    [TestCase("04D2162E 00000007 010203", TestName = "A cancel request with half a key is closed without a word")]
    public void A_malformed_cancel_request_is_closed_without_a_word(string body)
    {
        using RawClient client = _gateway.Connect();
        byte[] bytes = WireBytes.Of(body);

        client.Send([0, 0, 0, (byte)(bytes.Length + 4), .. bytes]);

        Assert.That(client.ReadToEnd(), Is.Empty);
    }

    [TestCase("51 0000000D 'SELECT 1' 00", "08P01 expected SASL response, got message type 81")]
    [TestCase("21 00000004", "08P01 invalid frontend message type 33.")]
    [TestCase("70 00010000", "08P01 invalid message length: PasswordMessage says 65536, allowed are 4 to 65535.")]
    [TestCase("70 00000003", "08P01 invalid message length: PasswordMessage says 3, allowed are 4 to 65535.")]
    [TestCase("70 00000004", "08P01 invalid string in message: the text at offset 0 of SASLInitialResponse has no terminator.")]
    [TestCase("70 0000000B 'secret' 00", "08P01 insufficient data left in message: SASLInitialResponse needs 4 bytes at offset 7, 0 are left.")]
    [TestCase("70 00000010 'PLAIN' 00 00000002 'ab'", "08P01 client selected an invalid SASL authentication mechanism")]
    [TestCase("70 00000018 'SCRAM-SHA-256' 00 00000002 'n,'", "08P01 malformed SCRAM message")]
    public void What_is_no_answer_to_the_offer_is_refused(string message, string refusal)
    {
        using RawClient client = _gateway.Connect();
        client.Send(RawClient.GoodStartup);
        Assert.That(client.Read()?.Type, Is.EqualTo(AuthenticationSASL.Type));

        client.Send(WireBytes.Of(message));

        Assert.That(client.ReadRefusal(), Is.EqualTo(refusal));
    }

    [Test]
    [Property("Security", "S4")]
    public void An_answer_longer_than_any_is_refused()
    {
        using RawClient client = _gateway.Connect();
        client.Send(RawClient.GoodStartup);
        Assert.That(client.Read()?.Type, Is.EqualTo(AuthenticationSASL.Type));

        client.Send(new SASLInitialResponse(ByteString.From("SCRAM-SHA-256"), FieldValue.Of(ByteString.From("n,,n=,r=" + new string('a', 60_000)))));

        Assert.That(client.ReadRefusal(), Is.EqualTo("08P01 invalid message length"));
    }

    [Test]
    [Property("Security", "S5")]
    public void Random_bytes_end_every_connection([Values(1, 2, 3)] int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 200; round++)
        {
            byte[] bytes = new byte[random.Next(1, 60)];
            random.NextBytes(bytes);
            using RawClient client = _gateway.Connect(round % 2 == 0);
            switch (round % 3)
            {
                case 0:
                    // A length that fits lets the rest be looked at.
                    client.Send([0, 0, 0, (byte)(bytes.Length + 4), .. bytes]);
                    break;
                case 1:
                    client.Send([.. RawClient.BytesOf(RawClient.GoodStartup), (byte)'p', 0, 0, 0, (byte)(bytes.Length + 4), .. bytes]);
                    break;
                default:
                    client.Send(bytes);
                    break;
            }

            client.EndSending();

            Assert.That(client.ReadToEnd(), Has.Length.LessThan(3), $"round {round}");
        }
    }

    [Test]
    [Property("Security", "S5")]
    public void Damaged_SCRAM_messages_end_every_connection([Values(1, 2, 3)] int seed)
    {
        Random random = new(seed);
        for (int round = 0; round < 100; round++)
        {
            using RawClient client = _gateway.Connect();
            client.Send(RawClient.GoodStartup);
            client.Send(new SASLInitialResponse(ByteString.From("SCRAM-SHA-256"), FieldValue.Of(Damaged("n,,n=me,r=abcdef", random, round % 2))));
            client.Send(new SASLResponse(Damaged("c=biws,r=abcdef,p=AAAA", random, damage: 1)));
            client.EndSending();

            Assert.That(client.ReadToEnd(), Does.EndWith("E"), $"round {round}");
        }
    }

    [TestCase("")]
    [TestCase("000000")]
    [TestCase("00000020 00030000 'user'")]
    [TestCase("00000011 00030000 'user' 00 'me' 00 00")]
    [TestCase("00000011 00030000 'user' 00 'me' 00 00 70 00000040 'SCRAM'")]
    [Property("Security", "S4")]
    public void Who_falls_silent_is_closed_after_the_limit(string beginning)
    {
        using TestGateway gateway = new(new GatewayListenerOptions { HandshakeLimit = TimeSpan.FromMilliseconds(150) });
        using RawClient client = gateway.Connect();
        client.Send(WireBytes.Of(beginning));

        Assert.That(client.ReadToEnd(), Is.AnyOf(string.Empty, "R"));
        Assert.That(() => gateway.Listener.ConnectionCount, Is.Zero.After(10_000, 10));
    }

    [Test]
    [Property("Security", "S4")]
    public void Who_sends_byte_by_byte_is_closed_after_the_limit_too()
    {
        using TestGateway gateway = new(new GatewayListenerOptions { HandshakeLimit = TimeSpan.FromMilliseconds(300) });
        using RawClient client = gateway.Connect();
        using CancellationTokenSource end = new();
        Task trickle = Task.Run(async () =>
        {
            client.Send(0, 0, 0x20, 0);
            while (!end.IsCancellationRequested)
            {
                client.Send(1);
                await Task.Delay(20);
            }
        });

        Assert.That(client.ReadToEnd(), Is.Empty);

        end.Cancel();
        Assert.That(trickle.Wait(TimeSpan.FromSeconds(10)), Is.True);
    }

    [Test]
    [Property("Security", "S4")]
    public void Those_who_do_not_know_the_password_take_no_place_of_those_who_do()
    {
        using TestGateway gateway = new(new GatewayListenerOptions { MaxConnections = 1 });
        using RawClient stranger = gateway.Connect(useTcp: true);
        stranger.Send(RawClient.GoodStartup);
        Assert.That(stranger.Read()?.Type, Is.EqualTo(AuthenticationSASL.Type), "It is asked for the password, and says nothing.");

        gateway.AssertServes();
    }

    [Test]
    [Property("Security", "S4")]
    public void Those_who_crowd_the_loopback_address_keep_nobody_from_the_socket()
    {
        using TestGateway gateway = new(new GatewayListenerOptions { MaxUnknown = 2 });
        using RawClient first = gateway.Connect(useTcp: true);
        using RawClient second = gateway.Connect(useTcp: true);
        using RawClient third = gateway.Connect(useTcp: true);

        Assert.That(third.ReadToEnd(), Is.Empty, "It is closed at once.");
        gateway.AssertServes();

        first.Dispose();
        Assert.That(() => gateway.Listener.ConnectionCount, Is.EqualTo(1).After(10_000, 10));
        using RawClient fourth = gateway.Open(useTcp: true);
    }

    [Test]
    public void Who_is_known_leaves_its_place_to_others()
    {
        using TestGateway gateway = new(new GatewayListenerOptions { MaxUnknown = 1 });
        using RawClient first = gateway.Open();

        using RawClient second = gateway.Open();

        Assert.That(gateway.Listener.ConnectionCount, Is.EqualTo(2));
    }

    [Test]
    public void The_limit_ends_with_the_handshake()
    {
        using TestGateway gateway = new(new GatewayListenerOptions { HandshakeLimit = TimeSpan.FromMilliseconds(300) });
        using RawClient client = gateway.Open();

        // Longer than the limit, from the client's side: the gateway must not be heard of.
        Assert.That(() => gateway.Listener.ConnectionCount, Is.EqualTo(1).After(600));

        client.Send(default(Sync));
        Assert.That(client.ReadRefusal(), Is.EqualTo("57P01 " + TestGateway.Marker));
    }

    [Test]
    public void Five_hundred_connections_at_once_are_served()
    {
        const int Count = 500;
        using CountdownEvent together = new(Count);
        using TestGateway gateway = new(serve: link =>
        {
            TestGateway.MakeReady(link);
            _ = together.Signal();
            link.SendFatal("57P01", together.Wait(TimeSpan.FromSeconds(30)) ? TestGateway.Marker : "not together");
        });
        List<RawClient> clients = [.. Enumerable.Range(0, Count).Select(index => gateway.Connect(index % 2 == 0))];
        clients.ForEach(static client => client.Send(RawClient.GoodStartup));

        clients.ForEach(client => client.Authenticate(gateway.Listener.Password));

        foreach (RawClient client in clients)
        {
            Assert.That(client.ReadToEnd(), Is.EqualTo("SKZE"));
            client.Dispose();
        }
    }

    private static ByteString Damaged(string text, Random random, int damage)
    {
        List<byte> bytes = [.. ByteString.From(text).Span];
        for (int fault = 0; fault < damage * 2; fault++)
        {
            int index = random.Next(bytes.Count);
            if (random.Next(2) == 0)
            {
                bytes[index] = (byte)random.Next(256);
            }
            else
            {
                bytes.RemoveAt(index);
            }
        }

        return new ByteString(bytes.ToArray());
    }
}
