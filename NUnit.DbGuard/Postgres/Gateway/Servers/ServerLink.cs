using NUnit.DbGuard.Postgres.Gateway.Sockets;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Servers;

/// <summary>One session with the real server: authenticated, past its first ReadyForQuery, and nobody's but its holder's.</summary>
/// <remarks>
/// <para>States: open → (<see cref="Abort"/>, or a fault) broken → disposed. It does not see what is read and written, so whether the session is between two
/// groups is its holder's to know.</para>
/// <para>Reader, writer and <see cref="Send"/> belong to whichever single thread holds the session. <see cref="Abort"/> and <see cref="Cancel"/> may come from
/// any thread, <see cref="Dispose"/> only when nobody else uses it.</para>
/// </remarks>
internal sealed class ServerLink : IDisposable
{
    /// <summary>Up to how many bytes a group is written by the thread that reads the answer.</summary>
    /// <remarks>
    /// A server that sends results reads nothing, so that a thread which writes before it reads would wait for ever once both directions are full. So much
    /// always fits into the kernel's buffers: <see cref="ServerSocket.SendBuffer"/> is twice as much, for the overhead per packet and of TLS.
    /// </remarks>
    public const int LargestInlineGroup = 65_536;

    private static readonly TimeSpan s_terminateLimit = TimeSpan.FromSeconds(1);

    private readonly ServerTransport _transport;
    private readonly ServerEndPoint _endPoint;
    private readonly BackendKeyData _key;
    private GroupSender? _sender;
    private bool _isDisposed;

    public ServerLink(ServerTransport transport, ServerEndPoint endPoint, FrameReader reader, FrameWriter writer, IReadOnlyDictionary<string, string> parameters, BackendKeyData key)
    {
        _transport = transport;
        _endPoint = endPoint;
        _key = key;
        Reader = reader;
        Writer = writer;
        Parameters = parameters;
    }

    public FrameReader Reader { get; }

    public FrameWriter Writer { get; }

    /// <summary>The parameters as the server reported them at the start.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; }

    /// <summary>The number of the server's process; 0: it told none, and nothing can be cancelled.</summary>
    public int ProcessId => _key.ProcessId;

    /// <summary>What cancels the session: the server's number for it, and a secret.</summary>
    public BackendKeyData Key => _key;

    /// <summary>Whether TLS protects the connection.</summary>
    public bool IsEncrypted => _transport.IsEncrypted;

    /// <summary>The session in a message to people: <c>server process 4711 at db.example:5432</c>.</summary>
    public string Description => $"server process {ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture)} at {_endPoint}";

    /// <summary>Opens a session as Npgsql would with that connection string.</summary>
    /// <remarks>
    /// Npgsql itself authenticates it, through this process: see <see cref="ServerOpening"/>. <c>Timeout</c> limits all of it. What concerns Npgsql's own pooling
    /// and types has no meaning here; of <c>Target Session Attributes</c> and <c>Load Balance Hosts</c> neither has: several hosts are tried in their order.
    /// </remarks>
    /// <param name="connectionString">A connection string of Npgsql's.</param>
    /// <exception cref="Npgsql.NpgsqlException">The server could not be reached, or refused: then it is a <see cref="Npgsql.PostgresException"/>.</exception>
    /// <exception cref="ArgumentException">The connection string is not one.</exception>
    public static ServerLink Open(string connectionString) => ServerOpening.Open(connectionString);

    /// <summary>How long the connection string lets a session take to open.</summary>
    public TimeSpan OpeningLimit { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>From here on reads fail when <see cref="OpeningLimit"/> is over: its holder makes the session what it must be, and a server may fall silent then too.</summary>
    public void BeginOpening() => _transport.Deadline = Deadline.After(OpeningLimit);

    /// <summary>The session is open: it may take as long for an answer as it likes.</summary>
    public void EndOpening() => _transport.Deadline = Deadline.Never;

    /// <summary>Sends a group. A long one is still on its way when this returns, so that the caller can read what the server answers to its beginning.</summary>
    /// <param name="group">The group. It must stay as it is until <see cref="WaitUntilSent"/> has returned.</param>
    /// <exception cref="IOException">The connection failed.</exception>
    public void Send(FrameBuffer group)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (group.Length + Writer.PendingBytes <= LargestInlineGroup)
        {
            Writer.Write(group);
            Writer.Flush();
            return;
        }

        _sender ??= new GroupSender(this);
        _sender.Begin(group);
    }

    /// <summary>Waits until the last group has left: at once when all of its answer was read.</summary>
    /// <exception cref="IOException">The connection failed.</exception>
    public void WaitUntilSent() => _sender?.Wait();

    /// <summary>Whether the server has said something that nobody asked for, or has closed the connection.</summary>
    public bool HasUnexpectedData => Reader.BufferedBytes > 0 || _transport.HasInput;

    /// <summary>Asks the server to cancel what this session runs, and waits until the server has passed that on to the session.</summary>
    /// <param name="limit">How long it may take.</param>
    /// <returns>Whether the server was reached and closed the connection, as it does after the signal was sent. Whether there was something to cancel, it never tells.</returns>
    public bool Cancel(TimeSpan limit)
    {
        if (_key.ProcessId == 0)
        {
            return false;
        }

        try
        {
            using ServerTransport transport = _endPoint.Connect(_transport.IsEncrypted, Deadline.After(limit));
            using FrameWriter writer = new(transport.Stream);
            new CancelRequest(_key.ProcessId, _key.SecretKey).Write(writer);
            writer.Flush();
            Span<byte> nothing = stackalloc byte[1];
            while (transport.Stream.Read(nothing) > 0)
            {
            }

            return true;
        }
        catch (Exception exception) when (exception is IOException or Npgsql.NpgsqlException)
        {
            return false;
        }
    }

    /// <summary>Ends the connection at once, from any thread: reads find its end, and writes fail. The server ends the session and its transaction.</summary>
    public void Abort() => _transport.Abort();

    /// <summary>Says goodbye, unless the connection is broken, and closes it. The server rolls back what was open.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        bool isQuiet = _sender is null || _sender.TryStop(s_terminateLimit);
        if (isQuiet && !_transport.IsAborted)
        {
            try
            {
                _transport.SetWriteLimit(s_terminateLimit);
                default(Terminate).Write(Writer);
                Writer.Flush();
            }
            catch (IOException)
            {
                // The server notices the end all the same.
            }
        }

        if (!isQuiet)
        {
            // Ends the write that is still under way.
            _transport.Abort();
        }

        _transport.Dispose();
        _sender?.Dispose();
        Reader.Dispose();
        Writer.Dispose();
    }
}
