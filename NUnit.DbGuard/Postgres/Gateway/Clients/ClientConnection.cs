using NUnit.DbGuard.Postgres.Gateway.Sockets;

namespace NUnit.DbGuard.Postgres.Gateway.Clients;

/// <summary>One accepted connection, whatever its state.</summary>
/// <param name="Number">Its number in this process.</param>
/// <param name="Stream">Its bytes.</param>
/// <param name="Thread">Its own thread.</param>
/// <param name="Door">What it came by.</param>
internal sealed record ClientConnection(int Number, SocketStream Stream, Thread Thread, ListenerDoor Door)
{
    /// <summary>Whether it has proved to know the password, and so has left its place at the door. For its own thread.</summary>
    public bool IsKnown { get; set; }
}
