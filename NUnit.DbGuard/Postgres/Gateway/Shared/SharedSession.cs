using System.Collections.Immutable;
using System.Diagnostics;
using NUnit.DbGuard.Postgres.Gateway.Servers;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Shared;

/// <summary>The one server session that all clients of a database share, and what the server has at this moment.</summary>
/// <remarks>
/// <para>States: idle (no transaction) → in the test's transaction, sound or aborted → idle, by the test's end; ended for good when the server
/// has closed it, or has sent what cannot be understood.</para>
/// <para>Invariants: flights never overlap; after each the server waits for the next; what it was told to set or to prepare is known
/// here, so that any client can be given the session as if it were its own.</para>
/// <para>Owned by who holds the session's turn.</para>
/// </remarks>
internal sealed class SharedSession : IDisposable
{
    private const string NoTimeouts =
        "SELECT pg_catalog.set_config(name, '0', false) FROM pg_catalog.pg_settings WHERE name IN ('idle_in_transaction_session_timeout', 'idle_session_timeout', 'transaction_timeout')";

    // Some hundred times as long as a server takes for a few savepoints.
    private static readonly TimeSpan s_prefixLimit = TimeSpan.FromMilliseconds(20);

    private readonly ServerLink _link;
    private readonly Flight _own = new();
    private readonly List<(PreparedKind Kind, ByteString Name)> _toClose = [];
    private int _readyOwed;
    private volatile bool _runsClients;
    private volatile bool _isPrefixUnseen;
    private long _sent;

    public SharedSession(ServerLink link, int number, TransactionStack stack)
    {
        _link = link;
        Number = number;
        Stack = stack;
        Base = link.Parameters.ToImmutableDictionary(StringComparer.OrdinalIgnoreCase);
        Reported = Base;
    }

    /// <summary>Tells sessions apart: what was prepared on another has to be prepared again.</summary>
    public int Number { get; }

    public TransactionStack Stack { get; }

    /// <summary>The reported parameters when the session began.</summary>
    public ImmutableDictionary<string, string> Base { get; }

    /// <summary>The reported parameters now.</summary>
    public ImmutableDictionary<string, string> Reported { get; private set; }

    /// <summary>The settings that differ from the session's beginning.</summary>
    public ImmutableDictionary<string, string> Applied { get; set; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether the server refuses everything until a savepoint is rolled back to.</summary>
    public bool IsAborted { get; private set; }

    /// <summary>The client that the server's unnamed statement is of.</summary>
    public ClientSession? UnnamedStatementOwner { get; set; }

    /// <summary>The server's unnamed portal, whose client alone may run it.</summary>
    public ClientPortal? UnnamedPortal { get; set; }

    /// <summary>
    /// Whether a COMMIT has left all constraints immediate. They are deferred again by the next flight, by the schema as it is then: what the COMMIT
    /// followed may have dropped some.
    /// </summary>
    public bool MustDeferAgain { get; set; }

    /// <summary>Whether what <c>currval()</c> and <c>lastval()</c> remember is forgotten with the next flight.</summary>
    public bool MustDiscardSequences { get; set; }

    /// <summary>Whether any constraints are deferred at the start of a transaction.</summary>
    public bool HasDeferred { get; set; }

    /// <summary>
    /// Whether the server is at the client's own part of a flight: only that may be cancelled, for what the gateway does for itself must not fail. Its answers tell, or the
    /// time since it was sent where the gateway's part cannot wait for anything. From any thread.
    /// </summary>
    public bool RunsClients => _runsClients || (_isPrefixUnseen && Stopwatch.GetElapsedTime(Volatile.Read(ref _sent)) > s_prefixLimit);

    /// <summary>Whether the server has ended it.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>The names of the clients' prepared statements.</summary>
    public ServerNames StatementNames { get; } = new("_dbguard_statement_");

    /// <summary>The names of the clients' portals and cursors.</summary>
    public ServerNames PortalNames { get; } = new("_dbguard_portal_");

    public FrameWriter Writer => _link.Writer;

    /// <summary>Prepares the gateway's own statements.</summary>
    /// <exception cref="SessionEndedException">The server has closed it, says what cannot be understood, or took longer than a session may take to open.</exception>
    public void Open()
    {
        // Whoever opens it keeps all others from the database meanwhile, the test's end included.
        _link.BeginOpening();
        OwnStatements.AddPreparations(_own);

        // A test that is paused must not lose its work.
        OwnStatements.Add(_own, NoTimeouts);
        FlyOwn();
        _link.EndOpening();
    }

    /// <summary>Lets all that follows take no longer than a session may take to open.</summary>
    public void LimitAnswers() => _link.BeginOpening();

    /// <summary>Has a statement or portal closed with the next flight.</summary>
    public void CloseLater(PreparedKind kind, ByteString name)
    {
        _toClose.Add((kind, name));
        (kind == PreparedKind.Statement ? StatementNames : PortalNames).GiveBack(name);
    }

    /// <summary>Leads a flight with the closing of what is to be closed: from there on its names are nobody's on the server either.</summary>
    public void AddClosings(Flight flight)
    {
        foreach ((PreparedKind kind, ByteString name) in _toClose)
        {
            flight.Add(new Close(kind, name), FlightStepKind.Close, FlightStepOwner.Gateway);
        }

        _toClose.Clear();
    }

    /// <summary>Leads a flight with what the server must do first: what is to be closed, the savepoints that were changed since, and the client's settings.</summary>
    /// <returns>Whether any of it may take its time: to delete files that a rollback leaves, or waiting for a lock on what a setting names.</returns>
    public bool AddPrefix(Flight flight, ImmutableDictionary<string, string> settings)
    {
        AddClosings(flight);
        Stack.Begin();
        bool mayWait = MustDeferAgain || MustDiscardSequences;
        foreach (StackChange change in Stack.TakeChanges())
        {
            if (change.Kind == StackChangeKind.Savepoint)
            {
                // Ahead of the frame, so that undoing that does not undo it.
                DeferAgain(flight);
            }

            OwnStatements.Add(flight, change.Sql);
            if (change.Kind == StackChangeKind.Savepoint)
            {
                change.Frame!.AppliedAtStart = Applied;
            }
            else if (change.Kind == StackChangeKind.RollBackTo)
            {
                Applied = change.Frame!.AppliedAtStart;
                mayWait = true;
            }
        }

        if (MustDiscardSequences)
        {
            MustDiscardSequences = false;
            OwnStatements.Add(flight, OwnStatements.DiscardSequences);
        }

        // The COMMIT may have been one inside of a transaction that goes on: that begins no frame.
        DeferAgain(flight);
        int before = flight.Steps.Count;
        SettingsSwitch.Add(flight, Applied, settings);
        Applied = settings;
        return mayWait || flight.Steps.Count > before;
    }

    /// <summary>Sends a flight and hands out what comes back, to its end.</summary>
    /// <exception cref="SessionEndedException">The session is gone.</exception>
    public void Fly(Flight flight, IFlightObserver observer)
    {
        try
        {
            Send(flight);
            while (_readyOwed > 0)
            {
                AwaitOwedReady();
            }

            Receive(flight, observer);
            _link.WaitUntilSent();
        }
        catch (Exception exception) when (exception is IOException or ProtocolViolationException or ObjectDisposedException)
        {
            throw End(new SessionEndedException(exception.Message, exception));
        }
        catch (SessionEndedException ended)
        {
            throw End(ended);
        }
        finally
        {
            _runsClients = false;
            _isPrefixUnseen = false;
            flight.Clear();
        }
    }

    /// <summary>Sends the Sync that a flight has held back, or one more where the server has passed over that: its data have been sent.</summary>
    public void SendSync(Flight flight)
    {
        flight.ReleaseSync();
        default(Sync).Write(_link.Writer);
        _link.Writer.Flush();
    }

    /// <summary>Runs what has been added to a flight of the gateway's own.</summary>
    public void FlyOwn(Action<Flight>? build = null, IFlightObserver? observer = null)
    {
        build?.Invoke(_own);
        if (_own.IsOpen)
        {
            _own.Sync();
        }

        Fly(_own, observer ?? NoObserver.Instance);
    }

    /// <summary>Reads something of the gateway's own, as it is now: in the test's transaction, if that has begun.</summary>
    public void Read(string sql, RowReader reader) => FlyOwn(
        flight =>
        {
            if (Stack.IsBegun)
            {
                AddPrefix(flight, Applied);
            }

            OwnStatements.Add(flight, sql, FlightStepOwner.Reading);
        },
        reader);

    private void DeferAgain(Flight flight)
    {
        if (!MustDeferAgain)
        {
            return;
        }

        MustDeferAgain = false;
        if (HasDeferred)
        {
            OwnStatements.Add(flight, DeferrableConstraints.DeferAgain);
        }
    }

    /// <summary>Undoes the test's work. The answer is awaited by the next flight.</summary>
    public void RollBack()
    {
        bool isBegun = Stack.IsBegun;
        Stack.Reset();
        Applied = ImmutableDictionary<string, string>.Empty;
        MustDeferAgain = false;
        MustDiscardSequences = false;
        if (!isBegun || HasEnded)
        {
            return;
        }

        try
        {
            // What currval() remembers of this test is not the next one's.
            new Query(ByteString.From("ROLLBACK; DISCARD SEQUENCES")).Write(_link.Writer);
            _link.Writer.Flush();
            _readyOwed++;
            UnnamedStatementOwner = null;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            HasEnded = true;
        }
    }

    /// <summary>Has the server do what is deferred to the commit of the test's work, what clients have left open included.</summary>
    /// <remarks>Without it, the server would answer the COMMIT of a failed transaction with a rollback and no error.</remarks>
    /// <exception cref="SessionEndedException">It cannot be committed: what is deferred is violated, or the session is gone.</exception>
    public void PrepareCommit() => FlyOwn(flight =>
    {
        AddPrefix(flight, Applied);
        OwnStatements.Add(flight, OwnStatements.CheckConstraints);
    });

    /// <summary>Commits the test's work. Nothing but closing may follow.</summary>
    /// <exception cref="SessionEndedException">The server has refused, which <see cref="SessionEndedException.IsRefusal"/> tells; or nobody knows whether it has committed.</exception>
    public void Commit()
    {
        Stack.Reset();
        FlyOwn(static flight => OwnStatements.Add(flight, "COMMIT"));
    }

    /// <summary>Waits until the server has done what it was told without waiting, and finds out whether it is still there.</summary>
    public void Settle()
    {
        try
        {
            while (_readyOwed > 0 && !HasEnded)
            {
                AwaitOwedReady();
            }

            HasEnded |= _link.HasUnexpectedData;
        }
        catch (Exception exception) when (exception is IOException or ProtocolViolationException or ObjectDisposedException or SessionEndedException)
        {
            HasEnded = true;
        }
    }

    /// <summary>Interrupts what runs on the server. Safe from any thread.</summary>
    public bool Cancel(TimeSpan limit) => _link.Cancel(limit);

    /// <summary>Breaks the connection. Safe from any thread.</summary>
    public void Abort() => _link.Abort();

    public void Dispose()
    {
        HasEnded = true;
        _own.Dispose();
        _link.Dispose();
    }

    private void Send(Flight flight)
    {
        try
        {
            _link.Send(flight.Messages);
        }
        catch (IOException)
        {
            // A server that closes says why first; that is still to be read.
            if (FindLastWords() is { } error)
            {
                throw new SessionEndedException(error);
            }

            throw;
        }
    }

    private ErrorResponse? FindLastWords()
    {
        try
        {
            while (_link.Reader.Read() is { } frame)
            {
                if (frame.Type == ErrorResponse.Type)
                {
                    return Own(frame);
                }

                Skip(frame);
            }
        }
        catch (Exception exception) when (exception is IOException or ProtocolViolationException)
        {
            // There are none.
        }

        return null;
    }

    private SessionEndedException End(SessionEndedException ended)
    {
        HasEnded = true;
        _link.Abort();
        return ended;
    }

    // Nothing of a client's runs there that may take its time, and whoever waits keeps all others from the database.
    private void AwaitOwedReady()
    {
        _link.BeginOpening();
        ReadOwedReady();
        _link.EndOpening();
    }

    private void ReadOwedReady()
    {
        while (true)
        {
            Frame frame = Next();
            if (frame.Type == ReadyForQuery.Type)
            {
                _readyOwed--;
                IsAborted = false;
                return;
            }

            if (frame.Type == ParameterStatus.Type)
            {
                Report(frame);
            }
            else if (frame.Type == ErrorResponse.Type)
            {
                throw new SessionEndedException(Own(frame));
            }
            else
            {
                Skip(frame);
            }
        }
    }

    private void Receive(Flight flight, IFlightObserver observer)
    {
        IReadOnlyList<FlightStep> steps = flight.Steps;
        int index = 0;
        Volatile.Write(ref _sent, Stopwatch.GetTimestamp());
        _isPrefixUnseen = !flight.AnswersPrefix;
        while (index < steps.Count)
        {
            FlightStepOwner owner = steps[index].Owner;
            _isPrefixUnseen &= owner == FlightStepOwner.Gateway;
            _runsClients = owner is FlightStepOwner.Client or FlightStepOwner.OnBehalf;
            if (flight.IsSyncHeld && index == steps.Count - 1)
            {
                _link.WaitUntilSent();
                SendSync(flight);
            }

            Frame frame = Next();
            FlightStep step = steps[index];
            switch (frame.Type)
            {
                case ParameterStatus.Type:
                    Report(frame);
                    break;
                case NotificationResponse.Type:
                    Skip(frame);
                    break;
                case ErrorResponse.Type:
                    index = ReceiveError(flight, observer, index, Own(frame));
                    break;
                case CopyInResponse.Type when step.Owner == FlightStepOwner.Client:
                    _link.WaitUntilSent();
                    observer.OnCopyIn(step, _link.Reader.ReadWhole(frame));
                    break;
                default:
                    bool isLast = IsLast(step, frame.Type);
                    if (frame.Type == ReadyForQuery.Type)
                    {
                        ReceiveReady(step, frame);
                    }

                    Receive(observer, step, frame, isLast);
                    index += isLast ? 1 : 0;
                    break;
            }
        }
    }

    private void Receive(IFlightObserver observer, in FlightStep step, Frame frame, bool isLast)
    {
        if (step.Owner == FlightStepOwner.Client)
        {
            observer.OnAnswer(step, frame, _link.Reader, isLast);
        }
        else if (step.Owner == FlightStepOwner.Reading && frame.Type == DataRow.Type)
        {
            observer.OnRow(step, DataRow.Read(_link.Reader.ReadWhole(frame).Body));
        }
        else
        {
            Skip(frame);
        }
    }

    private void ReceiveReady(in FlightStep step, Frame frame)
    {
        if (!step.EndsWithReady)
        {
            throw new SessionEndedException($"ReadyForQuery came in answer to {step.Kind}");
        }

        TransactionStatus status = ReadyForQuery.Read(frame.Body).Status;
        IsAborted = status == TransactionStatus.Failed;
        if (status == TransactionStatus.Idle && Stack.IsOnServer)
        {
            throw new SessionEndedException("the transaction of the test was ended from within the server");
        }
    }

    // Returns the index of the step that ReadyForQuery will answer.
    private static int ReceiveError(Flight flight, IFlightObserver observer, int index, ErrorResponse error)
    {
        FlightStep step = flight.Steps[index];
        string severity = (error.Fields.Find(ErrorField.Severity) ?? error.Fields.Find(ErrorField.LocalizedSeverity))?.ToString() ?? string.Empty;
        if (severity is "FATAL" or "PANIC" || step.Owner == FlightStepOwner.Gateway)
        {
            throw new SessionEndedException(error);
        }

        if (step.Owner != FlightStepOwner.Failing)
        {
            observer.OnError(step, error);
        }

        while (!flight.Steps[index].EndsWithReady)
        {
            index++;
        }

        return index;
    }

    private static bool IsLast(in FlightStep step, byte type)
    {
        bool isLast = step.Kind switch
        {
            FlightStepKind.Parse => type == ParseComplete.Type,
            FlightStepKind.Bind => type == BindComplete.Type,
            FlightStepKind.DescribeStatement or FlightStepKind.DescribePortal => type is RowDescription.Type or NoData.Type,
            FlightStepKind.Execute => type is CommandComplete.Type or EmptyQueryResponse.Type or PortalSuspended.Type,
            FlightStepKind.Close => type == CloseComplete.Type,
            _ => type == ReadyForQuery.Type,
        };

        // Whatever else comes must be a part of the answer; anything else would have the flight wait for ever.
        bool isPart = isLast || type == NoticeResponse.Type || step.Kind switch
        {
            FlightStepKind.DescribeStatement => type == ParameterDescription.Type,
            FlightStepKind.Execute => type is DataRow.Type or CopyOutResponse.Type or CopyData.Type or CopyDone.Type,
            FlightStepKind.Query => type is not (ParseComplete.Type or BindComplete.Type or CloseComplete.Type or AuthenticationOk.Type or BackendKeyData.Type),
            FlightStepKind.FunctionCall => type == FunctionCallResponse.Type,
            _ => false,
        };
        return isPart ? isLast : throw new SessionEndedException($"'{(char)type}' came in answer to {step.Kind}");
    }

    private Frame Next() => _link.Reader.Read() ?? throw new SessionEndedException("the server closed the connection without a word");

    private ErrorResponse Own(Frame frame)
    {
        ErrorResponse error = ErrorResponse.Read(_link.Reader.ReadWhole(frame).Body);
        return new(new ErrorFields(error.Fields.List with { Wire = error.Fields.List.Wire.ToOwned() }));
    }

    private void Report(Frame frame)
    {
        ParameterStatus status = ParameterStatus.Read(_link.Reader.ReadWhole(frame).Body);
        Reported = Reported.SetItem(status.Name.ToString(), status.Value.ToString());
    }

    private void Skip(Frame frame)
    {
        if (!frame.IsWhole)
        {
            _link.Reader.SkipBody();
        }
    }

    private sealed class NoObserver : IFlightObserver
    {
        public static readonly NoObserver Instance = new();

        public void OnAnswer(in FlightStep step, Frame frame, FrameReader reader, bool isLast) => throw new InvalidOperationException("The flight has nothing of a client's.");

        public void OnError(in FlightStep step, ErrorResponse error) => throw new SessionEndedException(error);

        public void OnRow(in FlightStep step, DataRow row)
        {
        }

        public void OnCopyIn(in FlightStep step, Frame frame) => throw new InvalidOperationException("The flight has nothing of a client's.");
    }
}
