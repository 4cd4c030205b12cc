using NUnit.DbGuard.Postgres.Gateway.Shared;
using NUnit.DbGuard.Postgres.Gateway.Virtual;
using NUnit.DbGuard.Postgres.Protocol;
using NUnit.DbGuard.Postgres.Statements;

namespace NUnit.DbGuard.Postgres.Gateway.Groups;

/// <summary>A group of the extended protocol: the client's messages under the server's names, in flights that are cut where a statement is answered here.</summary>
/// <remarks>
/// States: complete → begun by the first Flush (the turn is kept from there on) → complete at Sync. After an error everything is skipped
/// (<see cref="IsSkipping"/>) up to Sync. After a COPY from the client the Sync that was sent ahead of the data does not count.
/// </remarks>
internal sealed class ExtendedGroup
{
    private readonly ClientSession _client;
    private readonly ControlStatements _control;
    private readonly GroupPreview _preview;
    private readonly Action<FlightStep, string?> _onDone;
    private readonly List<Action<string?>?> _whenDone = [];
    private readonly List<(ByteString Name, ClientStatement Statement)> _underway = [];
    private readonly HashSet<ByteString> _closed = [];
    private ClientPortal? _unnamed;
    private bool _limitsRows;
    private bool _hasCopied;

    public ExtendedGroup(ClientSession client)
    {
        _client = client;
        _control = new ControlStatements(client);
        _preview = new GroupPreview(client);
        _onDone = OnDone;
    }

    /// <summary>Whether an error has come, and what follows counts for nothing up to the next Sync.</summary>
    public bool IsSkipping { get; private set; }

    private GroupRunner Runner => _client.Runner;

    /// <summary>Runs what has come.</summary>
    /// <param name="messages">The messages since the last call.</param>
    /// <param name="isComplete">Whether Sync has come, or else Flush.</param>
    /// <returns>Whether the group has ended; not after a COPY whose Sync is still to come.</returns>
    public bool Run(FrameBuffer messages, bool isComplete)
    {
        _hasCopied = false;
        _client.IsReading = _preview.IsReading(messages);
        if (!IsSkipping && !_preview.TryCalls(messages))
        {
            IsSkipping = true;
        }
        else if (!IsSkipping && !messages.IsEmpty && Runner.Enter())
        {
            Runner.OnDone = _onDone;
            _limitsRows = GroupPreview.HasRowLimit(messages);
            foreach (Frame frame in messages.Frames())
            {
                Add(frame);
                if (Runner.HasFailed)
                {
                    break;
                }
            }

            Finish(isComplete);
            IsSkipping = Runner.HasFailed;
        }
        else if (!messages.IsEmpty)
        {
            IsSkipping = true;
        }

        if (!isComplete || _hasCopied)
        {
            return false;
        }

        if (Runner is { IsEntered: true, HasFailed: false } && messages.IsEmpty)
        {
            // The Sync that ends what Flush or COPY began.
            Finish(isComplete: true);
        }

        IsSkipping = false;
        _client.Statements.UnnamedPortal = _client.Transaction.State == BlockState.None ? null : _client.Statements.UnnamedPortal;
        Runner.Complete();
        return true;
    }

    /// <summary>Refuses a message that ends the group.</summary>
    public void Refuse(ProtocolViolationException violation)
    {
        if (!IsSkipping && Runner.Enter())
        {
            Fail(ClientError.Error(ProtocolViolationException.SqlState, violation.ServersWords));
            IsSkipping = true;
        }
    }

    /// <summary>Skips what comes, up to the next Sync: the client has been told of an error.</summary>
    public void SkipToSync() => IsSkipping = true;

    private void Finish(bool isComplete)
    {
        if (isComplete && !Runner.HasFailed)
        {
            Runner.AddCommit(holdsLastTag: false);
        }

        RunFlight();
    }

    private void Add(Frame frame)
    {
        try
        {
            switch (frame.Type)
            {
                case Parse.Type:
                    Add(Parse.Read(frame.Body));
                    break;
                case Bind.Type:
                    Add(Bind.Read(frame.Body));
                    break;
                case Describe.Type:
                    Add(Describe.Read(frame.Body));
                    break;
                case Execute.Type:
                    Add(Execute.Read(frame.Body));
                    break;
                case Close.Type:
                    Add(Close.Read(frame.Body));
                    break;
                default:
                    throw new InvalidOperationException($"'{(char)frame.Type}' is no message of a group.");
            }
        }
        catch (ProtocolViolationException violation) when (!violation.IsFatal)
        {
            bool isKind = frame.Type is Describe.Type or Close.Type && frame.BodyLength > 0 && frame.Body.Span[0] is not ((byte)PreparedKind.Statement or (byte)PreparedKind.Portal);
            Fail(ClientError.Error(
                ProtocolViolationException.SqlState,
                isKind ? $"invalid {(frame.Type == Describe.Type ? "DESCRIBE" : "CLOSE")} message subtype {frame.Body.Span[0]}" : violation.ServersWords));
        }
    }

    private void Add(Parse parse)
    {
        ByteString name = ServerNames.Kept(parse.Statement);
        Statement statement = _preview.Classify(parse.Query.Span);
        if (!name.IsEmpty && Find(name) is not null && !IsRefusedInFailed(statement))
        {
            Fail(ClientError.Error("42P05", $"prepared statement \"{name}\" already exists"));
            return;
        }

        ByteString serverName = name.IsEmpty ? ByteString.Empty : Runner.Session.StatementNames.Take(name);
        byte[]? rewritten = SqlNames.Rewrite(_client, statement, parse.Query.Span, out ClientStatement? prepared, out TextMap map);
        _closed.Remove(name);
        if (name.IsEmpty)
        {
            // The server drops the old one first, also when the new one fails.
            _client.Statements.Forget(name);
        }

        ClientStatement made = new(parse, statement, serverName) { Prepares = prepared, ServerQuery = rewritten is null ? null : new ByteString(rewritten) };
        _underway.Add((name.ToOwned(), made));
        _client.Transaction.HasRun |= StatementRules.TakesSnapshotToParse(statement, parse.Query.Span);
        Runner.Open().Add(made.ForServer(), FlightStepKind.Parse, FlightStepOwner.Client, WhenDone(_ =>
        {
            made.PreparedOn = Runner.Session.Number;
            _client.Statements.Add(name, made);
            if (name.IsEmpty)
            {
                Runner.Session.UnnamedStatementOwner = _client;
            }
        }));
        if (rewritten is not null)
        {
            Runner.TextMap = map;
            RunFlight();
            Runner.TextMap = default;
        }
    }

    private void Add(Bind bind)
    {
        ClientStatement? statement = Find(bind.Statement);
        if (statement is null && !IsUnknownToServer(bind.Statement))
        {
            return;
        }

        if (statement is { Statement.Kind: StatementKind.CopyFromStdin } && Runner.ReadsSettings)
        {
            // The server would take the readings for data.
            RunFlight();
            if (Runner.HasFailed)
            {
                return;
            }
        }

        bool isInBlock = _client.Transaction.State != BlockState.None;
        ByteString portalName = ServerNames.Kept(bind.Portal);
        bool isThere = !portalName.IsEmpty && _client.Statements.FindPortal(portalName) is not null;
        if (isThere && IsRefusedInFailed(statement?.Statement ?? default))
        {
            Runner.Open().Add(bind with { Portal = ByteString.Empty, Statement = statement?.ServerName ?? bind.Statement }, FlightStepKind.Bind, FlightStepOwner.Client);
            return;
        }

        if (isThere)
        {
            Fail(ClientError.Error("42P03", $"cursor \"{portalName}\" already exists"));
            return;
        }

        if (portalName.IsEmpty)
        {
            _ = _client.Statements.ClosePortal(portalName, Runner.Session);
        }

        bool isNamed = !portalName.IsEmpty || (_limitsRows && isInBlock);
        ByteString serverName = !isNamed ? ByteString.Empty
            : portalName.IsEmpty ? Runner.Session.PortalNames.New(portalName)
            : _client.Cursors.Find(portalName.ToString()) ?? Runner.Session.PortalNames.Take(portalName);
        ClientPortal portal = new(statement, serverName, _client.NextPortal()) { IsCursors = !portalName.IsEmpty && _client.Cursors.Find(portalName.ToString()) == serverName };
        if (statement is { MayHaveCall: true })
        {
            FormatCode[] results = bind.ResultFormats.ToArray();
            portal = portal with { Values = AdvisoryCall.ValuesOf(bind), ResultFormat = results.Length == 0 ? FormatCode.Text : results[0] };
        }

        if (isNamed)
        {
            _client.Statements.AddPortal(portalName, portal);
        }

        if (portalName.IsEmpty)
        {
            _client.Statements.UnnamedPortal = portal;
        }

        EnsurePrepared(statement);
        Runner.Open().Add(bind with { Portal = portal.ServerName, Statement = statement?.ServerName ?? bind.Statement }, FlightStepKind.Bind, FlightStepOwner.Client, WhenDone(_ =>
        {
            portal.IsMade = true;
            if (portal.ServerName.IsEmpty)
            {
                Runner.Session.UnnamedPortal = portal;
            }
        }));
        _unnamed = portal.ServerName.IsEmpty ? portal : _unnamed;
    }

    private void Add(Describe describe)
    {
        if (describe.Kind == PreparedKind.Statement)
        {
            ClientStatement? statement = Find(describe.Name);
            if (statement is null && !IsUnknownToServer(describe.Name))
            {
                return;
            }

            EnsurePrepared(statement);
            Runner.Open().Add(describe with { Name = statement?.ServerName ?? describe.Name }, FlightStepKind.DescribeStatement, FlightStepOwner.Client);
        }
        else if (IsFailedCursor(describe.Name) || IsLostPortal(describe.Name))
        {
            Fail(InFailed());
        }
        else if (IsOwnPortal(describe.Name))
        {
            Runner.Open().Add(describe with { Name = ServerNameOfPortal(describe.Name) }, FlightStepKind.DescribePortal, FlightStepOwner.Client);
        }
    }

    private void Add(Execute execute)
    {
        if (!IsOwnPortal(execute.Portal))
        {
            return;
        }

        ClientStatement? prepared = Portal(execute.Portal)?.Statement;
        Statement statement = prepared?.Statement ?? default;
        ReadOnlySpan<byte> sql = prepared is null ? default : prepared.Query.Span;
        if (prepared is not null && _control.Handles(statement, sql))
        {
            RunFlight();
            if (!Runner.HasFailed)
            {
                _ = _control.Run(statement, sql);
            }

            return;
        }

        BlockState state = _client.Transaction.State;
        if (state == BlockState.Failed && statement.Kind != StatementKind.Empty && Portal(execute.Portal) is { IsMade: true })
        {
            // The server would say the same, but it reads the portal's text first, which may be gone with the statement: that has ended a server's process.
            Fail(InFailed());
            return;
        }

        if (IsFailedCursor(execute.Portal))
        {
            Fail(InFailed());
            return;
        }

        if (prepared is { MayHaveCall: true } && state != BlockState.Failed && Portal(execute.Portal) is { } portal
            && AdvisoryCall.Read(sql, portal.Values) is { } call && CallAnswer.IsFalse(_client, call))
        {
            RunFlight();
            if (!Runner.HasFailed)
            {
                CallAnswer.Write(_client, call, isDescribed: true, portal.ResultFormat);
            }

            return;
        }

        if (prepared is { MayHaveCall: true } && _preview.IsSignalled && Portal(execute.Portal) is { } called && BackendCall.Read(sql, called.Values) is { } signal && _preview.HasSignalled(signal.ProcessId))
        {
            RunFlight();
            if (!Runner.HasFailed)
            {
                CallAnswer.WriteTrue(_client, signal.Column, isDescribed: true, called.ResultFormat);
            }

            return;
        }

        if (StatementRules.Refuse(statement, state) is { } refusal)
        {
            Fail(refusal);
            return;
        }

        if (StatementRules.Warn(statement, state) is { } warning)
        {
            RunFlight();
            _client.Output.Write(warning);
        }

        Flight flight = Runner.Open();
        if (prepared is not null && state != BlockState.Failed)
        {
            StatementRules.Note(_client, statement, sql, Portal(execute.Portal)?.Values);
        }

        flight.Add(execute with { Portal = ServerNameOfPortal(execute.Portal) }, FlightStepKind.Execute, FlightStepOwner.Client, WhenDone(prepared?.Prepares is null ? null : AddPrepared(prepared)));
        if (statement.Kind == StatementKind.CopyFromStdin)
        {
            flight.TakesData = true;
            RunFlight();
        }
    }

    private void Add(Close close)
    {
        if (close.Kind == PreparedKind.Statement)
        {
            ByteString name = ServerNames.Kept(close.Name).ToOwned();
            ClientStatement? statement = Find(name);
            Runner.Open().Add(
                close with { Name = statement is null ? NameOfNone(name) : statement.PreparedOn == Runner.Session.Number ? statement.ServerName : Runner.Session.StatementNames.New(name) },
                FlightStepKind.Close,
                FlightStepOwner.Client,
                WhenDone(_ => _client.Statements.Forget(name, Runner.Session)));
            _underway.RemoveAll(other => other.Name == name);
            _closed.Add(name);
            return;
        }

        // What is not there is closed with success. What is there is forgotten when it has been closed: after an error before it, it is still there.
        ByteString serverName = IsAnothersPortal(close.Name) ? Runner.Session.PortalNames.New(close.Name) : ServerNameOfPortal(close.Name);
        Runner.Open().Add(close with { Name = serverName }, FlightStepKind.Close, FlightStepOwner.Client);
        if (!close.Name.IsEmpty)
        {
            RunFlight();
        }

        if (!Runner.HasFailed)
        {
            _client.Statements.ForgetPortal(ServerNames.Kept(close.Name), Runner.Session);
        }
    }

    private Action<string?> AddPrepared(ClientStatement prepare) => tag =>
    {
        if (tag == "PREPARE")
        {
            prepare.Prepares!.PreparedOn = Runner.Session.Number;
            _client.Statements.Add(prepare.Prepares.Name, prepare.Prepares);
        }
    };

    // A statement of an earlier group may have been prepared on another server session, or its unnamed place taken since.
    private void EnsurePrepared(ClientStatement? statement)
    {
        if (statement is null || _underway.Exists(other => ReferenceEquals(other.Statement, statement)))
        {
            return;
        }

        bool isThere = statement.PreparedOn == Runner.Session.Number
            && (!statement.ServerName.IsEmpty || ReferenceEquals(Runner.Session.UnnamedStatementOwner, _client));
        if (!isThere)
        {
            if (!statement.ServerName.IsEmpty && statement.PreparedOn != Runner.Session.Number)
            {
                // On another session its name may be another's.
                statement.ServerQuery = null;
                statement.ServerName = Runner.Session.StatementNames.Take(statement.Name);
            }

            Runner.Open().Add(statement.ForServer(), FlightStepKind.Parse, FlightStepOwner.OnBehalf);
            _underway.Add((statement.Name, statement));
        }
    }

    private void RunFlight()
    {
        if (Runner.Flight.IsEmpty)
        {
            return;
        }

        bool copies = Runner.RunGroupFlight();
        _hasCopied |= copies;
        foreach ((ByteString name, ClientStatement statement) in _underway)
        {
            if (!Runner.HasFailed)
            {
                statement.PreparedOn = Runner.Session.Number;
                if (statement.ServerName.IsEmpty)
                {
                    Runner.Session.UnnamedStatementOwner = _client;
                }
            }
            else if (!name.IsEmpty && statement.PreparedOn == 0)
            {
                // The server has not prepared it, perhaps because of the name itself.
                Runner.Session.StatementNames.GiveBack(statement.ServerName);
            }
        }

        _unnamed = null;
        _underway.Clear();
        _closed.Clear();
        _whenDone.Clear();
    }

    private void Fail(ErrorResponse error)
    {
        RunFlight();
        if (!Runner.HasFailed)
        {
            Runner.Fail(error);
        }
    }

    private static ErrorResponse InFailed() => ClientError.Error("25P02", "current transaction is aborted, commands ignored until end of transaction block");

    // A cursor stays until its transaction ends, failed or not. Here a part of that may have been rolled back already, and the cursor with it.
    private bool IsFailedCursor(ByteString portal) =>
        _client.Transaction.State == BlockState.Failed && Portal(portal) is null && _client.Cursors.IsMade(ServerNames.Kept(portal).ToString());

    // So does a portal. Of one without rows the server would say NoData, but what it was is not known any more.
    private bool IsLostPortal(ByteString portal) =>
        _client.Transaction is { State: BlockState.Failed, HasBeenDetached: true } && Portal(portal) is { IsMade: true };

    // The server says so before it looks at names.
    private bool IsRefusedInFailed(in Statement statement) => _client.Transaction.State == BlockState.Failed && !_control.Handles(statement, default);

    private ClientStatement? Find(ByteString name)
    {
        name = ServerNames.Kept(name);
        int index = _underway.FindLastIndex(other => other.Name == name);
        return index >= 0 ? _underway[index].Statement : _closed.Contains(name) ? null : _client.Statements.Find(name);
    }

    // What another client has under that name is not this one's to close.
    private ByteString NameOfNone(ByteString name) => Runner.Session.StatementNames.Has(name) ? Runner.Session.StatementNames.New(name) : name;

    // A name that this client has not given must not find another's statement.
    private bool IsUnknownToServer(ByteString name)
    {
        if (!name.IsEmpty && !Runner.Session.StatementNames.Has(ServerNames.Kept(name)))
        {
            return true;
        }

        Fail(ClientError.Error("26000", name.IsEmpty ? "unnamed prepared statement does not exist" : $"prepared statement \"{name}\" does not exist"));
        return false;
    }

    // The test's transaction outlives the group, and with it the server's portals: one that this client has not bound may be another's, and even a COMMIT that was
    // only bound there and carried out here.
    private bool IsAnothersPortal(ByteString name)
    {
        if (Portal(name) is { } portal)
        {
            return portal.ServerName.IsEmpty && !ReferenceEquals(portal, _unnamed) && !ReferenceEquals(portal, Runner.Session.UnnamedPortal);
        }

        return name.IsEmpty || (_client.Cursors.Find(ServerNames.Kept(name).ToString()) is null && Runner.Session.PortalNames.Has(ServerNames.Kept(name)));
    }

    private bool IsOwnPortal(ByteString name)
    {
        if (!IsAnothersPortal(name))
        {
            return true;
        }

        Fail(ClientError.Error("34000", $"portal \"{name}\" does not exist"));
        return false;
    }

    // The server tells names apart by what it keeps of them.
    private ClientPortal? Portal(ByteString name) => _client.Statements.FindPortal(ServerNames.Kept(name)) ?? (name.IsEmpty ? _client.Statements.UnnamedPortal : null);

    private ByteString ServerNameOfPortal(ByteString name) => Portal(name)?.ServerName ?? SqlNames.ServerNameOfCursor(_client, ServerNames.Kept(name)) ?? name;

    private int WhenDone(Action<string?>? action)
    {
        if (action is null)
        {
            return -1;
        }

        _whenDone.Add(action);
        return _whenDone.Count - 1;
    }

    private void OnDone(FlightStep step, string? tag)
    {
        if (step.Index >= 0 && step.Index < _whenDone.Count)
        {
            _whenDone[step.Index]?.Invoke(tag);
        }
    }
}
