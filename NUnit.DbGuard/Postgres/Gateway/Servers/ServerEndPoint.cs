using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Npgsql;
using NUnit.DbGuard.Postgres.Gateway.Sockets;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Servers;

/// <summary>One address of a server, and how its connections are encrypted.</summary>
/// <param name="Host">The host as the connection string names it: what the server's certificate must be for.</param>
/// <param name="Port">The port.</param>
/// <param name="Address">The address that the host has.</param>
/// <param name="Encryption">How TLS is set up.</param>
internal sealed record ServerEndPoint(string Host, int Port, EndPoint Address, ServerEncryption Encryption)
{
    private const byte TlsAccepted = (byte)'S', TlsRefused = (byte)'N';

    /// <summary>All addresses of a host, in the resolver's order.</summary>
    /// <param name="host">A name, an address, the folder of a Unix socket, or the name of an abstract one behind an @.</param>
    /// <param name="port">The port.</param>
    /// <param name="encryption">How TLS is set up.</param>
    /// <exception cref="NpgsqlException">The name is not known.</exception>
    public static IReadOnlyList<ServerEndPoint> Resolve(string host, int port, ServerEncryption encryption)
    {
        if (IsSocketFolder(host))
        {
            string path = Path.Combine(host, SocketFolder.SocketName(port));
            return [new(host, port, new UnixDomainSocketEndPoint(path[0] == '@' ? '\0' + path[1..] : path), encryption)];
        }

        try
        {
            return [.. Dns.GetHostAddresses(host).Select(address => new ServerEndPoint(host, port, new IPEndPoint(address, port), encryption))];
        }
        catch (SocketException exception)
        {
            throw new NpgsqlException($"The host '{host}' is not known: {exception.Message}", exception);
        }
    }

    /// <summary>Whether a host means a Unix socket.</summary>
    public static bool IsSocketFolder(string host) => Path.IsPathRooted(host) || host.StartsWith('@');

    /// <summary>Connects, and begins TLS if that is wanted. Nothing else has been said on the connection.</summary>
    /// <param name="encrypt">Whether to ask for TLS.</param>
    /// <param name="deadline">By when all of it must be done; it stays the transport's deadline.</param>
    /// <exception cref="NpgsqlException">The server could not be reached, does not offer the TLS that is required, or is not the right one.</exception>
    public ServerTransport Connect(bool encrypt, Deadline deadline)
    {
        SocketStream socket;
        try
        {
            socket = ServerSocket.Connect(Address, deadline);
        }
        catch (SocketException exception)
        {
            throw new NpgsqlException($"Failed to connect to {this}: {exception.Message}", exception);
        }

        try
        {
            return new ServerTransport(socket, encrypt && IsTlsOffered(socket) ? Encryption.Begin(socket, Host) : null);
        }
        catch (NpgsqlException)
        {
            socket.Dispose();
            throw;
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            socket.Dispose();
            throw new NpgsqlException($"Failed to set up TLS with {this}: {exception.Message}", exception);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    private bool IsTlsOffered(SocketStream socket)
    {
        if (Encryption.IsDirect)
        {
            return true;
        }

        using (FrameWriter writer = new(socket))
        {
            default(SSLRequest).Write(writer);
            writer.Flush();
        }

        // One byte and no more: whatever lies behind it belongs to the handshake, or to someone who wants to be taken for the server.
        Span<byte> answer = stackalloc byte[1];
        if (socket.Read(answer) == 0)
        {
            throw new IOException("The server closed the connection.");
        }

        return answer[0] switch
        {
            TlsAccepted => true,
            TlsRefused when !Encryption.IsRequired => false,
            TlsRefused => throw new NpgsqlException($"The connection string asks for TLS, and the server at {this} does not offer it."),
            _ => throw new NpgsqlException(string.Create(CultureInfo.InvariantCulture, $"The server at {this} answered a request for TLS with the byte {answer[0]}.")),
        };
    }
}
