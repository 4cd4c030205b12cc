using System.Net;
using System.Net.Sockets;

namespace NUnit.DbGuard.Tests.Postgres.Gateway.Wire;

/// <summary>Where clients connect, as whom, and to which database. Without a password only trust is answered.</summary>
internal sealed record WireEndpoint(string Host, int Port, string User, string? Password, string Database)
{
    private bool IsUnix => Host.StartsWith('/');

    /// <summary>A connected socket, the caller's.</summary>
    public Socket Connect()
    {
        // As libpq and Npgsql do: a host that is an absolute path is the folder of a Unix socket.
        EndPoint endPoint = IsUnix ? new UnixDomainSocketEndPoint($"{Host}/.s.PGSQL.{Port}") : new IPEndPoint(IPAddress.Parse(Host), Port);
        Socket socket = new(endPoint.AddressFamily, SocketType.Stream, IsUnix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            socket.Connect(endPoint);
            if (!IsUnix)
            {
                socket.NoDelay = true;
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
