using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using NUnit.DbGuard.Postgres.Gateway.Sockets;
using NUnit.DbGuard.Postgres.Protocol;
using ProtocolViolationException = NUnit.DbGuard.Postgres.Protocol.ProtocolViolationException;

namespace NUnit.DbGuard.Postgres.Gateway.Clients;

/// <summary>Where clients reach the gateway: a Unix socket that only this user can open, where the system has them, and a free port of 127.0.0.1.</summary>
/// <remarks>
/// <para>States: listening from its start → disposed: nobody is accepted any more, each connection is aborted, and the threads have ended.</para>
/// <para>Each socket has a thread that accepts, and each connection one of its own: see <see cref="FrameReader"/> for why. A connection's thread sees the
/// client through its handshake, hands it to whoever serves it, and closes it; no failure leaves that thread.</para>
/// </remarks>
internal sealed class GatewayListener : IDisposable
{
    private const int StackSize = 262_144;
    private const int Backlog = 1_024;

    private static readonly TimeSpan s_farewell = TimeSpan.FromMilliseconds(250);

    private readonly GatewayListenerOptions _options;
    private readonly Action<ClientLink> _serve;
    private readonly Action<CancelRequest> _cancel;
    private readonly ScramKeys _keys;
    private readonly SocketFolder? _folder;
    private readonly List<(Socket Socket, Thread Thread)> _acceptors = [];
    private readonly ConcurrentDictionary<int, ClientConnection> _connections = new();
    private int _lastNumber;
    private int _known;
    private volatile bool _isStopping;

    /// <summary>Begins to listen.</summary>
    /// <param name="options">Who may connect.</param>
    /// <param name="serve">Serves one client, on that client's thread, until it is to be closed. It begins with ParameterStatus, BackendKeyData, ReadyForQuery.</param>
    /// <param name="cancel">Cancels, if the key is right. The asking client is told nothing, and its connection closed when this returns.</param>
    public GatewayListener(GatewayListenerOptions options, Action<ClientLink> serve, Action<CancelRequest> cancel)
    {
        _options = options;
        _serve = serve;
        _cancel = cancel;
        _keys = ScramKeys.Of(options.Password, options.ScramIterations);
        Socket tcp = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            tcp.Listen(Backlog);
            TcpPort = ((IPEndPoint)tcp.LocalEndPoint!).Port;
            if (!OperatingSystem.IsWindows())
            {
                SocketFolder.RemoveAbandoned(options.Root);
                _folder = SocketFolder.Listen(options.Root, TcpPort, Backlog, out Socket local);
                Accept(local, "Unix socket");
            }

            Accept(tcp, "TCP");
        }
        catch
        {
            tcp.Dispose();
            Dispose();
            throw;
        }
    }

    /// <summary>The host for connection strings: the folder of the Unix socket, or 127.0.0.1 where there is none.</summary>
    public string Host => _folder?.Path ?? "127.0.0.1";

    /// <summary>The port for connection strings: one number for both sockets.</summary>
    public int Port => TcpPort;

    /// <summary>The port on 127.0.0.1, for clients that know no Unix sockets.</summary>
    public int TcpPort { get; }

    /// <summary>What every client must know.</summary>
    public string Password => _options.Password;

    /// <summary>How many connections there are, those in their handshake included.</summary>
    public int ConnectionCount => _connections.Count;

    public void Dispose()
    {
        _isStopping = true;
        foreach ((Socket socket, _) in _acceptors)
        {
            socket.Dispose();
        }

        Deadline deadline = Deadline.After(_options.StopLimit);
        foreach ((_, Thread thread) in _acceptors)
        {
            _ = thread.Join(deadline.Left);
        }

        // Only now can no further one come.
        foreach (ClientConnection connection in _connections.Values)
        {
            connection.Stream.Abort();
        }

        foreach (ClientConnection connection in _connections.Values)
        {
            // A client's own thread may be what ends the gateway.
            _ = connection.Thread == Thread.CurrentThread || connection.Thread.Join(deadline.Left);
        }

        _folder?.Dispose();
    }

    private static ClientRefusalException TooMany() => new("53300", "sorry, too many clients already");

    private void Accept(Socket socket, string name)
    {
        ListenerDoor door = new(name, _options.MaxUnknown);
        Thread thread = new(() => AcceptLoop(socket, door), StackSize) { IsBackground = true, Name = $"DbGuard gateway: accepts by {name}" };
        _acceptors.Add((socket, thread));

        // On the flow of the test that first needs the gateway, the work of hosts and other processes would be that test's for the whole run.
        thread.UnsafeStart();
    }

    private void AcceptLoop(Socket listening, ListenerDoor door)
    {
        while (!_isStopping)
        {
            try
            {
                Begin(listening.Accept(), door);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                // Stopped; or the client has gone already, or the process has no more handles: both may pass.
                if (!_isStopping)
                {
                    Thread.Sleep(1);
                }
            }
        }
    }

    private void Begin(Socket socket, ListenerDoor door)
    {
        // Who has not yet said who it is must not use up the threads.
        if (!door.TryEnter())
        {
            socket.Dispose();
            return;
        }

        int number = NextNumber();
        if (socket.AddressFamily == AddressFamily.InterNetwork)
        {
            // What is flushed must not wait for the answer to what was sent before.
            socket.NoDelay = true;
        }

#pragma warning disable CA2000 // The connection's thread closes it.
        SocketStream stream = new(socket);
#pragma warning restore CA2000
        Thread thread = new(Run, StackSize) { IsBackground = true, Name = string.Create(CultureInfo.InvariantCulture, $"DbGuard gateway: client {number} by {door.Name}") };
        ClientConnection connection = new(number, stream, thread, door);
        _connections[number] = connection;
        try
        {
            thread.UnsafeStart(connection);
        }
        catch (OutOfMemoryException)
        {
            // The system gives no more threads; the ones that there are go on.
            _ = _connections.TryRemove(number, out _);
            stream.Dispose();
            door.Leave();
        }
    }

    private int NextNumber()
    {
        int number;
        do
        {
            number = Interlocked.Increment(ref _lastNumber) & int.MaxValue;
        }
        while (number == 0 || _connections.ContainsKey(number));

        return number;
    }

    private void Run(object? state)
    {
        var connection = (ClientConnection)state!;
        try
        {
            Serve(connection);
        }
        finally
        {
            connection.Stream.Close(s_farewell);
            if (!connection.IsKnown)
            {
                connection.Door.Leave();
            }

            _ = _connections.TryRemove(connection.Number, out _);
        }
    }

    private void Serve(ClientConnection connection)
    {
        SocketStream stream = connection.Stream;
        using FrameReader reader = new(stream, MessageOrigin.Frontend, _options.Limits);
        using FrameWriter writer = new(stream);
        ClientStartup? startup = null;
        try
        {
            stream.Deadline = Deadline.After(_options.HandshakeLimit);
            ClientHandshake handshake = new(stream, reader, writer, _keys, _cancel);
            startup = handshake.ReadStartup();
            if (startup is not null)
            {
                Serve(handshake, startup, connection);
            }
        }
        catch (ClientRefusalException refusal)
        {
            Refuse(refusal);
        }
        catch (ProtocolViolationException violation)
        {
            // To what is not even a start-up packet, PostgreSQL has nothing to say either.
            if (startup is not null && !violation.IsCut)
            {
                Refuse(new ClientRefusalException(ProtocolViolationException.SqlState, violation.Message));
            }
        }
        catch (IOException)
        {
            // The client has gone, or was too slow: nobody is left to be told.
        }
#pragma warning disable CA1031 // An exception that leaves a thread ends the process, and all tests with it. The client's test learns of it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Refuse(new ClientRefusalException("XX000", $"the gateway failed: {exception.GetType().Name}: {exception.Message}", exception.StackTrace));
        }

        void Refuse(ClientRefusalException refusal)
        {
            // Behind results that the client does not read, it would wait for ever.
            stream.SetWriteLimit(_options.HandshakeLimit);
            FatalError.Send(writer, refusal);
        }
    }

    private void Serve(ClientHandshake handshake, ClientStartup startup, ClientConnection connection)
    {
        // As the server does it, before a password is asked for; but only who knows it takes a place.
        if (Volatile.Read(ref _known) >= _options.MaxConnections)
        {
            throw TooMany();
        }

        if (handshake.Authenticate(startup, connection.Number) is not { } link)
        {
            return;
        }

        connection.IsKnown = true;
        connection.Door.Leave();
        try
        {
            if (Interlocked.Increment(ref _known) > _options.MaxConnections)
            {
                throw TooMany();
            }

            connection.Stream.Deadline = Deadline.Never;
            _serve(link);
        }
        finally
        {
            _ = Interlocked.Decrement(ref _known);
        }
    }
}
