using System.Collections.Concurrent;
using NUnit.DbGuard.Postgres.Gateway.Clients;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Clients;

/// <summary>A listener whose clients become ready, and are refused at their first message with a text that only this one writes.</summary>
internal sealed class TestGateway : IDisposable
{
    public const string Marker = "this is the gateway of the tests";

    public TestGateway(GatewayListenerOptions? options = null, Action<ClientLink>? serve = null, Action<CancelRequest>? cancel = null)
    {
        Listener = new GatewayListener(
            options ?? new GatewayListenerOptions(),
            link =>
            {
                Threads.Enqueue(Thread.CurrentThread);
                Links.Enqueue(link);
                (serve ?? Serve)(link);
            },
            cancel ?? (static _ => { }));
    }

    public GatewayListener Listener { get; }

    /// <summary>The clients that got through the handshake.</summary>
    public ConcurrentQueue<ClientLink> Links { get; } = new();

    /// <summary>Their threads.</summary>
    public ConcurrentQueue<Thread> Threads { get; } = new();

    /// <summary>Makes the client ready, with the least that a server says.</summary>
    public static void MakeReady(ClientLink link)
    {
        // Npgsql reads the version, whatever else it is told.
        new ParameterStatus(ByteString.From("server_version"), ByteString.From("15.0")).Write(link.Writer);
        new BackendKeyData(link.ProcessId, new ByteString(link.SecretKey)).Write(link.Writer);
        new ReadyForQuery(TransactionStatus.Idle).Write(link.Writer);
        link.Writer.Flush();
    }

    public RawClient Connect(bool useTcp = false) => new(Listener, useTcp);

    /// <summary>Connects a client, authenticates it, and reads until it is ready.</summary>
    public RawClient Open(StartupMessage? startup = null, bool useTcp = false)
    {
        RawClient client = Connect(useTcp);
        client.Send(startup ?? RawClient.GoodStartup);
        Assert.That(client.Authenticate(Listener.Password)?.Type, Is.EqualTo(AuthenticationOk.Type));
        Assert.That(client.Read()?.Type, Is.EqualTo(ParameterStatus.Type));
        Assert.That(client.Read()?.Type, Is.EqualTo(BackendKeyData.Type));
        Assert.That(client.Read()?.Type, Is.EqualTo(ReadyForQuery.Type));
        return client;
    }

    /// <summary>Asserts that it serves still.</summary>
    public void AssertServes()
    {
        using RawClient client = Open();
        client.Send(default(Sync));
        Assert.That(client.ReadRefusal(), Is.EqualTo("57P01 " + Marker));
    }

    public void Dispose() => Listener.Dispose();

    private static void Serve(ClientLink link)
    {
        MakeReady(link);
        if (link.Reader.Read() is { } frame && frame.Type != Terminate.Type)
        {
            link.SendFatal("57P01", Marker);
        }
    }
}
