using System.Net.Security;
using NUnit.DbGuard.Postgres.Gateway.Sockets;

namespace NUnit.DbGuard.Postgres.Gateway.Servers;

/// <summary>A connection to the server, with or without TLS. It owns both streams.</summary>
internal sealed class ServerTransport : IDisposable
{
    private readonly SocketStream _socket;
    private readonly SslStream? _encrypted;

    public ServerTransport(SocketStream socket, SslStream? encrypted)
    {
        _socket = socket;
        _encrypted = encrypted;
    }

    /// <summary>What the protocol's bytes go through.</summary>
    public Stream Stream => _encrypted is null ? _socket : _encrypted;

    public bool IsEncrypted => _encrypted is not null;

    public bool IsAborted => _socket.IsAborted;

    /// <summary>Whether bytes wait to be read, or the connection has ended.</summary>
    public bool HasInput => _socket.HasInput;

    /// <summary>By when reads must have begun to give bytes.</summary>
    public Deadline Deadline
    {
        get => _socket.Deadline;
        set => _socket.Deadline = value;
    }

    public void Abort() => _socket.Abort();

    /// <summary>How long each write may take from now on.</summary>
    public void SetWriteLimit(TimeSpan limit) => _socket.SetWriteLimit(limit);

    public void Dispose()
    {
        // Its own goodbye would be written to a peer that may not read.
        _socket.Dispose();
        _encrypted?.Dispose();
    }
}
