using System.Runtime.Versioning;
using NUnit.DbGuard.Postgres.Gateway.Clients;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Clients;

/// <summary>What is said until a client is served.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class HandshakeTests
{
    private TestGateway _gateway = null!;

    [OneTimeSetUp]
    public void Start() => _gateway = new TestGateway();

    [OneTimeTearDown]
    public void Stop() => _gateway.Dispose();

    [TestCase(false)]
    [TestCase(true)]
    public void A_client_with_the_password_is_served(bool useTcp)
    {
        using RawClient client = _gateway.Open(useTcp: useTcp);

        client.Send(default(Sync));

        Assert.That(client.ReadRefusal(), Is.EqualTo("57P01 " + TestGateway.Marker));
    }

    [Test]
    public void What_the_client_asked_for_is_known()
    {
        using RawClient client = _gateway.Open(RawClient.Startup(StartupMessage.Version30, ("DateStyle", "ISO"), ("user", "me"), ("options", "-c a=b"), ("application_name", "shop")));

        ClientLink link = _gateway.Links.Last();
        Assert.That((link.User, link.Database, link.ProtocolMinor), Is.EqualTo(("me", "me", 0)));
        Assert.That(link.Parameters, Is.EqualTo(new KeyValuePair<string, string>[] { new("DateStyle", "ISO"), new("options", "-c a=b"), new("application_name", "shop") }));
        Assert.That(link.Description, Is.EqualTo($"client {link.ProcessId - (1 << 30)} (shop, user me, database me)"));
        Assert.That((link.ProcessId, link.SecretKey.Length), Is.EqualTo((link.ProcessId, 4)));
        Assert.That(link.ProcessId, Is.Positive);
    }

    [Test]
    public void Each_client_has_a_number_of_its_own()
    {
        using RawClient first = _gateway.Open();
        using RawClient second = _gateway.Open();

        int[] numbers = [.. _gateway.Links.Select(static link => link.ProcessId)];

        Assert.That(numbers, Is.Unique);
    }

    [Test]
    public void Protocol_3_2_has_a_long_secret()
    {
        using RawClient client = _gateway.Open(RawClient.Startup(StartupMessage.Version32, ("user", "me")));

        Assert.That((_gateway.Links.Last().ProtocolMinor, _gateway.Links.Last().SecretKey.Length), Is.EqualTo((2, 32)));
    }

    [Test]
    public void Each_request_for_encryption_is_declined()
    {
        using RawClient client = _gateway.Connect();

        client.Send(default(GSSENCRequest));
        byte? gss = client.ReadByte();
        client.Send(default(SSLRequest));
        byte? tls = client.ReadByte();

        Assert.That((gss, tls), Is.EqualTo(((byte?)'N', (byte?)'N')));
        client.Send(RawClient.GoodStartup);
        Assert.That(client.Authenticate(_gateway.Listener.Password)?.Type, Is.EqualTo(AuthenticationOk.Type));
    }

    [Test]
    public void A_second_request_for_TLS_is_taken_for_a_version()
    {
        using RawClient client = _gateway.Connect();
        client.Send(default(SSLRequest));
        _ = client.ReadByte();

        client.Send(default(SSLRequest));

        Assert.That(client.ReadRefusal(), Is.EqualTo("0A000 unsupported frontend protocol 1234.5679: server supports 3.0 to 3.2"));
    }

    [TestCase(0x00020000, "2.0")]
    [TestCase(0x00040000, "4.0")]
    [TestCase(0x00000000, "0.0")]
    [TestCase(-1, "65535.65535")]
    public void Another_major_version_is_refused(int version, string shown)
    {
        using RawClient client = _gateway.Connect();

        client.Send(RawClient.Startup(version, ("user", "me")));

        Assert.That(client.ReadRefusal(), Is.EqualTo($"0A000 unsupported frontend protocol {shown}: server supports 3.0 to 3.2"));
    }

    [TestCase(0x00030063, "", 0x00030002, 0)]
    [TestCase(0x00030000, "_pq_.wish", 0x00030000, 1)]
    [TestCase(0x00030002, "_pq_.wish", 0x00030002, 1)]
    public void A_newer_minor_version_and_unknown_options_are_negotiated(int version, string option, int spoken, int unknown)
    {
        using RawClient client = _gateway.Connect();
        client.Send(RawClient.Startup(version, option.Length > 0 ? [("user", "me"), (option, "1")] : [("user", "me")]));

        var negotiation = NegotiateProtocolVersion.Read(client.Read()!.Value.Body);

        Assert.That((negotiation.NewestVersion, negotiation.UnrecognizedOptions.Count), Is.EqualTo((spoken, unknown)));
        Assert.That(client.Authenticate(_gateway.Listener.Password)?.Type, Is.EqualTo(AuthenticationOk.Type));
    }

    [TestCase("", "", "28000 no PostgreSQL user name specified in startup packet")]
    [TestCase("user", "", "28000 no PostgreSQL user name specified in startup packet")]
    [TestCase("replication", "true", "0A000 replication connections are not supported by the test database's gateway")]
    [TestCase("replication", "database", "0A000 replication connections are not supported by the test database's gateway")]
    [TestCase("replication", "maybe", "22023 invalid value for parameter \"replication\": \"maybe\"")]
    public void What_cannot_be_served_is_refused(string name, string value, string refusal)
    {
        using RawClient client = _gateway.Connect();

        client.Send(RawClient.Startup(StartupMessage.Version30, name.Length > 0 ? [(name, value)] : []));

        Assert.That(client.ReadRefusal(), Is.EqualTo(refusal));
    }

    [Test]
    public void No_replication_is_nothing_special()
    {
        using RawClient client = _gateway.Open(RawClient.Startup(StartupMessage.Version30, ("user", "me"), ("replication", "off")));

        Assert.That(_gateway.Links.Last().Parameters, Is.Empty);
    }

    [Test]
    [Property("Security", "S2")]
    public void A_wrong_password_is_refused_as_the_server_does()
    {
        using RawClient client = _gateway.Connect();
        client.Send(RawClient.GoodStartup);

        Frame? answer = client.Authenticate("wrong");

        ErrorFields fields = ErrorResponse.Read(answer!.Value.Body).Fields;
        Assert.That(fields.Find(ErrorField.SqlState)?.Decode(), Is.EqualTo("28P01"));
        Assert.That(fields.Find(ErrorField.Message)?.Decode(), Is.EqualTo("password authentication failed for user \"me\""));
        Assert.That(client.Read(), Is.Null);
    }

    [Test]
    public void A_client_that_could_bind_a_channel_may_say_so()
    {
        using RawClient client = _gateway.Connect();
        client.Send(RawClient.GoodStartup);

        Assert.That(client.Authenticate(_gateway.Listener.Password, header: "y,,")?.Type, Is.EqualTo(AuthenticationOk.Type));
    }

    [Test]
    public void The_exchange_may_begin_without_a_first_message()
    {
        using RawClient client = _gateway.Connect();
        client.Send(RawClient.GoodStartup);
        _ = client.Read();

        client.Send(new SASLInitialResponse(ByteString.From("SCRAM-SHA-256"), FieldValue.Null));

        Assert.That(AuthenticationSASLContinue.Read(client.Read()!.Value.Body).Data.IsEmpty, Is.True);
        client.Send(new SASLResponse(ByteString.From("n,,n=,r=abc")));
        Assert.That(AuthenticationSASLContinue.Read(client.Read()!.Value.Body).Data.Decode(), Does.StartWith("r=abc"));
    }

    [Test]
    public void A_cancel_request_is_handed_on_before_its_connection_closes()
    {
        List<CancelRequest> requests = [];
        using TestGateway gateway = new(cancel: request => requests.Add(request with { SecretKey = request.SecretKey.ToOwned() }));
        using RawClient client = gateway.Connect();
        CancelRequest sent = new(7, new ByteString(new byte[] { 1, 2, 3, 4 }));

        client.Send(sent);

        Assert.That(client.Read(), Is.Null);
        Assert.That(requests, Is.EqualTo(new[] { sent }));
    }

    [Test]
    public void A_failure_of_what_serves_reaches_the_client()
    {
        using TestGateway gateway = new(serve: static _ => throw new InvalidTimeZoneException("it fell over"));
        using RawClient client = gateway.Connect();
        client.Send(RawClient.GoodStartup);
        Assert.That(client.Authenticate(gateway.Listener.Password)?.Type, Is.EqualTo(AuthenticationOk.Type));

        Assert.That(client.ReadRefusal(), Is.EqualTo("XX000 the gateway failed: InvalidTimeZoneException: it fell over"));
    }

    [Test]
    public void A_refusal_by_what_serves_reaches_the_client()
    {
        using TestGateway gateway = new(serve: static _ => throw new ClientRefusalException("3D000", "database \"shop\" does not exist"));
        using RawClient client = gateway.Connect();
        client.Send(RawClient.GoodStartup);
        Assert.That(client.Authenticate(gateway.Listener.Password)?.Type, Is.EqualTo(AuthenticationOk.Type));

        Assert.That(client.ReadRefusal(), Is.EqualTo("3D000 database \"shop\" does not exist"));
    }

    [Test]
    [Property("Security", "S4")]
    public void One_client_too_many_is_told_so()
    {
        using TestGateway gateway = new(new GatewayListenerOptions { MaxConnections = 1 });
        using (RawClient first = gateway.Open())
        {
            using RawClient second = gateway.Connect();
            second.Send(RawClient.GoodStartup);

            Assert.That(second.ReadRefusal(), Is.EqualTo("53300 sorry, too many clients already"));
        }

        Assert.That(() => gateway.Listener.ConnectionCount, Is.Zero.After(10_000, 10));
        gateway.AssertServes();
    }
}
