using System.Net.Sockets;
using Npgsql;
using NUnit.DbGuard.Postgres.Gateway.Sockets;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Benchmarks.Postgres;

/// <summary>The least that a peer of clients in this process must do, to see which part of a cost is not the gateway's: a thread per connection, and blocking calls.</summary>
internal sealed class BarePeer : IDisposable
{
    private const int Port = 5432;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bare");
    private readonly Socket _listening = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Action<Socket> _serve;
    private readonly Thread _thread;

    private BarePeer(string direct, Action<Socket> serve)
    {
        ConnectionString = new NpgsqlConnectionStringBuilder($"{direct};Server Compatibility Mode=NoTypeLoading") { Host = _folder.FullName, Port = Port }.ConnectionString;
        _serve = serve;
        _listening.Bind(EndPointIn(_folder.FullName, Port));
        _listening.Listen();
        _thread = new Thread(Accept) { IsBackground = true };
        _thread.Start();
    }

    public string ConnectionString { get; }

    /// <summary>Passes on what comes, without a look at it.</summary>
    public static BarePeer Relay(string direct)
    {
        NpgsqlConnectionStringBuilder server = new(direct);
        return new BarePeer(direct, client => Relay(client, server.Host!, server.Port));
    }

    /// <summary>Lets every client in, without a password and without a server.</summary>
    public static BarePeer Greeter(string direct) => new(direct, Greet);

    public void Dispose()
    {
        _listening.Dispose();
        _thread.Join();
        _folder.Delete(recursive: true);
    }

    private static UnixDomainSocketEndPoint EndPointIn(string folder, int port) => new(Path.Combine(folder, FormattableString.Invariant($".s.PGSQL.{port}")));

    // Good for a client that waits for each answer, and for answers that the server sends in one piece.
    private static void Relay(Socket client, string folder, int port)
    {
        using Socket server = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        server.Connect(EndPointIn(folder, port));
        byte[] buffer = new byte[65_536];
        int length;
        while ((length = client.Receive(buffer)) > 0)
        {
            _ = server.Send(buffer.AsSpan(0, length));
            if (buffer[0] == Terminate.Type)
            {
                return;
            }

            length = server.Receive(buffer);
            _ = client.Send(buffer.AsSpan(0, length));
        }
    }

    private static void Greet(Socket client)
    {
        byte[] buffer = new byte[65_536];
        _ = client.Receive(buffer);
        using SocketStream stream = new(client);
        using FrameWriter writer = new(stream);
        default(AuthenticationOk).Write(writer);
        foreach ((string name, string value) in (ReadOnlySpan<(string, string)>)[("server_version", "15.18"), ("client_encoding", "UTF8"), ("standard_conforming_strings", "on"), ("TimeZone", "UTC")])
        {
            new ParameterStatus(ByteString.From(name), ByteString.From(value)).Write(writer);
        }

        new BackendKeyData(1, new ByteString(new byte[4])).Write(writer);
        new ReadyForQuery(TransactionStatus.Idle).Write(writer);
        writer.Flush();
        while (client.Receive(buffer) > 0)
        {
        }
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket client = _listening.Accept();
                new Thread(() => Serve(client)) { IsBackground = true }.Start();
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private void Serve(Socket client)
    {
        using (client)
        {
            _serve(client);
        }
    }
}
