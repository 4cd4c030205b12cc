using NUnit.DbGuard.Postgres.Gateway.Servers;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Gateway.Own;

/// <summary>A server session that is one client's alone, for one test: what either says is passed on as it is.</summary>
/// <remarks>
/// <para>Two threads: the client's sends to the server, the session's own reads what comes back, whenever it comes. So notifications, COPY, pipelines, Flush and
/// suspended portals need no knowledge here. What the gateway knows of the conversation is what it must: which answers are awaited
/// (<see cref="AwaitedAnswers"/>), what is prepared (<see cref="KnownStatements"/>), which parameters the client was told, and whether a transaction is open.</para>
/// <para>States: open → ended, by the server, by the client's leaving, or by the test's end. Whatever ends it, each group that was sent is answered: by the
/// server, or by the thread that reads, when no more will come. What is sent later is refused, for the sender to say so.</para>
/// <para>A test's end may leave the connection to the server for the client's next session (<see cref="TryPark"/>): then all that the server still says is an
/// answer to that.</para>
/// </remarks>
internal sealed class OwnSession : IDisposable
{
    private const int StackSize = 262_144;
    private const int FlushFrom = 65_536;

    /// <summary>The setting by which the server counts what is written.</summary>
    public const string Counting = "track_counts";

    // The second since PostgreSQL 15; before, no session is parked.
    private static readonly string[] s_park = ["DISCARD ALL", "SELECT pg_catalog.pg_stat_force_next_flush()"];

    private readonly ClientSession _client;
    private readonly ServerLink _link;
    private readonly KnownStatements _statements;
    private readonly AwaitedAnswers _answers = new();
    private readonly Thread _thread;
    private readonly Lock _sending = new();
    private TransactionStatus _status = TransactionStatus.Idle;
    private volatile bool _hasEnded;
    private volatile bool _isClosing;
    private bool _isInFrame;
    private bool _isInGroup;
    private volatile bool _isParking;
    private int _parkingAnswers;
    private bool _isParked;
    private bool _isDisposed;

    public OwnSession(ClientSession client, GatewayTest test, ServerLink link, KnownStatements statements)
    {
        _client = client;
        _link = link;
        _statements = statements;
        Test = test;
        _thread = new Thread(Run, StackSize) { IsBackground = true, Name = $"DbGuard gateway: reads from {link.Description}" };
    }

    /// <summary>The test that it is for.</summary>
    public GatewayTest Test { get; }

    public ClientSession Client => _client;

    public string ClientDescription => _client.Description;

    /// <summary>What cancels it: the server's own number and secret.</summary>
    public BackendKeyData Key => _link.Key;

    public bool HasEnded => _hasEnded;

    /// <summary>Whether it ends because its test or its client does.</summary>
    public bool IsClosing => _isClosing;

    /// <summary>Whether it is in a transaction, or was when it ended.</summary>
    public bool IsInTransaction => _status != TransactionStatus.Idle;

    /// <summary>Whether the client has been told an error for the group that it has begun and not ended.</summary>
    public bool HasFailedGroup => _answers.HasFailed;

    /// <summary>Begins to pass on what the server says.</summary>
    public void Start() => _thread.UnsafeStart();

    /// <summary>Passes a message of the client's on.</summary>
    /// <param name="frame">The message.</param>
    /// <param name="isInGroup">Whether it leaves a group of the extended protocol open.</param>
    /// <returns>Whether it will be answered; else the session has ended, and nothing has become of the message.</returns>
    public bool Forward(Frame frame, bool isInGroup)
    {
        if (_hasEnded)
        {
            return false;
        }

        frame = Understand(frame);
        lock (_sending)
        {
            if (_isParking || !Announce(frame))
            {
                return false;
            }

            _client.Recorder.Ask(frame);

            _isInGroup = isInGroup;
            _isInFrame = true;
            frame.Write(_link.Writer);
            if (!frame.IsWhole)
            {
                RelayBody();
            }

            _isInFrame = false;
            if (_client.Reader.BufferedBytes == 0 || _link.Writer.PendingBytes >= FlushFrom)
            {
                Flush();
            }
        }

        return true;
    }

    /// <summary>Asks the server to cancel what runs, and again if it was asked before it had read that. From any thread.</summary>
    /// <param name="limit">How long a request may take.</param>
    /// <param name="isComing">Whether the client has sent something that has not been read.</param>
    public void Cancel(TimeSpan limit, bool isComing = false)
    {
        int before = _answers.Completed;
        if (isComing)
        {
            _ = _answers.WaitUntilBusy(ClientSession.CancelPause);
        }

        if (!_answers.IsAwaited)
        {
            // Asked again and again, the server would cancel what the client sends next.
            return;
        }

        for (int attempt = 0; attempt < ClientSession.CancelAttempts && _answers.Completed == before && !_hasEnded; attempt++)
        {
            _ = _link.Cancel(limit);
            _answers.WaitForCompletion(before, ClientSession.CancelPause);
        }
    }

    /// <summary>Waits until nothing runs any more.</summary>
    public bool WaitUntilIdle(TimeSpan limit) => _answers.WaitUntilIdle(limit);

    /// <summary>Asks the server to make the session as it was at its start, and to count what was written in it. From any thread.</summary>
    /// <returns>Whether it was asked: not in the midst of something.</returns>
    public bool TryPark()
    {
        if (!_sending.TryEnter())
        {
            return false;
        }

        try
        {
            if (_isDisposed || _hasEnded || _isInFrame || _isInGroup || _answers.IsAwaited || _answers.IsCopying)
            {
                return false;
            }

            _isClosing = true;
            string[] commands = IsInTransaction ? ["ROLLBACK", .. s_park] : s_park;
            _parkingAnswers = commands.Length;
            _isParking = true;
            foreach (string command in commands)
            {
                new Query(ByteString.From(command)).Write(_link.Writer);
            }

            Flush();
            return true;
        }
        finally
        {
            _sending.Exit();
        }
    }

    /// <summary>Takes the connection to the server out of a session that has been parked.</summary>
    /// <returns><see langword="null"/>: it has not, or the client was faster and has ended it.</returns>
    public ServerLink? TakeParked()
    {
        lock (_sending)
        {
            if (!_isParked || _isDisposed)
            {
                return null;
            }

            _isParked = false;
            _isDisposed = true;
            return _link;
        }
    }

    /// <summary>Says good-bye to the server, which then ends the session when it has done what it was told before. From any thread.</summary>
    public void Close()
    {
        _isClosing = true;
        if (!_sending.TryEnter())
        {
            // Its client's thread is in the midst of a message, or stuck in a write to a server that does not read.
            _link.Abort();
            return;
        }

        try
        {
            if (_isDisposed || _isParking)
            {
                // Its client's thread was faster, or it is about to end anyway.
                return;
            }

            if (_isInFrame)
            {
                // The client has gone in the midst of a message: the server waits for the rest of it.
                _link.Abort();
                return;
            }

            if (_answers.IsCopying)
            {
                // In the midst of its data the server would take the good-bye for a mistake of the client's.
                new CopyFail(ByteString.From("the test has ended")).Write(_link.Writer);
            }

            default(Terminate).Write(_link.Writer);
            Flush();
        }
        finally
        {
            _sending.Exit();
        }
    }

    /// <summary>Breaks the connection to the server. From any thread.</summary>
    public void Abort()
    {
        _isClosing = true;
        _link.Abort();
    }

    /// <summary>Ends the connection of a client that does not read what it is told. From any thread.</summary>
    public void AbortClient() => _client.Abort();

    /// <summary>Waits until the server's last word has been passed on: then it has let go of all that the session held.</summary>
    public bool WaitUntilEnded(TimeSpan limit) => _thread.Join(limit);

    /// <summary>Waits until it has ended, which <see cref="Close"/>, <see cref="Abort"/> or the server has begun.</summary>
    public void Dispose()
    {
        _thread.Join();
        lock (_sending)
        {
            // The test's end may be about to say good-bye as well, or has taken the connection.
            if (!_isDisposed)
            {
                _isDisposed = true;
                _link.Dispose();
            }
        }
    }

    // What must be understood is read whole; the rest may be longer than memory.
    private Frame Understand(Frame frame) =>
        frame.Type is Parse.Type or Protocol.Close.Type or Query.Type || (frame.Type is Bind.Type or Describe.Type && _statements.HasMissing) ? _client.Reader.ReadWhole(frame) : frame;

    private void RelayBody()
    {
        ReadOnlyMemory<byte> piece;
        while (!(piece = _client.Reader.ReadPiece()).IsEmpty)
        {
            piece.Span.CopyTo(_link.Writer.GetSpan(piece.Length));
            _link.Writer.Advance(piece.Length);
            if (_link.Writer.PendingBytes >= FlushFrom)
            {
                Flush();
            }
        }
    }

    private void Flush()
    {
        try
        {
            _link.Writer.Flush();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The thread that reads finds the end as well, and answers for the server.
            _link.Abort();
        }
    }

    // Notes what will be answered. Afterwards it must be sent.
    private bool Announce(Frame frame)
    {
        try
        {
            return frame.Type switch
            {
                Parse.Type => Announce(Parse.Read(frame.Body)),
                Protocol.Close.Type => Announce(Protocol.Close.Read(frame.Body)),
                Bind.Type => PrepareAgain(frame) && _answers.Add(new(AwaitedAnswerKind.Bind)),
                Describe.Type => PrepareAgain(frame) && _answers.Add(new(AwaitedAnswerKind.Describe)),
                Execute.Type => _answers.Add(new(AwaitedAnswerKind.Execute)),
                Sync.Type => _answers.Add(new(AwaitedAnswerKind.Sync)),
                Query.Type => Announce(Query.Read(frame.Body)),
                FunctionCall.Type => _answers.Add(new(AwaitedAnswerKind.Query)),
                CopyDone.Type or CopyFail.Type => _answers.Add(new(AwaitedAnswerKind.CopyEnd)),
                _ => !_hasEnded,
            };
        }
        catch (ProtocolViolationException violation) when (!violation.IsFatal)
        {
            // The server says what is wrong with it.
            return _answers.Add(new(frame.Type == Query.Type ? AwaitedAnswerKind.Query : AwaitedAnswerKind.Execute));
        }
    }

    private bool Announce(Parse parse)
    {
        NoteCounting(parse.Query.Span);
        NoteDeallocated(parse.Query.Span);
        Parse owned = new(parse.Statement.ToOwned(), parse.Query.ToOwned(), parse.ParameterTypes with { Wire = parse.ParameterTypes.Wire.ToOwned() });
        return _answers.Add(new(AwaitedAnswerKind.Parse, Parse: owned));
    }

    private bool Announce(Close close) => _answers.Add(new(AwaitedAnswerKind.Close, Close: close with { Name = close.Name.ToOwned() }));

    private bool Announce(Query query)
    {
        NoteCounting(query.Text.Span);
        NoteDeallocated(query.Text.Span);
        return _answers.Add(new(AwaitedAnswerKind.Query));
    }

    private bool PrepareAgain(Frame frame)
    {
        if (!frame.IsWhole || !_statements.HasMissing)
        {
            return true;
        }

        ByteString? name = frame.Type == Bind.Type ? Bind.Read(frame.Body).Statement : Describe.Read(frame.Body) is { Kind: PreparedKind.Statement } describe ? describe.Name : null;
        if (name is { } asked && _statements.FindMissing(asked) is { } parse)
        {
            parse.Write(_link.Writer);
            return _answers.Add(new(AwaitedAnswerKind.Parse, Parse: parse, IsHidden: true));
        }

        return true;
    }

    private void NoteCounting(ReadOnlySpan<byte> sql)
    {
        if (Test.ParksSessions && SqlWord.IsIn("track_counts"u8, sql))
        {
            Test.HidesCounts = true;
        }
    }

    private void NoteDeallocated(ReadOnlySpan<byte> sql)
    {
        if (!SqlWord.IsIn("deallocate"u8, sql))
        {
            return;
        }

        StatementReader reader = new(sql, _client.UsesStandardStrings);
        while (reader.TryRead(out Statement statement))
        {
            if (statement.Kind == StatementKind.Deallocate)
            {
                _statements.Remove(ByteString.From(SqlIdentifier.Decode(statement.Name.Of(sql))));
            }
        }
    }

    private void Run()
    {
        bool isCut = false;
        try
        {
            while (_link.Reader.Read() is { } frame)
            {
                if (_isParking)
                {
                    if (IsParked(frame))
                    {
                        break;
                    }

                    continue;
                }

                isCut = true;
                Pass(frame);
                isCut = false;
            }
        }
        catch (Exception exception) when (exception is IOException or ProtocolViolationException or ObjectDisposedException)
        {
            // As when the server closes: what it says can be understood no more.
        }

        End(isCut);
    }

    // Takes an answer to what has parked it.
    private bool IsParked(Frame frame)
    {
        _ = _link.Reader.ReadWhole(frame);
        if (frame.Type == ErrorResponse.Type)
        {
            _link.Abort();
        }

        if (frame.Type != ReadyForQuery.Type || --_parkingAnswers > 0)
        {
            return false;
        }

        _isParked = true;
        return true;
    }

    private void Pass(Frame frame)
    {
        bool isHidden = Note(ref frame);
        if (!isHidden)
        {
            _client.Output.Relay(frame, _link.Reader);
        }

        bool isReady = frame.Type == ReadyForQuery.Type;
        if (isReady || _link.Reader.BufferedBytes == 0)
        {
            _client.Output.Flush();
        }

        if (isReady)
        {
            // Only now: who waits for the end of all answers may end the session at once.
            _answers.TakeReady();
        }
    }

    // Returns whether the client must not see it.
    private bool Note(ref Frame frame)
    {
        switch (frame.Type)
        {
            case ParseComplete.Type when _answers.Take(AwaitedAnswerKind.Parse) is { } prepared:
                _statements.Add(prepared.Parse);
                return prepared.IsHidden;
            case CloseComplete.Type when _answers.Take(AwaitedAnswerKind.Close) is { Close.Kind: PreparedKind.Statement } closed:
                _statements.Remove(closed.Close.Name);
                break;
            case BindComplete.Type:
                _ = _answers.Take(AwaitedAnswerKind.Bind);
                break;
            case RowDescription.Type or NoData.Type:
                _ = _answers.Take(AwaitedAnswerKind.Describe);
                break;
            case CommandComplete.Type or EmptyQueryResponse.Type or PortalSuspended.Type:
                if (frame.Type == CommandComplete.Type && ForgetsStatements(CommandComplete.Read(frame.Body).Tag.Span))
                {
                    _statements.Clear();
                }

                _ = _answers.Take(AwaitedAnswerKind.Execute);
                break;
            case ErrorResponse.Type:
                _answers.Fail();
                break;
            case CopyInResponse.Type or CopyBothResponse.Type:
                _answers.BeginCopy();
                break;
            case ParameterStatus.Type:
                frame = _link.Reader.ReadWhole(frame);
                _client.Parameters.NoteTold(ParameterStatus.Read(frame.Body));
                break;
            case ReadyForQuery.Type:
                _status = ReadyForQuery.Read(frame.Body).Status;
                break;
        }

        return false;
    }

    private static bool ForgetsStatements(ReadOnlySpan<byte> tag) => tag.SequenceEqual("DISCARD ALL"u8) || tag.SequenceEqual("DEALLOCATE ALL"u8);

    private void End(bool isCut)
    {
        _hasEnded = true;
        int unanswered = _answers.End();
        if (!_isClosing || isCut)
        {
            // The server's process is gone, and said why, or half an answer has been passed on: the client's connection ends as it would.
            _client.Output.Flush();
            _client.Abort();
            return;
        }

        for (int i = 0; i < unanswered; i++)
        {
            if (i == 0)
            {
                _client.Output.Write(ClientError.Error("57P01", "the test has ended, and the session with it"));
            }

            _client.Output.Write(new ReadyForQuery(IsInTransaction ? TransactionStatus.Failed : TransactionStatus.Idle));
        }

        _client.Output.Flush();
    }
}
