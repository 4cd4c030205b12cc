using System.Net;
using System.Net.Sockets;
using NUnit.DbGuard.Postgres.Gateway.Sockets;

namespace NUnit.DbGuard.Postgres.Gateway.Servers;

/// <summary>Connects a blocking socket.</summary>
internal static class ServerSocket
{
    /// <summary>What the kernel keeps for a peer that does not read, at least: see <see cref="ServerLink.LargestInlineGroup"/>.</summary>
    /// <remarks>TCP starts with 16 KB on Linux, and grows with what the peer takes.</remarks>
    public const int SendBuffer = 2 * ServerLink.LargestInlineGroup;

    /// <exception cref="SocketException">There is nobody, or nobody answers in time.</exception>
    public static SocketStream Connect(EndPoint endPoint, Deadline deadline)
    {
        bool isUnix = endPoint.AddressFamily == AddressFamily.Unix;
#pragma warning disable CA2000 // The stream owns it.
        Socket socket = new(endPoint.AddressFamily, SocketType.Stream, isUnix ? ProtocolType.Unspecified : ProtocolType.Tcp);
#pragma warning restore CA2000
        try
        {
            if (socket.SendBufferSize < SendBuffer)
            {
                socket.SendBufferSize = SendBuffer;
            }

            if (!isUnix)
            {
                socket.NoDelay = true;
            }

            // A connect that waits is ended on Linux by the limit for writes. The usual way, a non-blocking socket, would leave it non-blocking for good.
            socket.SendTimeout = deadline.IsSet ? Math.Max(1, (int)deadline.Left.TotalMilliseconds) : 0;
            socket.Connect(endPoint);
            socket.SendTimeout = 0;
            return new SocketStream(socket) { Deadline = deadline };
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
