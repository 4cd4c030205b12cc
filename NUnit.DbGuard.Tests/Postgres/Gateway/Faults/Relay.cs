using System.Net;
using System.Net.Sockets;
using NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Faults;

/// <summary>Stands between clients and a server on the loopback address, and passes on what each says through whoever wants to see or to change it.</summary>
/// <remarks>Both directions of each connection have a thread. A filter that throws <see cref="IOException"/> cuts the connection.</remarks>
internal sealed class Relay : IDisposable
{
    private const int BufferSize = 32_768;

    private readonly Socket _door = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly WireEndpoint _server;
    private readonly Func<Filter?> _forClient;
    private readonly Func<Filter?> _forServer;
    private readonly Lock _lock = new();
    private readonly HashSet<Socket> _sockets = [];
    private readonly List<Thread> _threads = [];
    private readonly Thread _acceptor;
    private bool _isStopping;

    /// <param name="server">What it stands before.</param>
    /// <param name="forClient">Makes what sees each connection's bytes from the client to the server.</param>
    /// <param name="forServer">The same for those from the server to the client.</param>
    public Relay(WireEndpoint server, Func<Filter?> forClient, Func<Filter?> forServer)
    {
        _server = server;
        _forClient = forClient;
        _forServer = forServer;
        _door.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _door.Listen(100);
        _acceptor = new Thread(Accept) { IsBackground = true, Name = "relay" };
        _acceptor.Start();
    }

    /// <summary>Passes on some bytes, or others instead of them.</summary>
    /// <param name="bytes">What came.</param>
    /// <param name="write">Writes to the other side.</param>
    public delegate void Filter(ReadOnlyMemory<byte> bytes, Action<ReadOnlyMemory<byte>> write);

    /// <summary>Where its clients connect to.</summary>
    public WireEndpoint Endpoint => _server with { Host = "127.0.0.1", Port = ((IPEndPoint)_door.LocalEndPoint!).Port };

    /// <summary>Cuts all connections.</summary>
    public void CutAll()
    {
        lock (_lock)
        {
            foreach (Socket socket in _sockets)
            {
                Shut(socket);
            }
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isStopping = true;
        }

        _door.Dispose();
        Assert.That(_acceptor.Join(WireClient.ReadLimit), Is.True);
        CutAll();
        Assert.That(_threads.TrueForAll(static thread => thread.Join(WireClient.ReadLimit)), Is.True);
    }

    private void Accept()
    {
        while (true)
        {
            try
            {
                Socket client = _door.Accept();
                client.NoDelay = true;
                Serve(client);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                lock (_lock)
                {
                    if (_isStopping)
                    {
                        return;
                    }
                }
            }
        }
    }

    private void Serve(Socket client)
    {
        Socket server;
        try
        {
#pragma warning disable CA2000 // Its two threads close it.
            server = _server.Connect();
#pragma warning restore CA2000
        }
        catch (SocketException)
        {
            client.Dispose();
            throw;
        }

        int open = 2;
        lock (_lock)
        {
            _sockets.UnionWith([client, server]);
            _threads.RemoveAll(static thread => !thread.IsAlive);
            _threads.Add(new Thread(() => Pump(client, server, _forClient(), End)) { IsBackground = true, Name = "relay to server" });
            _threads.Add(new Thread(() => Pump(server, client, _forServer(), End)) { IsBackground = true, Name = "relay to client" });
            _threads[^1].Start();
            _threads[^2].Start();
        }

        void End()
        {
            if (Interlocked.Decrement(ref open) == 0)
            {
                lock (_lock)
                {
                    _sockets.ExceptWith([client, server]);
                }

                client.Dispose();
                server.Dispose();
            }
        }
    }

    private static void Pump(Socket from, Socket to, Filter? filter, Action end)
    {
        byte[] buffer = new byte[BufferSize];
        try
        {
            int count;
            while ((count = from.Receive(buffer)) > 0)
            {
                if (filter is null)
                {
                    Write(buffer.AsMemory(0, count));
                }
                else
                {
                    filter(buffer.AsMemory(0, count), Write);
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException)
        {
            Shut(from);
            Shut(to);
        }
        finally
        {
            end();
        }

        void Write(ReadOnlyMemory<byte> bytes)
        {
            while (!bytes.IsEmpty)
            {
                bytes = bytes[to.Send(bytes.Span)..];
            }
        }
    }

    private static void Shut(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The other side was faster.
        }
    }
}
