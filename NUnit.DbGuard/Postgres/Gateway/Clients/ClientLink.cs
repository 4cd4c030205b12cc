using System.Globalization;
using NUnit.DbGuard.Postgres.Gateway.Sockets;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Clients;

/// <summary>One client that has proved to know the password, and waits for ParameterStatus, BackendKeyData and ReadyForQuery.</summary>
/// <remarks>
/// <para>States: made when AuthenticationOk was written (it leaves with the first flush) → served → closed by the listener, when whoever serves it
/// returns or throws. A <see cref="ClientRefusalException"/> reaches the client before that.</para>
/// <para>Reader and writer belong to the client's own thread; the rest never changes. <see cref="Abort"/> may come from any thread.</para>
/// </remarks>
internal sealed class ClientLink
{
    // Above every number that an operating system gives a process (Linux: 2^22), so that pg_terminate_backend() with a client's number never hits a session of the server's.
    private const int FirstProcessId = 1 << 30;

    private readonly SocketStream _stream;

    /// <param name="stream">The connection.</param>
    /// <param name="reader">What reads from it, with nothing read ahead.</param>
    /// <param name="writer">What writes to it.</param>
    /// <param name="startup">What the client asked for.</param>
    /// <param name="processId">Its number in this process.</param>
    /// <param name="secretKey">What it must know, beside that number, to cancel.</param>
    public ClientLink(SocketStream stream, FrameReader reader, FrameWriter writer, ClientStartup startup, int processId, ReadOnlyMemory<byte> secretKey)
    {
        _stream = stream;
        Reader = reader;
        Writer = writer;
        User = startup.User;
        Database = startup.Database;
        Parameters = startup.Parameters;
        ProtocolMinor = startup.ProtocolMinor;
        ProcessId = FirstProcessId | processId;
        SecretKey = secretKey;
        string? application = startup.Parameters.LastOrDefault(static parameter => parameter.Key == "application_name").Value;
        ShortDescription = string.Create(CultureInfo.InvariantCulture, $"client {processId}{(string.IsNullOrEmpty(application) ? string.Empty : $" ({application})")}");
        Description = string.Create(CultureInfo.InvariantCulture, $"client {processId} ({(string.IsNullOrEmpty(application) ? string.Empty : application + ", ")}user {User}, database {Database})");
    }

    public FrameReader Reader { get; }

    public FrameWriter Writer { get; }

    /// <summary>The user that the client named. Any is let in; what it may do is for others to say.</summary>
    public string User { get; }

    /// <summary>The database that the client named, or else the user's name.</summary>
    public string Database { get; }

    /// <summary>The other start-up parameters, in the client's order; <c>options</c> as it came: see <see cref="StartupOptions.Parse"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Parameters { get; }

    /// <summary>The minor version of protocol 3 that is spoken: 0 to 2.</summary>
    public int ProtocolMinor { get; }

    /// <summary>The number for BackendKeyData: positive, no other client's of this process, and no process's of the server's.</summary>
    public int ProcessId { get; }

    /// <summary>The secret for BackendKeyData: 4 random bytes, and 32 from protocol 3.2 on.</summary>
    public ReadOnlyMemory<byte> SecretKey { get; }

    /// <summary>The client in a message to people: <c>client 7 (psql, user me, database shop)</c>.</summary>
    public string Description { get; }

    /// <summary>The client in a list: <c>client 7 (psql)</c>.</summary>
    public string ShortDescription { get; }

    /// <summary>Whether something has come that was not taken yet. From any thread: a hint, for the client's own may be taking it.</summary>
    public bool HasUnread => Reader.BufferedBytes > 0 || _stream.HasUnread;

    /// <summary>Ends the connection at once, from any thread: the client's own finds its reads at their end, and its writes fail.</summary>
    public void Abort() => _stream.Abort();

    /// <summary>Tells the client, behind all that waits, why its connection ends. Faults of the connection are swallowed: it ends in any case.</summary>
    public void SendFatal(string sqlState, string message, string? detail = null, string? hint = null) =>
        FatalError.Send(Writer, new ClientRefusalException(sqlState, message, detail, hint));
}
