using Npgsql;
using NUnit.DbGuard.Errors;
using NUnit.DbGuard.Postgres.Gateway.Clients;
using NUnit.DbGuard.Postgres.Gateway.Own;
using NUnit.DbGuard.Postgres.Gateway.Servers;
using NUnit.DbGuard.Postgres.Gateway.Shared;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;

namespace NUnit.DbGuard.Postgres.Gateway;

/// <summary>One database behind the gateway: the server session that its clients share, and the test whose work that is.</summary>
/// <remarks>
/// <para>States: no test (every group is refused) → a suite's or a test's work, begun and ended by the lease → no test. A test on top of a
/// suite's data has a layer of its own in the same transaction.</para>
/// <para>A server session that ends takes the test's work with it: what the test does from then on is refused and the test fails; the next
/// one gets a new session.</para>
/// </remarks>
internal sealed class GatewayDatabase(string name, string user, string connectionString, IGatewayAccess access, GatewayOptions options) : IDisposable
{
    private readonly StartSettingsCache _startSettings = new(connectionString);
    private readonly Lock _lock = new();
    private volatile GatewayTest[] _tests = [];
    private readonly HashSet<ClientSession> _clients = [];
    private SharedSession? _session;
    private IReadOnlyDictionary<string, string>? _parameters;
    private DatabaseIsolationException? _lost;
    private bool _hasServed;
    private string? _sequencesSql;
    private int _sessions;

    /// <summary>The database's name on the server, and for clients.</summary>
    public string Name { get; } = name;

    /// <summary>The user that the server session is of.</summary>
    public string User { get; } = user;

    public SessionTurns Turns { get; } = new(options);

    public Notifications Notifications { get; } = new();

    public AdvisoryLocks AdvisoryLocks { get; } = new();

    /// <summary>The sessions that clients have of their own, in a test whose commits are real.</summary>
    public OwnSessions OwnSessions { get; } = new(name, options);

    /// <summary>How long a cancel request may take.</summary>
    public TimeSpan CancelLimit { get; } = options.CancelLimit;

    /// <summary>How long a client waits for what another has.</summary>
    public TimeSpan OverlapLimit { get; } = options.OverlapLimit;

    public TransactionStack Stack { get; } = new();

    /// <summary>What is known of the schema.</summary>
    public KnownSchema Schema { get; } = new();

    /// <summary>Opens the server session, and learns what the baseline's sequences are at.</summary>
    public void Prepare()
    {
        lock (_lock)
        {
            _session ??= OpenSession();
            _parameters = _session.Base;
            _sequencesSql = SequenceValues.Read(_session);
        }
    }

    /// <summary>Puts the sequences, which no rollback reaches, back to the baseline's values. No test runs any more.</summary>
    /// <returns>Whether they are there: not if the server session has ended, or work goes on.</returns>
    public bool RestoreSequences()
    {
        if (_sequencesSql is not { } sql)
        {
            return true;
        }

        if (_session is { HasEnded: false } session && Turns.Fence(options.FenceLimit) && !Stack.IsBegun)
        {
            try
            {
                session.FlyOwn(flight => OwnStatements.Add(flight, sql));
                return true;
            }
            catch (SessionEndedException)
            {
                // They are as they are: the answer says so.
            }
        }

        return false;
    }

    // Clients ask for it on threads of their own while tests begin and end.
    private GatewayTest? Current => _tests is [.., { } top] ? top : null;

    /// <summary>The test that runs, if each client has a session of its own in it.</summary>
    public GatewayTest? TestWithOwnSessions => OwnSessions.Test;

    public void Add(ClientSession client)
    {
        lock (_lock)
        {
            _ = _clients.Add(client);
            SequenceMemoryIsShared |= _clients.Count > 1 || _hasServed;
            _hasServed = true;
        }
    }

    public void Remove(ClientSession client)
    {
        lock (_lock)
        {
            _ = _clients.Remove(client);
        }

        Notifications.UnlistenAll(client);
        AdvisoryLocks.EndTransaction(client);
        AdvisoryLocks.ReleaseAll(client);
    }

    /// <summary>The client that has made a temporary table last.</summary>
    public ClientSession? TemporaryTablesOf { get; set; }

    /// <summary>Whether <c>currval()</c> and <c>lastval()</c> may answer one client with what another got.</summary>
    public bool SequenceMemoryIsShared { get; private set; }

    /// <summary>How many clients are connected.</summary>
    public int ClientCount
    {
        get
        {
            lock (_lock)
            {
                return _clients.Count;
            }
        }
    }

    /// <summary>Has the session forget what <c>currval()</c> and <c>lastval()</c> answer, unless another client may still ask for it.</summary>
    public void DiscardSequences(SharedSession session)
    {
        if (ClientCount == 1)
        {
            session.MustDiscardSequences = true;
            SequenceMemoryIsShared = false;
        }
    }

    /// <summary>Finds the client that a cancel request is of.</summary>
    public ClientSession? Find(CancelRequest request)
    {
        lock (_lock)
        {
            return _clients.FirstOrDefault(client => client.Accepts(request));
        }
    }

    /// <summary>Finds the client that was told a number.</summary>
    public ClientSession? Find(int processId)
    {
        lock (_lock)
        {
            return _clients.FirstOrDefault(client => client.ProcessId == processId);
        }
    }

    /// <summary>What the server reports of itself at the start of a session.</summary>
    /// <exception cref="ClientRefusalException">The server could not be reached: that fails the test as well.</exception>
    public IReadOnlyDictionary<string, string> Parameters()
    {
        lock (_lock)
        {
            GatewayTest? test = Current;
            try
            {
                // Kept beyond the session: a client that connects while there is none is refused by its first group, in a test's name.
                return _parameters ??= (_session ??= OpenSession()).Base;
            }
            catch (Exception cause) when (cause is NpgsqlException or SessionEndedException)
            {
                throw Unreachable(test, cause);
            }
        }
    }

    /// <summary>The settings of a client that asks for others than the session's own when it connects.</summary>
    /// <exception cref="ClientRefusalException">One of them is not valid, or the server could not be asked: that fails the test as well.</exception>
    public ClientSettings StartSettings(ClientSettings settings, IReadOnlyList<KeyValuePair<string, string>> wanted)
    {
        GatewayTest? test = Current;
        try
        {
            return _startSettings.Find(settings, wanted);
        }
        catch (Exception cause) when (cause is NpgsqlException or SessionEndedException)
        {
            throw Unreachable(test, cause);
        }
    }

    /// <summary>The test that a group belongs to that begins now; refused where there is none, for the client to be told when the group is complete.</summary>
    public GatewayTest? FindTest(ClientSession client)
    {
        try
        {
            client.Refusal = null;
            return access.TestOfNow();
        }
        catch (DatabaseGuardException refusal)
        {
            client.Refusal = new ClientErrorException(ClientError.Error("42501", refusal.Message));
            return null;
        }
    }

    /// <summary>Finds the test in whose name a client's group works.</summary>
    /// <exception cref="ClientErrorException">It may not work now.</exception>
    public GatewayTest Admit(ClientSession client)
    {
        GatewayTest? test = client.Refusal is null ? FindTest(client) : null;
        if (test is null)
        {
            ClientErrorException refusal = client.Refusal!;
            client.Refusal = null;
            throw refusal;
        }

        if (test.OwnSessions is not null && _lost is null && client.Transaction.State == BlockState.None)
        {
            // Its group began in a test that has ended, and is complete in one in which clients have sessions of their own.
            throw SessionTurns.NoTest();
        }

        Turns.ThrowIfFenced();
        ThrowIfLost();
        return test;
    }

    /// <summary>Gives a client its turn.</summary>
    /// <exception cref="ClientErrorException">It may not work now, or the wait has ended without.</exception>
    public SharedSession Enter(ClientSession client)
    {
        GatewayTest test = Admit(client);
        Turns.Take(client, Stack);
        try
        {
            SharedSession session = Session();
            client.Test = test;
            if (test.MustResetSequences)
            {
                ResetSequences(session, test);
            }

            return session;
        }
        catch
        {
            Turns.Leave(client);
            throw;
        }
    }

    /// <summary>Gives a client that is leaving its turn, to take back what it left open.</summary>
    public SharedSession? EnterToLeave(ClientSession client)
    {
        Turns.Take(client, Stack);
        if (_session is null)
        {
            Turns.Leave(client);
        }

        return _session;
    }

    /// <summary>Begins a test's work, on the baseline or on top of the suite's that was begun before.</summary>
    public void Begin(GatewayTest test)
    {
        if (!Turns.Fence(options.FenceLimit))
        {
            Interrupt(test);
        }

        if (Current is { } below)
        {
            EndSessions(below);
            lock (_lock)
            {
                if (_clients.FirstOrDefault(static client => client.Transaction is { State: not BlockState.None, IsLost: false }) is { } busy)
                {
                    OwnSessions.Begin(below);
                    Turns.Open();
                    throw IsolationErrors.SetUpTransactionOpen(Name, below.Name, busy.Description);
                }

                foreach (ClientSession client in _clients)
                {
                    client.Transaction.LetGo(Stack);
                }

                if (Stack.LowestOfOthers(_clients) is { } left)
                {
                    // Its client went when nobody was let in any more, and could not take it back: below the layer nobody would.
                    _ = Stack.Undo(left, staysOpen: false);
                }
            }

            test.TemporaryTablesBelow = TemporaryTablesNow();
            test.Layer = new TransactionFrame(TransactionFrameKind.Layer, owner: null);
            Stack.Push(test.Layer);
        }

        Schema.Begin(test);
        test.AskedTime = Current?.AskedTime;
        _tests = [.. _tests, test];
        OwnSessions.Begin(test);
        Turns.Open();
    }

    /// <summary>Ends the sessions that the clients of a test have of their own: none is left on the server.</summary>
    public void EndSessions(GatewayTest test)
    {
        if (test.OwnSessions is not null)
        {
            OwnSessions.End(test);
        }
    }

    /// <summary>Ends a test's work, and undoes it: all but what was committed on the clients' own sessions.</summary>
    /// <param name="test">The test.</param>
    /// <param name="keep">What puts another database in the place of this one when the test's work has been committed; <see langword="null"/>: it is undone.</param>
    public void End(GatewayTest test, Func<string, string>? keep = null)
    {
        if (!Turns.Fence(options.FenceLimit))
        {
            Interrupt(test);
        }

        EndSessions(test);
        lock (_lock)
        {
            foreach (ClientSession client in _clients)
            {
                // What the test has made ends with its transaction, and what it has dropped of the suite's comes back.
                client.TemporaryTables.Clear();
                foreach ((string table, bool isEmptied) in test.TemporaryTablesBelow.GetValueOrDefault(client) ?? [])
                {
                    client.TemporaryTables.Add(table, isEmptied);
                }

                if (test.Layer is null)
                {
                    client.Cursors.Forget(_session);
                }

                if (client.Transaction.State != BlockState.None)
                {
                    if (keep is not null)
                    {
                        UndoIfFailed(client, test);
                    }

                    if (!client.Transaction.IsLost)
                    {
                        test.Note(GatewayErrors.TransactionLeftOpen(Name, test.Name, client.Description, test.BegunAt(client)));
                    }

                    client.Transaction.Lose();
                }
            }
        }

        _tests = Array.FindAll(_tests, other => !ReferenceEquals(other, test));
        TemporaryTablesOf = null;
        SequenceMemoryIsShared = ClientCount > 1;
        _hasServed = ClientCount > 0;
        AdvisoryLocks.Clear();
        Schema.End(test);
        if (test.Layer is { } layer && Stack.Contains(layer))
        {
            if (keep is not null)
            {
                test.Note(IsolationErrors.NotKept(Name, test.Name, "its fixture's one-time set-up has used the database, and what other tests start from would be committed with it"));
            }

            _ = Stack.Undo(layer, staysOpen: false);
            if (Current is { } suite)
            {
                OwnSessions.Begin(suite);
            }

            Turns.Open();
        }
        else
        {
            bool isLost;
            lock (_lock)
            {
                isLost = _lost is not null;
                _lost = null;
            }

            if (test.TellsChanges && !isLost)
            {
                ReadChanges(test);
            }

            if (keep is not null && TryCommit(test, isLost))
            {
                test.Note(keep(test.Name));
            }
            else
            {
                _session?.RollBack();
            }

            Stack.Reset();
        }
    }

    /// <summary>The server session has ended under a client's group.</summary>
    public void SessionEnded(SessionEndedException cause)
    {
        GatewayTest? test = Current;
        _lost = GatewayErrors.SessionEnded(Name, test?.Name, cause);
        if (test is not null)
        {
            _ = test.Fail(_lost);
        }
    }

    /// <summary>No session of its own could be opened for a client.</summary>
    public void OpeningFailed(GatewayTest test, Exception cause)
    {
        lock (_lock)
        {
            if (ReferenceEquals(OwnSessions.Test, test))
            {
                _ = test.Fail(_lost = GatewayErrors.NoSession(Name, test.Name, cause));
            }
        }
    }

    /// <summary>Two clients' transactions overlap in a way that one session cannot give.</summary>
    public ClientErrorException Overlap(ClientSession waiting, ClientSession blocking)
    {
        GatewayTest? test = Current;
        DatabaseIsolationException failure = GatewayErrors.Overlap(Name, test?.Name, waiting.Description, blocking.Description, options.OverlapLimit);
        _ = test?.Fail(failure);
        return new ClientErrorException(ClientError.Error("0A000", failure.Message));
    }

    /// <summary>A client's rollback undid what another was told is committed.</summary>
    public void CommittedWorkUndone(ClientSession client, string committed)
    {
        if (Current is { } test)
        {
            _ = test.Fail(GatewayErrors.CommittedWorkUndone(Name, test.Name, client.Description, committed));
        }
    }

    /// <summary>What one client has deferred, or a violation that one has pending, shows in another's work.</summary>
    public void ConstraintsOfTwo(ClientSession client, ClientSession outer)
    {
        if (Current is { } test)
        {
            _ = test.Fail(GatewayErrors.ConstraintsOfTwo(Name, test.Name, client.Description, outer.Description));
        }
    }

    /// <summary>A client was refused its turn: its block has failed as with any error. Nothing of it was lost on the server, which is told when the turn comes.</summary>
    /// <remarks>Not while the test ends, which takes the block away under the client: one of the two comes first.</remarks>
    public void FailWithoutTurn(ClientSession client)
    {
        lock (_lock)
        {
            if (client.Transaction.State == BlockState.Open)
            {
                _ = client.Transaction.Fail(Stack);
                client.Transaction.IsDetached = true;
            }
        }
    }

    /// <summary>Whether what the server runs is a client's own.</summary>
    public bool RunsClients => _session is { RunsClients: true };

    public bool Cancel(TimeSpan? limit = null) => _session?.Cancel(limit ?? options.CancelLimit) ?? false;

    public void Dispose()
    {
        if (!Turns.Fence(options.FenceLimit))
        {
            _session?.Abort();
        }

        OwnSessions.Abort();
        lock (_lock)
        {
            foreach (ClientSession client in _clients)
            {
                client.Abort();
            }
        }

        _session?.Dispose();
    }

    private Dictionary<ClientSession, KeyValuePair<string, bool>[]> TemporaryTablesNow()
    {
        lock (_lock)
        {
            return _clients.Where(static client => client.TemporaryTables.Count > 0).ToDictionary(static client => client, static client => client.TemporaryTables.ToArray());
        }
    }

    private SharedSession Session()
    {
        ThrowIfLost();
        lock (_lock)
        {
            if (!Stack.IsOnServer)
            {
                // What befell the session between two tests is nobody's loss.
                _session?.Settle();
            }

            if (_session is { HasEnded: true } ended)
            {
                ended.Dispose();
                _session = null;
                if (Stack.IsOnServer)
                {
                    // It ended between two groups: a suite's data, or the test's own, is gone.
                    SessionEnded(new SessionEndedException("the connection was closed"));
                    throw new ClientErrorException(ClientError.Error("57P01", _lost!.Message));
                }
            }

            return _session ??= OpenSessionForTest();
        }
    }

    private void ThrowIfLost()
    {
        if (_lost is { } lost)
        {
            if (Current is { } test && !test.Failures.Contains(lost))
            {
                // Also where the code under test swallows what its client is told.
                _ = test.Fail(lost);
            }

            throw new ClientErrorException(ClientError.Error("57P01", lost.Message));
        }
    }

    private SharedSession OpenSessionForTest()
    {
        try
        {
            return OpenSession();
        }
        catch (Exception cause) when (cause is NpgsqlException or SessionEndedException)
        {
            GatewayTest? test = Current;
            _lost = GatewayErrors.NoSession(Name, test?.Name, cause);
            _ = test?.Fail(_lost);
            throw new ClientErrorException(ClientError.Error("57P03", _lost.Message));
        }
    }

    // A client that connects is refused, which is its test's affair and not that of one that has begun meanwhile. The session that the others share may be in order.
    private ClientRefusalException Unreachable(GatewayTest? test, Exception cause)
    {
        DatabaseIsolationException failure = GatewayErrors.NoSession(Name, test?.Name, cause);
        _ = test?.Fail(failure);
        return new ClientRefusalException("57P03", failure.Message);
    }

    private SharedSession OpenSession()
    {
        SharedSession session = new(ServerLink.Open(connectionString), ++_sessions, Stack);
        try
        {
            session.Open();
            Schema.ReadBaseline(session);
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private void ResetSequences(SharedSession session, GatewayTest test)
    {
        test.MustResetSequences = false;
        if (_sequencesSql is { } sql)
        {
            session.FlyOwn(flight =>
            {
                session.AddPrefix(flight, ClientSettings.None);
                OwnStatements.Add(flight, sql);

                // Setting a value counts as having got one.
                OwnStatements.Add(flight, OwnStatements.DiscardSequences);
            });
        }
    }

    // The server would commit nothing at all. What was begun inside of a failed block goes with it.
    private void UndoIfFailed(ClientSession client, GatewayTest test)
    {
        if (client.Transaction is { State: BlockState.Failed, IsLost: false } failed && test.Layer is null)
        {
            if (failed.Frame is { } frame && Stack.Contains(frame))
            {
                _ = Stack.Undo(frame, staysOpen: false);
            }

            test.Note(IsolationErrors.FailedBlockNotKept(Name, test.Name));
        }
    }

    // For looking only: where the server refuses to be asked, the test's own result is what counts, and the session is given up.
    private void ReadChanges(GatewayTest test)
    {
        if (_session is not { HasEnded: false, IsAborted: false } session || !Stack.IsOnServer)
        {
            return;
        }

        try
        {
            test.Changes = LeftRows.Read(session);
        }
        catch (SessionEndedException)
        {
            session.Abort();
        }
    }

    // The session is closed with it: the next test's is one to the database that comes in the place of this. That comes also where nobody knows whether the work is in this.
    private bool TryCommit(GatewayTest test, bool isLost)
    {
        if (isLost || (Stack.IsOnServer && _session is not { HasEnded: false }))
        {
            test.Note(IsolationErrors.NotKept(Name, test.Name, "its server session has ended, and its work with it"));
            return false;
        }

        if (!Stack.IsOnServer || _session is not { } session)
        {
            test.Note(IsolationErrors.NotKept(Name, test.Name, "it has done nothing there"));
            return false;
        }

        bool isTooLate = false;
        bool isAsked = false;
        using Timer limit = new(
            _ =>
            {
                Volatile.Write(ref isTooLate, true);
                session.Abort();
            },
            state: null,
            options.CommitLimit,
            Timeout.InfiniteTimeSpan);
        try
        {
            session.PrepareCommit();
            isAsked = true;
            session.Commit();
        }
        catch (SessionEndedException cause)
        {
            bool isStalled = Volatile.Read(ref isTooLate);
            string reason = isStalled ? $"the server did not answer within {options.CommitLimit.TotalSeconds:0.#} s" : cause.Message;
            if (isStalled)
            {
                _ = session.Cancel(options.CancelLimit);
            }

            if (!isAsked || cause.IsRefusal)
            {
                test.Note(IsolationErrors.NotKept(Name, test.Name, $"its work could not be committed: {reason}"));
                return false;
            }

            test.Note(IsolationErrors.CommitNotConfirmed(Name, test.Name, reason));
        }

        session.Dispose();
        _session = null;
        return true;
    }

    private void Interrupt(GatewayTest test)
    {
        _ = test.Fail(GatewayErrors.WorkDidNotStop(Name, test.Name, Turns.Holder?.Description, options.FenceLimit));
        _ = Cancel();
        if (Turns.Fence(options.FenceLimit))
        {
            return;
        }

        // A COPY waits for its client, not for the server: it gives up when that one is gone, and the session with a suite's data lives on.
        Turns.Holder?.Abort();
        if (!Turns.Fence(options.FenceLimit))
        {
            _session?.Abort();
            _ = Turns.Fence(options.FenceLimit);
        }
    }
}
