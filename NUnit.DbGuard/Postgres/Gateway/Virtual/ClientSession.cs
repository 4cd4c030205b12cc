using System.Collections.Immutable;
using System.Security.Cryptography;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Postgres.Gateway.Clients;
using NUnit.DbGuard.Postgres.Gateway.Groups;
using NUnit.DbGuard.Postgres.Gateway.Own;
using NUnit.DbGuard.Postgres.Gateway.Recording;
using NUnit.DbGuard.Postgres.Gateway.Shared;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway.Virtual;

/// <summary>One client of the gateway: reads its messages, and has each group run when it is complete.</summary>
/// <remarks>
/// <para>States: between groups → gathering one → running it, with the session's turn → between groups; after an error in the extended protocol it
/// skips to the next Sync. It ends with Terminate, with the connection, or with an error that no group survives.</para>
/// <para>Invariants: one ReadyForQuery for each Sync, Query and FunctionCall; the turn is never kept over a wait for the client, but for COPY and for a
/// group that asked for its answers with Flush, or is too long to be kept until it is complete; all state is its own thread's, but for notifications, the cancel flag and <see cref="Activity"/>.</para>
/// </remarks>
internal sealed class ClientSession : IDisposable
{
    /// <summary>How often a server is asked to cancel one thing.</summary>
    public const int CancelAttempts = 3;

    /// <summary>From how many bytes on what has come of a group is run before the rest comes.</summary>
    private const int LargestGathered = 16 * 1024 * 1024;

    private readonly ClientLink _link;
    private readonly FrameBuffer _group = new();
    private readonly Lock _delivery = new();
    private readonly Lock _writing = new();
    private readonly Lock _cancellation = new();
    private readonly Queue<NotificationResponse> _notifications = new();
    private readonly ExtendedGroup _extended;
    private readonly SimpleGroup _simple;
    private readonly OwnRoute _own;
    private BackendKeyData _key;
    private Frame? _ahead;
    private volatile bool _isCancelled;
    private volatile bool _isTerminated;
    private bool _isCancelledAhead;
    private bool _isAnswered;
    private int _flights;
    private bool _isInGroup = true;

    public ClientSession(ClientLink link, GatewayDatabase database)
    {
        _link = link;
        Database = database;
        Recorder = new ClientRecorder(this);
        Output = new ClientOutput(link.Writer, Recorder, cause => _ = Test?.Fail(GatewayErrors.AnswerNotKept(Database.Name, Test.Name, Description, Path.GetTempPath(), cause)));
        Parameters = new ReportedParameters(Output);
        Transaction = new ClientTransaction(this);
        Settings = ClientSettings.Of(ImmutableDictionary<string, string>.Empty);
        Start = Settings;
        Runner = new GroupRunner(this);
        _extended = new ExtendedGroup(this);
        _simple = new SimpleGroup(this);
        _own = new OwnRoute(this);
        _key = new BackendKeyData(link.ProcessId, new ByteString(link.SecretKey));
    }

    /// <summary>How long something goes on before the server is asked again to cancel it.</summary>
    public static TimeSpan CancelPause { get; } = TimeSpan.FromMilliseconds(200);

    public GatewayDatabase Database { get; }

    public string Description => _link.Description;

    /// <summary>The client as a list of what several have done tells it from others: <c>client 7</c>, <c>client 7 (psql)</c>.</summary>
    public string ShortDescription => _link.ShortDescription;

    /// <summary>The number that the client was told: the gateway's for it, or its first own session's.</summary>
    public int ProcessId => _key.ProcessId;

    public ClientOutput Output { get; }

    /// <summary>What logs its statements.</summary>
    public ClientRecorder Recorder { get; }

    /// <summary>What it has been told of the server's parameters.</summary>
    public ReportedParameters Parameters { get; }

    public FrameReader Reader => _link.Reader;

    public ClientTransaction Transaction { get; }

    public ClientStatements Statements { get; } = new();

    /// <summary>The cursors that it has declared.</summary>
    public ClientCursors Cursors { get; } = new();

    /// <summary>The temporary tables that it has made, as SQL, and whether each is emptied at COMMIT.</summary>
    public Dictionary<string, bool> TemporaryTables { get; } = new(StringComparer.Ordinal);

    /// <summary>The number of the portal or cursor that it made last.</summary>
    public int LastPortal { get; private set; }

    public ClientActivity Activity { get; } = new();

    public GroupRunner Runner { get; }

    /// <summary>The test that its last group was run for.</summary>
    public GatewayTest? Test { get; set; }

    /// <summary>The test that what it is answered now was run for.</summary>
    public GatewayTest? TestOfAnswer => _own.Session?.Test ?? Test;

    public ClientSettings Settings { get; set; }

    /// <summary>The settings that it connected with, which RESET goes back to.</summary>
    public ClientSettings Start { get; private set; }

    public bool UsesStandardStrings => Settings.Reported.GetValueOrDefault("standard_conforming_strings") != "off";

    /// <summary>Whether a cancel request is its.</summary>
    public bool Accepts(CancelRequest request) => request.ProcessId == ProcessId && CryptographicOperations.FixedTimeEquals(request.SecretKey.Span, _key.SecretKey.Span);

    /// <summary>Why the group that has begun is refused, where that was found out before it was complete.</summary>
    public ClientErrorException? Refusal { get; set; }

    /// <summary>Whether nothing of a group has come that has not been answered.</summary>
    public bool IsBetweenGroups => _group.IsEmpty && !_extended.IsSkipping && !Runner.IsEntered;

    /// <summary>Serves the client until it leaves.</summary>
    public void Serve()
    {
        Database.Add(this);
        try
        {
            Start = Settings = StartSettings.Apply(this, _link);
            Greet();
            while (ReadFrame() is { } frame && (_own.Forward(frame) || Handle(frame)))
            {
                if (_isTerminated)
                {
                    Output.Write(Terminated);
                    Output.Flush();
                    return;
                }

                if (Output.IsBroken)
                {
                    return;
                }
            }
        }
        catch (SessionEndedException ended)
        {
            SendLastWords(ended);
        }
        catch (ProtocolViolationException violation)
        {
            if (!violation.EndsInSilence)
            {
                _link.SendFatal(ProtocolViolationException.SqlState, violation.ServersWords);
            }
        }
        catch (IOException)
        {
            // The client is gone.
        }
        finally
        {
            try
            {
                _own.Dispose();
                Runner.Abandon();
            }
            catch (SessionEndedException ended)
            {
                Database.SessionEnded(ended);
            }
            finally
            {
                Database.Remove(this);
            }
        }
    }

    /// <summary>Reads its next message.</summary>
    public Frame? ReadFrame()
    {
        Frame? ahead = _ahead;
        _ahead = null;
        return ahead ?? Reader.Read();
    }

    /// <summary>Hands it a notification: at once if it is idle, else when its group has ended.</summary>
    public void Receive(NotificationResponse notification, bool isOwn)
    {
        lock (_delivery)
        {
            _notifications.Enqueue(notification);
            if (isOwn || _isInGroup)
            {
                return;
            }
        }

        ThreadPool.UnsafeQueueUserWorkItem(static client => client.DeliverWhileIdle(), this, preferLocal: false);
    }

    /// <summary>Cancels its running group, or its wait for the turn, or the group of which something has come. From any thread.</summary>
    /// <remarks>A server has begun a command long before a cancel request, which comes on a connection of its own, reaches it; here the client's thread may not have read it yet.</remarks>
    public void Cancel()
    {
        if (_own.Session is { } own)
        {
            own.Cancel(Database.CancelLimit, isComing: _link.HasUnread);
            return;
        }

        int flight;
        lock (_cancellation)
        {
            flight = _flights;
            if (!Activity.IsOnServer)
            {
                if (_isAnswered)
                {
                    _isCancelledAhead |= HasArrived;
                }
                else
                {
                    _isCancelled = true;
                    Database.Turns.Wake(this);
                }

                return;
            }
        }

        CancelFlight(flight);
    }

    /// <summary>Whether another client has ended it.</summary>
    public bool IsTerminated => _isTerminated;

    /// <summary>What it is told then.</summary>
    public static ErrorResponse Terminated { get; } = ClientError.Fatal("57P01", "terminating connection due to administrator command");

    /// <summary>Ends it, as pg_terminate_backend() does: at once where it is idle, else in the place of its group's answer. From any thread but its own.</summary>
    public void EndByAnother()
    {
        bool isIdle;
        lock (_writing)
        {
            lock (_delivery)
            {
                isIdle = !_isInGroup && !_isTerminated;
                _isTerminated = true;
            }

            if (isIdle)
            {
                Output.Write(Terminated);
                Output.Flush();
            }
        }

        if (isIdle)
        {
            Abort();
        }
        else
        {
            Cancel();
        }
    }

    /// <summary>Whether the group that waits for its turn only reads, as far as its text tells.</summary>
    public bool IsReading { get; set; }

    /// <summary>Whether the group that runs is over at once, so that a cancel request is not for it.</summary>
    public bool LeavesCancelToNext { get; set; }

    public int NextPortal() => ++LastPortal;

    public void ThrowIfCancelled()
    {
        if (_isCancelled && !LeavesCancelToNext)
        {
            _isCancelled = false;
            throw new ClientErrorException(_isTerminated ? Terminated : ClientError.Error("57014", "canceling statement due to user request"));
        }
    }

    /// <summary>Says that its flight is with the server, or back. A cancel request that is under way is waited for, so that it cannot hit the next group.</summary>
    public void SetOnServer(bool isOnServer)
    {
        lock (_cancellation)
        {
            Activity.IsOnServer = isOnServer;
            if (isOnServer)
            {
                _flights++;
                if (_isCancelled && !LeavesCancelToNext)
                {
                    // It came when the wait for the turn was over.
                    _isCancelled = false;
                    ThreadPool.UnsafeQueueUserWorkItem(static late => late.Client.CancelFlight(late.Flight), (Client: this, Flight: _flights), preferLocal: false);
                }
            }
        }
    }

    /// <summary>Puts what it was notified of between a group's answers and its end.</summary>
    public void DeliverNotifications()
    {
        lock (_delivery)
        {
            while (Transaction.State == BlockState.None && _notifications.TryDequeue(out NotificationResponse notification))
            {
                Output.Write(notification);
            }
        }
    }

    /// <summary>Tells it of the reported parameters that have changed since it was told.</summary>
    public void ReportParameters() => Parameters.Report(Settings.Reported);

    /// <summary>Brings what it has prepared on sessions of its own to the shared one, whose turn it has.</summary>
    public void ReturnTo(SharedSession session) => _own.ReturnTo(session);

    /// <summary>Refuses a message for a session of its own that has ended with its test, and what follows up to the end of the group.</summary>
    /// <param name="frame">The message.</param>
    /// <param name="error">Why.</param>
    /// <param name="isInGroup">Whether it belongs to a group of the extended protocol that has begun.</param>
    /// <param name="hasFailed">Whether that group has been answered with an error.</param>
    public void RefuseLate(Frame frame, ErrorResponse error, bool isInGroup, bool hasFailed)
    {
        SkipBody(frame);
        if (!isInGroup && frame.Type is CopyData.Type or CopyDone.Type or CopyFail.Type)
        {
            // Their COPY was a Query, which has been answered to its end.
            return;
        }

        BeginGroup();
        if (!hasFailed)
        {
            Output.Write(error);
        }

        if (frame.Type is Query.Type or FunctionCall.Type or Sync.Type)
        {
            Runner.Complete();
            EndGroup();
        }
        else
        {
            _extended.SkipToSync();
            Output.Flush();
        }
    }

    public void Abort() => _link.Abort();

    public void Dispose()
    {
        lock (_writing)
        {
            // What is delivered later finds it busy, for good.
            _isInGroup = true;
            Output.Dispose();
        }

        _own.Dispose();
        _group.Dispose();
        Runner.Dispose();
    }

    private void Greet()
    {
        if (Database.TestWithOwnSessions is { } test && _own.Connect(test) is { } key)
        {
            _key = key;
        }
        else
        {
            ReportParameters();
        }

        Output.Write(_key);
        Output.Write(new ReadyForQuery(TransactionStatus.Idle));
        EndGroup();
    }

    private bool Handle(Frame frame)
    {
        switch (frame.Type)
        {
            case Query.Type or FunctionCall.Type:
                RunSimple(Reader.ReadWhole(frame));
                return true;
            case Parse.Type or Bind.Type or Describe.Type or Execute.Type or Close.Type:
                Keep(frame);
                return true;
            case Protocol.Flush.Type:
                _ = Reader.ReadWhole(frame);
                BeginGroup();
                _ = _extended.Run(_group, isComplete: false);
                _group.Clear();
                Output.Flush();
                return true;
            case Sync.Type:
                frame = Reader.ReadWhole(frame);
                BeginGroup();
                Recorder.Ask(frame);
                if (frame.BodyLength > 0)
                {
                    _extended.Refuse(ProtocolViolationException.LeftOver(nameof(Sync), 0, frame.BodyLength));
                }

                bool hasEnded = _extended.Run(_group, isComplete: true);
                _group.Clear();
                if (hasEnded)
                {
                    EndGroup();
                }

                return true;
            case CopyData.Type or CopyDone.Type or CopyFail.Type:
                HandleData(Reader.ReadWhole(frame));
                return true;
            case Terminate.Type:
                return false;
            default:
                throw ProtocolViolationException.UnknownType(MessageOrigin.Frontend, frame.Type);
        }
    }

    // In the place of a Sync it ends the group that has begun, as its last part; after an error of that group it is skipped.
    private void RunSimple(Frame frame)
    {
        BeginGroup();
        Recorder.Ask(frame);
        if (_group.Length > 0)
        {
            byte[] wire = frame.Wire.ToArray();
            _ = _extended.Run(_group, isComplete: false);
            _group.Clear();
            frame = frame with { Wire = wire };
        }

        if (_extended.IsSkipping)
        {
            return;
        }

        try
        {
            if (frame.Type == Query.Type)
            {
                _simple.Run(Query.Read(frame.Body));
            }
            else
            {
                _simple.Run(frame);
            }
        }
        catch (ProtocolViolationException violation) when (!violation.IsFatal)
        {
            _simple.Refuse(violation);
        }

        EndGroup();
    }

    // Data that come with the group whose COPY they are for, or what is left of a COPY that has failed: that the server ignores too.
    private void HandleData(Frame frame)
    {
        if (_group.Length == 0 || _extended.IsSkipping)
        {
            return;
        }

        BeginGroup();
        _ahead = frame with { Wire = frame.Wire.ToArray() };
        _ = _extended.Run(_group, isComplete: false);
        _group.Clear();
        _ahead = null;
        Output.Flush();
    }

    private void Keep(Frame frame)
    {
        if (_extended.IsSkipping)
        {
            SkipBody(frame);
            return;
        }

        // In this order: what has been read and is in no group is as if it had not come, for a cancel request.
        frame = Reader.ReadWhole(frame);
        frame.Write(_group);
        Recorder.Ask(frame);
        if (_group.Length >= LargestGathered)
        {
            BeginGroup();
            _ = _extended.Run(_group, isComplete: false);
            _group.Clear();
        }
    }

    private void SkipBody(Frame frame)
    {
        if (!frame.IsWhole)
        {
            Reader.SkipBody();
        }
    }

    private bool HasArrived => !_group.IsEmpty || _link.HasUnread;

    // Not before the client's part of the flight runs: what the gateway does there for itself must not fail. A server that was asked before it had read that part has passed
    // the request over, and is asked again.
    private void CancelFlight(int flight)
    {
        int attempts = 0;
        while (true)
        {
            lock (_cancellation)
            {
                if (!Activity.IsOnServer || _flights != flight)
                {
                    return;
                }

                if (Database.RunsClients)
                {
                    _ = Database.Cancel();
                    attempts++;
                }
            }

            if (attempts == CancelAttempts)
            {
                return;
            }

            _ = SpinWait.SpinUntil(() => !Activity.IsOnServer || _flights != flight || (attempts == 0 && Database.RunsClients), CancelPause);
        }
    }

    private void BeginGroup()
    {
        lock (_writing)
        lock (_delivery)
        lock (_cancellation)
        {
            if (_isTerminated)
            {
                // It has been told.
                throw new IOException("Another client has ended this one.");
            }

            _isInGroup = true;
            _isAnswered = false;
            _isCancelled = _isCancelledAhead || (_isCancelled && LeavesCancelToNext);
            _isCancelledAhead = false;
            LeavesCancelToNext = false;
            IsReading = false;
        }

        Activity.Touch();
    }

    private void EndGroup()
    {
        DeliverNotifications();
        lock (_cancellation)
        {
            // Before the client can know: what it then asks to be cancelled is not what it asks for next.
            _isAnswered = true;
            _isCancelled &= LeavesCancelToNext && HasArrived;
        }

        Output.Flush();
        bool mustDeliver;
        lock (_delivery)
        {
            _isInGroup = false;
            mustDeliver = _notifications.Count > 0;
        }

        if (mustDeliver)
        {
            DeliverWhileIdle();
        }
    }

    // The queue has a lock of its own: who notifies never waits for a client that does not read.
    private void DeliverWhileIdle()
    {
        lock (_writing)
        {
            bool isIdle;
            lock (_delivery)
            {
                isIdle = !_isInGroup && _notifications.Count > 0 && Transaction.State == BlockState.None;
            }

            if (isIdle)
            {
                DeliverNotifications();
                Output.Flush();
            }
        }
    }

    // As a server does when its process ends: its last error, or just the end of the connection.
    private void SendLastWords(SessionEndedException ended)
    {
        if (ended.Error is { } error)
        {
            Output.Write(error);
            Output.Flush();
        }
        else
        {
            _link.SendFatal("57P01", ended.Message);
        }
    }
}
